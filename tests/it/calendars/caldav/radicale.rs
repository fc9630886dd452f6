//! A Radicale server of one's own for each test.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use reqwest::Method;

/// A running server with the calendar `team` of Ann, which Bob may read.
pub struct Radicale {
    pub url: String,
    http: reqwest::Client,
    server: Child,
    _folder: tempfile::TempDir,
}

pub const PASSWORD: &str = "s3cret";

const RIGHTS: &str = "
[own]
user: .+
collection: {user}(/.*)?
permissions: RrWw

[root]
user: .+
collection:
permissions: R

[shared]
user: bob
collection: ann/team
permissions: r
";

impl Radicale {
    pub async fn start() -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/radicale");
        let python = here.join(".venv/bin/python");
        assert!(
            python.exists(),
            "There is no Radicale here to test CalDAV against: run tests/radicale/run (docs/contributing.md)"
        );
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::create_dir_all(folder.path().join("store/collection-root")).unwrap();
        std::fs::write(path("users"), format!("ann:{PASSWORD}\nbob:{PASSWORD}\n")).unwrap();
        std::fs::write(path("rights"), RIGHTS).unwrap();
        let config = format!(
            "[auth]\ntype = htpasswd\nhtpasswd_filename = {}\nhtpasswd_encryption = plain\ndelay = 0\n\
             [rights]\ntype = from_file\nfile = {}\n[storage]\nfilesystem_folder = {}\n\
             [web]\ntype = none\n[logging]\nlevel = error\n",
            path("users"),
            path("rights"),
            path("store"),
        );
        std::fs::write(path("config"), config).unwrap();
        let mut server = Command::new(python)
            .arg(here.join("serve.py"))
            .arg(path("config"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut port = String::new();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        output.read_line(&mut port).unwrap();
        let radicale = Self {
            url: format!("http://127.0.0.1:{}", port.trim()),
            http: crate::calendars::server::client(),
            server,
            _folder: folder,
        };
        let made = radicale
            .send("MKCALENDAR", "/ann/team/", String::new())
            .await;
        assert_eq!(made.status(), 201);
        radicale
    }

    pub async fn send(&self, method: &str, path: &str, body: String) -> reqwest::Response {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        self.http
            .request(method, format!("{}{path}", self.url))
            .basic_auth("ann", Some(PASSWORD))
            .header("content-type", "text/calendar; charset=utf-8")
            .body(body)
            .send()
            .await
            .unwrap()
    }

    /// Writes an event as Ann does; the lines are what stands in it.
    pub async fn put(&self, name: &str, lines: &str) {
        let event =
            format!("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Ann//EN\n{lines}\nEND:VCALENDAR\n");
        let put = self
            .send(
                "PUT",
                &format!("/ann/team/{name}.ics"),
                event.replace('\n', "\r\n"),
            )
            .await;
        assert!(put.status().is_success(), "{}", put.status());
    }

    pub async fn get(&self, name: &str) -> String {
        let got = self
            .send("GET", &format!("/ann/team/{name}.ics"), String::new())
            .await;
        got.text().await.unwrap()
    }

    pub async fn delete(&self, name: &str) {
        let gone = self
            .send("DELETE", &format!("/ann/team/{name}.ics"), String::new())
            .await;
        assert!(gone.status().is_success());
    }
}

impl Drop for Radicale {
    fn drop(&mut self) {
        self.server.kill().ok();
        self.server.wait().ok();
    }
}
