//! A Slack behind a private certificate authority, and what the log may never show.
//!
//! The certificates in tests/fixtures/tls were made with openssl for this test alone and hold until
//! 2126; the authority's own key was thrown away.

use std::io::Write;
use std::sync::{Arc, Mutex};

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use secrecy::SecretString;
use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tracing_subscriber::fmt::MakeWriter;

use super::*;
use crate::platform::slack::socket;
use crate::platform::slack::test_support::{self, answer, serve_at, settings};

/// Speaks TLS with a certificate of the authority in tests/fixtures/tls: answers every method, and
/// opens a WebSocket at `/link`.
async fn private_slack() -> String {
    rustls::crypto::ring::default_provider()
        .install_default()
        .ok();
    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("../../../tests/fixtures/tls/server.pem"));
    let key =
        PrivateKeyDer::from_pem_slice(include_bytes!("../../../tests/fixtures/tls/server.key"));
    let config = rustls::ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.unwrap()], key.unwrap())
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let host = address.clone();
    tokio::spawn(async move {
        while let Ok((tcp, _)) = listener.accept().await {
            let (acceptor, host) = (acceptor.clone(), host.clone());
            tokio::spawn(async move {
                let Ok(mut line) = acceptor.accept(tcp).await else {
                    return;
                };
                let mut head = Vec::new();
                while !head.windows(4).any(|end| end == b"\r\n\r\n") {
                    head.push(line.read_u8().await.unwrap());
                }
                let head = String::from_utf8(head).unwrap();
                if head.starts_with("GET /link") {
                    let key = head
                        .lines()
                        .find_map(|l| l.strip_prefix("Sec-WebSocket-Key: "))
                        .unwrap();
                    let accept = tokio_tungstenite::tungstenite::handshake::derive_accept_key(
                        key.as_bytes(),
                    );
                    let answer = format!(
                        "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\n\
                         connection: upgrade\r\nsec-websocket-accept: {accept}\r\n\r\n"
                    );
                    line.write_all(answer.as_bytes()).await.unwrap();
                    return;
                }
                let body = json!({"ok": true, "channel": "C1", "ts": "1.1", "user_id": "UBOT",
                    "url": format!("wss://{host}/link?ticket=s-3cret")})
                .to_string();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\
                     content-length: {}\r\n\r\n{body}",
                    body.len()
                );
                line.write_all(answer.as_bytes()).await.unwrap();
                line.shutdown().await.ok();
            });
        }
    });
    format!("https://{address}")
}

fn client(address: &str, authority: Option<&str>) -> SlackClient {
    let mut roots = rustls::RootCertStore::empty();
    if let Some(path) = authority {
        // What SSL_CERT_FILE does, without changing the environment of the whole process.
        let found = rustls_native_certs::load_certs_from_paths(Some(path.as_ref()), None);
        roots.add_parsable_certificates(found.certs);
    }
    let bot = SecretString::from("xoxb-the-bot");
    let app = SecretString::from("xapp-the-app");
    SlackClient::trusting(roots, &settings(address), &bot, Some(&app)).unwrap()
}

#[tokio::test]
async fn a_private_authority_is_trusted_on_all_three_ways_once_it_is_named() {
    let address = private_slack().await;
    let authority = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/tests/fixtures/tls/authority.pem"
    );
    let trusting = client(&address, Some(authority));
    trusting.post_message(&json!({})).await.unwrap();
    let auth = trusting.auth_test().await.unwrap();
    assert_eq!(auth.user_id, Some("UBOT".into()));
    socket::open(&trusting).await.unwrap();

    let ignorant = client(&address, None);
    for error in [
        ignorant.post_message(&json!({})).await.unwrap_err(),
        ignorant.auth_test().await.unwrap_err(),
    ] {
        let SlackError::Passing { reason, .. } = &error else {
            panic!("{error:?}");
        };
        assert!(reason.contains("SSL_CERT_FILE"), "{error}");
    }
}

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Lines {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn tokens_tickets_response_urls_and_personal_data_are_in_no_log_line() {
    let lines = Lines::default();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::TRACE)
        .with_writer(lines.clone())
        .finish();
    let guard = tracing::subscriber::set_default(subscriber);
    tracing::debug!("the log is being kept");
    let (address, _) = serve_at(|seen| match seen.uri.as_str() {
        uri if uri.contains("connections.open") => {
            answer(json!({"ok": true, "url": "ws://127.0.0.1:1/link?ticket=s-3cret"}))
        }
        _ => answer(json!({"ok": false, "error": "no_text", "echo": "said-by-customer"})),
    })
    .await;
    let client = test_support::client(&address);
    let mut shown = Vec::new();
    let email = json!({"email": "sanne@example.com"});
    shown.push(
        client
            .call("users.lookupByEmail", &email)
            .await
            .unwrap_err()
            .to_string(),
    );
    let post = json!({"text": "said-by-customer"});
    shown.push(
        client
            .call("chat.postMessage", &post)
            .await
            .unwrap_err()
            .to_string(),
    );
    let hook = format!("{address}/hook/h-4idden");
    shown.push(client.respond(&hook, &post).await.unwrap_err().to_string());
    client.auth_test().await.unwrap_err();
    shown.push(format!("{:?}", socket::open(&client).await.err().unwrap()));
    shown.push(format!("{client:?}"));
    drop(guard);
    let log = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(log.contains("the log is being kept") && log.contains("Sending HTTP request"));
    for secret in [
        "xoxb-",
        "xapp-",
        "s-3cret",
        "h-4idden",
        "said-by-customer",
        "sanne",
    ] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
        for text in &shown {
            assert!(!text.contains(secret), "{secret} is in: {text}");
        }
    }
}
