//! Binary packs: public data small enough to send to a phone on a weak network, checked on decoding.
//!
//! Every part of a pack is `length and hash known beforehand, then payload`, so a truncated or
//! changed byte is found before anything is read from it. Decoding never panics, and what it
//! allocates is bounded by the input's size.

pub mod reader;
pub mod writer;

/// Why a pack was refused. The closed list of reasons; none of them is a reason to show old data
/// as new or half a list as whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PackError {
    /// It is no such pack at all.
    Magic,
    /// It was made for another version of the app.
    Format,
    /// It ends too early, or goes on after its end.
    Length,
    /// Its content is not what its hash says.
    Hash,
    /// Its hash is right, but it breaks a rule of the format.
    Malformed,
}

impl core::fmt::Display for PackError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Magic => "not a data pack",
            Self::Format => "a data pack of another format version",
            Self::Length => "a truncated or overlong data pack",
            Self::Hash => "a damaged data pack",
            Self::Malformed => "a malformed data pack",
        })
    }
}

impl core::error::Error for PackError {}

/// FNV-1a, 64 bits. It finds every change of a single byte and practically every other accident;
/// it is no defence against forgery, which TLS is for.
pub fn hash(bytes: &[u8]) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325u64;
    for byte in bytes {
        state = (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    state
}

/// Bytes before a framed payload: magic, length, hash.
pub const FRAME: usize = 16;

/// Puts `payload` behind `magic` (three letters and the format version), its length and its hash.
pub fn frame(magic: [u8; 4], payload: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(FRAME + payload.len());
    bytes.extend_from_slice(&magic);
    bytes.extend_from_slice(&(payload.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&hash(payload).to_le_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// The checked payload at the front of `bytes`, its hash, and the bytes behind it.
pub fn unframe(magic: [u8; 4], bytes: &[u8]) -> Result<(&[u8], u64, &[u8]), PackError> {
    let Some((found, rest)) = bytes.split_first_chunk::<4>() else {
        return Err(PackError::Length);
    };
    if found[..3] != magic[..3] {
        return Err(PackError::Magic);
    }
    if found[3] != magic[3] {
        return Err(PackError::Format);
    }
    let (length, rest) = rest.split_first_chunk::<4>().ok_or(PackError::Length)?;
    let (expected, rest) = rest.split_first_chunk::<8>().ok_or(PackError::Length)?;
    let length = u32::from_le_bytes(*length) as usize;
    let (payload, rest) = rest.split_at_checked(length).ok_or(PackError::Length)?;
    let expected = u64::from_le_bytes(*expected);
    if hash(payload) != expected {
        return Err(PackError::Hash);
    }
    Ok((payload, expected, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv_1a() {
        assert_eq!(hash(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(hash(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn frames_say_what_is_wrong() {
        let framed = frame(*b"ABC\x01", b"payload");
        assert_eq!(unframe(*b"ABC\x01", &framed).unwrap().0, b"payload");
        assert_eq!(unframe(*b"ABD\x01", &framed), Err(PackError::Magic));
        assert_eq!(unframe(*b"ABC\x02", &framed), Err(PackError::Format));
        for length in 0..framed.len() {
            assert_eq!(
                unframe(*b"ABC\x01", &framed[..length]),
                Err(PackError::Length)
            );
        }
        let mut damaged = framed.clone();
        *damaged.last_mut().unwrap() ^= 1;
        assert_eq!(unframe(*b"ABC\x01", &damaged), Err(PackError::Hash));
        let longer = [framed.as_slice(), b"more"].concat();
        assert_eq!(unframe(*b"ABC\x01", &longer).unwrap().2, b"more");
    }
}
