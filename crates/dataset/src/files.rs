//! Where the data files come from.

use std::collections::BTreeMap;
use std::path::Path;

use crate::DataError;

/// The texts of all data files by their paths under `data/`, with forward slashes.
#[derive(Clone, Debug, Default)]
pub struct Files {
    texts: BTreeMap<String, String>,
}

static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

impl Files {
    /// The files as they were when this was built.
    pub fn embedded() -> Self {
        EMBEDDED
            .iter()
            .map(|(path, text)| (path.to_string(), text.to_string()))
            .collect()
    }

    /// The files of a folder laid out like `data/`.
    pub fn from_folder(folder: &Path) -> Result<Self, DataError> {
        let mut files = Self::default();
        files.add_folder(folder, "")?;
        Ok(files)
    }

    /// Replaces or adds one file.
    pub fn set(&mut self, path: &str, text: &str) {
        self.texts.insert(path.to_owned(), text.to_owned());
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Result<&str, DataError> {
        let text = self.texts.get(path).map(String::as_str);
        text.ok_or_else(|| DataError::new(path, "the file is missing"))
    }

    /// The files directly in `folder` with that ending, in order: paths and texts.
    pub fn within<'a>(
        &'a self,
        folder: &'a str,
        ending: &'a str,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts.iter().filter_map(move |(path, text)| {
            let name = path.strip_prefix(folder)?.strip_prefix('/')?;
            (!name.contains('/') && name.ends_with(ending))
                .then_some((path.as_str(), text.as_str()))
        })
    }

    fn add_folder(&mut self, folder: &Path, prefix: &str) -> Result<(), DataError> {
        let failed = |error: std::io::Error| DataError::new(prefix, error.to_string());
        for entry in std::fs::read_dir(folder).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned());
            let name = format!("{prefix}{}", name.unwrap_or_default());
            if path.is_dir() {
                self.add_folder(&path, &format!("{name}/"))?;
            } else if let Ok(text) = std::fs::read_to_string(&path) {
                self.texts.insert(name, text);
            }
        }
        Ok(())
    }
}

impl FromIterator<(String, String)> for Files {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(files: I) -> Self {
        Self {
            texts: files.into_iter().collect(),
        }
    }
}
