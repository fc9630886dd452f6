//! A connection to the database that can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Stands between a process and a database server.
pub struct Proxy {
    /// The address of the database through it.
    pub url: String,
    is_open: watch::Sender<bool>,
}

impl Proxy {
    /// Listens on a local port and passes everything on to the server of `url`.
    pub async fn start(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let here = listener.local_addr().unwrap();
        let mut parts = reqwest::Url::parse(url).unwrap();
        let there = format!(
            "{}:{}",
            parts.host_str().expect("a server that is reached over TCP"),
            parts.port().unwrap_or(5432)
        );
        parts.set_ip_host(here.ip()).unwrap();
        parts.set_port(Some(here.port())).unwrap();
        let is_open = watch::Sender::new(true);
        tokio::spawn(pass_on(listener, there, is_open.subscribe()));
        Self {
            url: parts.into(),
            is_open,
        }
    }

    /// Cuts every connection and lets none in.
    pub fn cut(&self) {
        self.is_open.send_replace(false);
    }

    /// Lets connections in again.
    pub fn restore(&self) {
        self.is_open.send_replace(true);
    }
}

async fn pass_on(listener: TcpListener, there: String, is_open: watch::Receiver<bool>) {
    while let Ok((client, _)) = listener.accept().await {
        let (there, mut is_open) = (there.clone(), is_open.clone());
        tokio::spawn(async move {
            if *is_open.borrow_and_update() {
                tokio::select! {
                    () = join(client, &there) => {}
                    _ = is_open.wait_for(|is_open| !is_open) => {}
                }
            }
        });
    }
}

async fn join(mut client: TcpStream, there: &str) {
    let there: Option<SocketAddr> = match tokio::net::lookup_host(there).await {
        Ok(mut found) => found.next(),
        Err(_) => None,
    };
    if let Some(there) = there
        && let Ok(mut server) = TcpStream::connect(there).await
    {
        let _ = copy_bidirectional(&mut client, &mut server).await;
    }
}
