//! Reads a pack's payload front to back, never past its end.

use super::PackError;

/// A place in a payload.
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// At the front of `bytes`.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.rest.len()
    }

    /// One byte.
    pub fn byte(&mut self) -> Result<u8, PackError> {
        let (first, rest) = self.rest.split_first().ok_or(PackError::Malformed)?;
        self.rest = rest;
        Ok(*first)
    }

    /// That many bytes.
    pub fn bytes(&mut self, length: usize) -> Result<&'a [u8], PackError> {
        let (taken, rest) = self
            .rest
            .split_at_checked(length)
            .ok_or(PackError::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// A number in groups of seven bits, the lowest first.
    pub fn number(&mut self) -> Result<u32, PackError> {
        let mut value = 0u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            let bits = u32::from(byte & 0x7f);
            // The fifth byte may hold the top four bits only.
            if shift == 28 && byte > 0x0f {
                return Err(PackError::Malformed);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(PackError::Malformed)
    }

    /// How many things follow that take at least `least` bytes each: a number that the bytes left
    /// can bear, so that nothing is allocated for a count that is not true.
    pub fn count(&mut self, least: usize) -> Result<usize, PackError> {
        let count = self.number()? as usize;
        if count.saturating_mul(least) > self.left() {
            Err(PackError::Malformed)
        } else {
            Ok(count)
        }
    }

    /// A text: its length in bytes, then UTF-8.
    pub fn text(&mut self) -> Result<&'a str, PackError> {
        let length = self.count(1)?;
        core::str::from_utf8(self.bytes(length)?).map_err(|_| PackError::Malformed)
    }

    /// An eight-byte hash.
    pub fn hash(&mut self) -> Result<u64, PackError> {
        let (taken, rest) = self
            .rest
            .split_first_chunk::<8>()
            .ok_or(PackError::Malformed)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(*taken))
    }

    /// Fails if anything is left.
    pub fn end(&self) -> Result<(), PackError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(PackError::Malformed)
        }
    }
}
