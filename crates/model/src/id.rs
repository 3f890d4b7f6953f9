//! Identities. Every action and entity is named by the device that made it, with a UUIDv7, so
//! that a repeat of the same action is recognised and no temporary ids need mapping.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use uuid::{Builder, Uuid};

use crate::hex;

/// A text is not a UUIDv7.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdError;

fn parse_v7(text: &str) -> Result<Uuid, IdError> {
    let id = Uuid::try_parse(text).map_err(|_| IdError)?;
    if id.get_version_num() == 7 {
        Ok(id)
    } else {
        Err(IdError)
    }
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Uuid);

        impl $name {
            /// Makes an id from the time in milliseconds since 1970 (UTC) and ten random bytes.
            pub fn new(unix_millis: u64, random: &[u8; 10]) -> Self {
                Self(Builder::from_unix_timestamp_millis(unix_millis, random).into_uuid())
            }

            /// Reads the hyphenated form. Errors: anything but a UUIDv7.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                parse_v7(text).map(Self)
            }

            /// The sixteen bytes, big-endian as in RFC 9562.
            pub fn as_bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }

            /// Reads the sixteen bytes. Errors: anything but a UUIDv7.
            pub fn from_bytes(bytes: [u8; 16]) -> Result<Self, IdError> {
                let id = Uuid::from_bytes(bytes);
                if id.get_version_num() == 7 { Ok(Self(id)) } else { Err(IdError) }
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut buffer = Uuid::encode_buffer();
                f.write_str(self.0.hyphenated().encode_lower(&mut buffer))
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut buffer = Uuid::encode_buffer();
                serializer.serialize_str(self.0.hyphenated().encode_lower(&mut buffer))
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(|_| D::Error::custom("not a UUIDv7"))
            }
        }
    };
}

id! {
    /// One action of one person: the key by which repeats are recognised.
    ActionId
}
id! {
    /// A booking (预约), named by the device that made it.
    BookingId
}
id! {
    /// A volunteer's registration (志愿者登记), named by the device that made it.
    VolunteerId
}
id! {
    /// A member of staff's account, named by whoever made it.
    StaffId
}
id! {
    /// A session of staff, by which it is listed and ended; it opens nothing.
    SessionId
}

id! {
    /// A notice (公告), named by whoever put it up.
    NoticeId
}
id! {
    /// What one device submits for the owner of another (代交), named after that action where its id
    /// is known, and otherwise by the device that submits it.
    DeliveryId
}

/// 32 random bytes that let one device see and change one booking or registration. The server
/// keeps only its SHA-256. Never printed: `Debug` hides it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct DeviceSecret([u8; 32]);

impl DeviceSecret {
    /// Wraps 32 bytes from a cryptographic random source.
    pub fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }

    /// The bytes, to be hashed by the server.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// 64 hexadecimal digits, for the `Authorization: Device <hex>` header.
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }
}

impl core::fmt::Debug for DeviceSecret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("DeviceSecret(..)")
    }
}

impl Serialize for DeviceSecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for DeviceSecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| D::Error::custom("not 64 hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_v7_sort_by_time_and_round_trip() {
        let early = ActionId::new(1_000, &[255; 10]);
        let late = ActionId::new(1_001, &[0; 10]);
        assert!(early < late);
        assert_eq!(ActionId::parse(&early.to_string()), Ok(early));
        assert_eq!(ActionId::from_bytes(*late.as_bytes()), Ok(late));
        let json = serde_json::to_string(&early).unwrap();
        assert_eq!(serde_json::from_str::<ActionId>(&json).unwrap(), early);
    }

    #[test]
    fn other_versions_and_nonsense_are_refused() {
        assert_eq!(
            ActionId::parse("550e8400-e29b-41d4-a716-446655440000"),
            Err(IdError)
        );
        assert_eq!(ActionId::parse("明天"), Err(IdError));
        assert_eq!(ActionId::from_bytes([0; 16]), Err(IdError));
    }

    #[test]
    fn secrets_never_show_in_debug() {
        let secret = DeviceSecret::new([7; 32]);
        assert_eq!(format!("{secret:?}"), "DeviceSecret(..)");
        assert_eq!(DeviceSecret::parse(&secret.to_hex()), Some(secret));
    }
}
