//! Gives rows without an id one of their own, the same at every import of the same rows.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

/// The most memory that the filter of seen rows takes, in 64-byte blocks: 16 MiB.
const MAX_BLOCKS: usize = 1 << 18;
/// Bits for each expected row. With these, one row in a million is taken for seen by mistake, and
/// then it only gets a higher number, the same at every import of the file.
const BITS_PER_ROW: u64 = 128;

/// A digest over the content of a row.
#[derive(Default)]
pub(super) struct Content(Sha256);

impl Content {
    /// Adds a value; each is closed off, so that `ab`, `c` and `a`, `bc` differ.
    pub(super) fn add(&mut self, value: &[u8]) {
        self.0.update((value.len() as u64).to_le_bytes());
        self.0.update(value);
    }

    pub(super) fn digest(self) -> u128 {
        let bytes: [u8; 32] = self.0.finalize().into();
        let mut half = [0; 16];
        half.copy_from_slice(&bytes[..16]);
        u128::from_le_bytes(half)
    }
}

/// Knows which digests came by before, in memory that does not grow with the file.
pub(super) struct Seen {
    blocks: Vec<[u64; 8]>,
}

impl Seen {
    pub(super) fn for_rows(rows: u64) -> Self {
        let blocks = (rows.saturating_mul(BITS_PER_ROW) / 512).max(1);
        let blocks = usize::try_from(blocks)
            .unwrap_or(MAX_BLOCKS)
            .min(MAX_BLOCKS);
        Self {
            blocks: vec![[0; 8]; blocks.next_power_of_two()],
        }
    }

    /// Whether the digest was (all but surely) seen before. One block is one line of the cache.
    pub(super) fn insert(&mut self, digest: u128) -> bool {
        let low = digest as u64;
        let mut high = (digest >> 64) as u64;
        let index = (low as usize) & (self.blocks.len() - 1);
        let block = &mut self.blocks[index];
        let mut seen = true;
        for _ in 0..6 {
            let bit = (high & 511) as usize;
            high >>= 9;
            let mask = 1 << (bit % 64);
            seen &= block[bit / 64] & mask != 0;
            block[bit / 64] |= mask;
        }
        seen
    }
}

/// Numbers rows of the same content, so that two equal rows of one file stay two.
pub(super) struct Identities {
    seen: Seen,
    repeats: HashMap<u128, u32>,
}

impl Identities {
    pub(super) fn for_rows(rows: u64) -> Self {
        Self {
            seen: Seen::for_rows(rows),
            repeats: HashMap::new(),
        }
    }

    /// The id of a row: the digest of its content, and from the second such row on its number.
    pub(super) fn id(&mut self, digest: u128) -> String {
        if !self.seen.insert(digest) {
            return format!("row-{digest:032x}");
        }
        let number = self.repeats.entry(digest).or_insert(1);
        *number += 1;
        format!("row-{digest:032x}-{number}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(number: u32) -> u128 {
        let mut content = Content::default();
        content.add(&number.to_le_bytes());
        content.digest()
    }

    #[test]
    fn equal_rows_get_numbers_and_others_do_not() {
        let mut identities = Identities::for_rows(4);
        let first = identities.id(digest(1));
        assert_eq!(first.len(), 36);
        assert_eq!(identities.id(digest(1)), format!("{first}-2"));
        assert_eq!(identities.id(digest(1)), format!("{first}-3"));
        assert!(!identities.id(digest(2)).ends_with("-2"));
    }

    #[test]
    fn the_filter_hardly_ever_mistakes_a_new_row_for_a_seen_one() {
        let mut seen = Seen::for_rows(100_000);
        let mistaken = (0..100_000).filter(|&n| seen.insert(digest(n))).count();
        assert!(mistaken <= 5, "{mistaken}");
        assert!((0..100_000).all(|n| seen.insert(digest(n))));
    }
}
