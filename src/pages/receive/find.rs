//! Looking for codes: with the browser's own reader where it has one, else with ours.

use crate::browser::camera::{Picture, Reader};
use crate::chunks::{self, ChunkError};

/// Longest side of a frame that our reader looks through, in pixels: enough for the largest of our
/// codes, and few enough for a slow phone.
const FRAME: u32 = 720;
/// Longest sides at which it looks through a picture file, one after the other: a photograph may
/// show the code large or small, sharp or grainy.
const STILLS: [u32; 3] = [1_000, 500, 2_000];

/// Finds codes in pictures.
pub(super) struct Finder {
    own: Option<Reader>,
}

impl Finder {
    /// Asks the browser; where it cannot, has our reader fetched meanwhile.
    pub(super) async fn new() -> Self {
        let own = Reader::of_browser().await;
        if own.is_none() {
            leptos::task::spawn_local(async {
                let _ = chunks::preload_decoder().await;
            });
        }
        Self { own }
    }

    /// The texts in a frame of a film. Errors: the reader could not be fetched.
    pub(super) async fn in_frame(&mut self, frame: &Picture) -> Result<Vec<String>, ChunkError> {
        if let Some(texts) = self.by_browser(frame).await {
            return Ok(texts);
        }
        match frame.grey(FRAME, true) {
            Some(grey) => chunks::decode(grey).await,
            None => Ok(Vec::new()),
        }
    }

    /// The texts in a picture file. Errors: as above.
    pub(super) async fn in_still(&mut self, still: &Picture) -> Result<Vec<String>, ChunkError> {
        if let Some(texts) = self.by_browser(still).await
            && !texts.is_empty()
        {
            return Ok(texts);
        }
        for longest in STILLS {
            let Some(grey) = still.grey(longest, false) else {
                break;
            };
            let texts = chunks::decode(grey).await?;
            if !texts.is_empty() {
                return Ok(texts);
            }
        }
        Ok(Vec::new())
    }

    /// `None` where the browser has no reader, or one that does not work.
    async fn by_browser(&mut self, picture: &Picture) -> Option<Vec<String>> {
        let texts = self.own.as_ref()?.read(picture).await;
        if texts.is_none() {
            self.own = None;
        }
        texts
    }
}
