//! Reading answers of a newer server: an app may have lain in a browser's cache for months. What it
//! does not know is left out. Requests are read strictly; this is not for them.

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StringDeserializer};
use serde::{Deserialize, Deserializer};

fn known<'de, T: Deserialize<'de>>(name: String) -> Option<T> {
    let name: StringDeserializer<Error> = name.into_deserializer();
    T::deserialize(name).ok()
}

/// The known names of a list of names.
pub(crate) fn known_of<'de, T, D>(list: D) -> Result<Vec<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    let names = Vec::<String>::deserialize(list)?;
    Ok(names.into_iter().filter_map(known).collect())
}

/// A name, if it is there and known.
pub(crate) fn known_or_none<'de, T, D>(name: D) -> Result<Option<T>, D::Error>
where
    T: Deserialize<'de>,
    D: Deserializer<'de>,
{
    Ok(Option::<String>::deserialize(name)?.and_then(known))
}
