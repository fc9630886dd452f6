//! What a running process says, line by line, as it says it.

use std::io::{BufRead as _, BufReader, Read};
use std::sync::{Arc, Mutex};

use tokio::sync::watch;

/// The lines of a stream so far.
pub struct Log {
    lines: Mutex<Vec<String>>,
    seen: watch::Sender<Seen>,
}

#[derive(Clone, Copy, Default)]
struct Seen {
    lines: usize,
    has_ended: bool,
}

impl Log {
    /// Reads a stream in a thread of its own until it ends.
    pub fn follow(stream: impl Read + Send + 'static) -> Arc<Self> {
        let log = Arc::new(Self {
            lines: Mutex::default(),
            seen: watch::Sender::new(Seen::default()),
        });
        let reader = log.clone();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
                let line = String::from_utf8_lossy(&line).into_owned();
                reader.lines.lock().unwrap().push(line);
                reader.seen.send_modify(|seen| seen.lines += 1);
            }
            reader.seen.send_modify(|seen| seen.has_ended = true);
        });
        log
    }

    /// All lines so far.
    pub fn text(&self) -> String {
        self.lines.lock().unwrap().join("\n")
    }

    /// Returns the first line, of the past or the future, that contains `words`; `None` where the
    /// stream ends without one.
    pub async fn wait_for(&self, words: &str) -> Option<String> {
        let mut seen = self.seen.subscribe();
        let mut from = 0;
        loop {
            let has_ended = seen.borrow_and_update().has_ended;
            {
                let lines = self.lines.lock().unwrap();
                if let Some(line) = lines[from..].iter().find(|line| line.contains(words)) {
                    return Some(line.clone());
                }
                from = lines.len();
            }
            if has_ended || seen.changed().await.is_err() {
                return None;
            }
        }
    }

    /// Returns when the process closed the stream.
    pub async fn ended(&self) {
        let mut seen = self.seen.subscribe();
        let _ = seen.wait_for(|seen| seen.has_ended).await;
    }
}
