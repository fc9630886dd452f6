//! Opens what is imported, any number of times, as UTF-8 bytes, and tells how far the reading is.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use encoding_rs::Decoder;

use super::detect::Encoding;

/// What is read: a file, or bytes in memory.
#[derive(Clone, Copy, Debug)]
pub(super) enum Input<'a> {
    /// A file.
    File(&'a Path),
    /// Bytes in memory.
    Bytes(&'a [u8]),
}

impl<'a> Input<'a> {
    /// Its length in bytes.
    pub(super) fn length(self) -> io::Result<u64> {
        match self {
            Self::Bytes(bytes) => Ok(bytes.len() as u64),
            Self::File(path) => {
                let metadata = std::fs::metadata(path)?;
                if metadata.is_file() {
                    Ok(metadata.len())
                } else {
                    Err(io::Error::other(
                        "it is not a plain file, and an import reads its file twice",
                    ))
                }
            }
        }
    }

    /// Its path, where it has one.
    pub(super) fn path(self) -> Option<PathBuf> {
        match self {
            Self::Bytes(_) => None,
            Self::File(path) => Some(path.to_owned()),
        }
    }

    /// The first `length` bytes as they lie in the file.
    pub(super) fn sample(self, length: usize) -> io::Result<Vec<u8>> {
        let mut sample = Vec::new();
        self.raw()?.take(length as u64).read_to_end(&mut sample)?;
        Ok(sample)
    }

    fn raw(self) -> io::Result<Source<'a>> {
        Ok(match self {
            Self::Bytes(bytes) => Source::Bytes(bytes),
            Self::File(path) => Source::File(File::open(path)?),
        })
    }

    /// The content behind a byte order mark. UTF-8 passes through as it is; the rest is decoded.
    pub(super) fn open(
        self,
        encoding: Encoding,
        progress: Option<Progress<'a>>,
    ) -> io::Result<Reader<'a>> {
        let mut source = self.raw()?;
        let mark = encoding.mark_length(&self.sample(4)?);
        io::copy(&mut (&mut source).take(mark as u64), &mut io::sink())?;
        let counted = Counted {
            source,
            read: mark as u64,
            progress,
        };
        Ok(match encoding.decoder() {
            None => Reader::Plain(counted),
            Some(decoder) => Reader::Decoded(Box::new(Decoded {
                source: counted,
                decoder,
                input: vec![0; 1 << 16],
                pending: 0..0,
                ended: false,
                output: vec![0; 1 << 17],
                ready: 0..0,
                finished: false,
            })),
        })
    }
}

/// Is told how many bytes of the file have been read.
pub type Progress<'a> = Box<dyn FnMut(u64) + Send + 'a>;

enum Source<'a> {
    File(File),
    Bytes(&'a [u8]),
}

impl Read for Source<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::File(file) => file.read(out),
            Self::Bytes(bytes) => bytes.read(out),
        }
    }
}

pub(super) struct Counted<'a> {
    source: Source<'a>,
    read: u64,
    progress: Option<Progress<'a>>,
}

impl Read for Counted<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let count = self.source.read(out)?;
        self.read += count as u64;
        if let Some(progress) = &mut self.progress {
            progress(self.read);
        }
        Ok(count)
    }
}

/// An opened input that gives UTF-8.
pub(super) enum Reader<'a> {
    Plain(Counted<'a>),
    Decoded(Box<Decoded<'a>>),
}

impl Read for Reader<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        match self {
            Self::Plain(counted) => counted.read(out),
            Self::Decoded(decoded) => decoded.read(out),
        }
    }
}

/// Turns another encoding into UTF-8 on the way.
pub(super) struct Decoded<'a> {
    source: Counted<'a>,
    decoder: Decoder,
    input: Vec<u8>,
    pending: std::ops::Range<usize>,
    ended: bool,
    output: Vec<u8>,
    ready: std::ops::Range<usize>,
    finished: bool,
}

impl Read for Decoded<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        while self.ready.is_empty() && !self.finished {
            if self.pending.is_empty() && !self.ended {
                let count = self.source.read(&mut self.input)?;
                self.pending = 0..count;
                self.ended = count == 0;
            }
            let (result, taken, written, _) = self.decoder.decode_to_utf8(
                &self.input[self.pending.clone()],
                &mut self.output,
                self.ended,
            );
            self.pending.start += taken;
            self.ready = 0..written;
            self.finished = self.ended && result == encoding_rs::CoderResult::InputEmpty;
        }
        let count = out.len().min(self.ready.len());
        out[..count].copy_from_slice(&self.output[self.ready.start..self.ready.start + count]);
        self.ready.start += count;
        Ok(count)
    }
}
