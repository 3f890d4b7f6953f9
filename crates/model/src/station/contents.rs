//! What the server has to give, by district: small enough to be asked for at every start, so that
//! only the districts that have changed are fetched, and a person sees what a download costs.

use crate::division::DivisionCode;
use crate::pack::reader::Reader;
use crate::pack::writer::push_number;
use crate::pack::{PackError, frame, unframe};
use crate::tier::Tier;

/// Three letters and the format version.
const MAGIC: [u8; 4] = *b"VSD\x01";

/// A district's pack.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DistrictLine {
    /// The district.
    pub district: DivisionCode,
    /// Names what it holds: see [`super::StationIndex::tags`].
    pub tag: u64,
    /// Bytes as they are sent to a browser that knows brotli.
    pub bytes: u32,
}

/// What the server has to give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// Names the pack of all stations: the bytes of its `ETag`, whatever its coding.
    pub edition: [u8; 16],
    /// Names the city's entry and which districts there are.
    pub city: u64,
    /// Bytes of all stations in one pack, as they are sent.
    pub stations: u32,
    /// Bytes of the service catalogue, as they are sent.
    pub catalogue: u32,
    /// The districts, in order.
    pub districts: Vec<DistrictLine>,
}

impl Contents {
    /// What the server knows of a district.
    pub fn district(&self, district: DivisionCode) -> Option<&DistrictLine> {
        let mut lines = self.districts.iter();
        lines.find(|line| line.district == district)
    }

    /// As it is sent.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = self.edition.to_vec();
        bytes.extend_from_slice(&self.city.to_le_bytes());
        push_number(&mut bytes, self.stations);
        push_number(&mut bytes, self.catalogue);
        push_number(&mut bytes, self.districts.len() as u32);
        for line in &self.districts {
            push_number(&mut bytes, line.district.ordinal());
            bytes.extend_from_slice(&line.tag.to_le_bytes());
            push_number(&mut bytes, line.bytes);
        }
        frame(MAGIC, &bytes)
    }

    /// Reads what [`Self::encode`] wrote. Errors: [`PackError`].
    pub fn decode(bytes: &[u8]) -> Result<Self, PackError> {
        let (payload, _, rest) = unframe(MAGIC, bytes)?;
        if !rest.is_empty() {
            return Err(PackError::Length);
        }
        let mut reader = Reader::new(payload);
        let mut edition = [0; 16];
        edition.copy_from_slice(reader.bytes(16)?);
        let city = reader.hash()?;
        let stations = reader.number()?;
        let catalogue = reader.number()?;
        let count = reader.count(10)?;
        let mut districts = Vec::with_capacity(count);
        for _ in 0..count {
            let district = DivisionCode::CHONGQING.child(reader.number()?);
            let district = district.filter(|code| code.tier() == Tier::District);
            districts.push(DistrictLine {
                district: district.ok_or(PackError::Malformed)?,
                tag: reader.hash()?,
                bytes: reader.number()?,
            });
        }
        reader.end()?;
        Ok(Self {
            edition,
            city,
            stations,
            catalogue,
            districts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents() -> Contents {
        let line = |code: &str, tag, bytes| DistrictLine {
            district: DivisionCode::parse(code).unwrap(),
            tag,
            bytes,
        };
        Contents {
            edition: [9; 16],
            city: 1 << 60,
            stations: 37_293,
            catalogue: 9_100,
            districts: vec![line("500101", 7, 2_100), line("500112", u64::MAX, 2_964)],
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let bytes = contents().encode();
        assert_eq!(Contents::decode(&bytes), Ok(contents()));
        let yubei = DivisionCode::parse("500112").unwrap();
        assert_eq!(contents().district(yubei).unwrap().bytes, 2_964);
    }

    #[test]
    fn what_is_damaged_is_refused() {
        let bytes = contents().encode();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert!(Contents::decode(&damaged).is_err(), "byte {at}");
            assert!(Contents::decode(&bytes[..at]).is_err(), "cut at {at}");
        }
        assert!(Contents::decode(&[bytes, vec![0]].concat()).is_err());
    }
}
