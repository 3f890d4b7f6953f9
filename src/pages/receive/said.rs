//! What there is to say about the last code or attempt.

use leptos::prelude::*;

use super::Desk;
use crate::browser::camera::CameraError;
use crate::components::{LinkButton, Notice, Tone};
use crate::live::live;
use crate::routes::paths;
use crate::text::handover as text;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    /// Another app's code.
    Foreign,
    /// Of a later version of the app.
    Newer,
    /// Not read right.
    Damaged,
    /// Changed by somebody.
    Forged,
    /// No code in the picture.
    NoCode,
    /// No picture in the file.
    NoPicture,
    /// Our reader could not be fetched.
    NoReader,
    /// No picture from the camera.
    Camera(CameraError),
}

impl Said {
    fn words(self) -> &'static str {
        match self {
            Self::Foreign => text::FOREIGN,
            Self::Newer => text::NEWER,
            Self::Damaged => text::DAMAGED,
            Self::Forged => text::FORGED,
            Self::NoCode => text::NO_CODE,
            Self::NoPicture => text::NO_PICTURE,
            Self::NoReader => text::NO_READER,
            Self::Camera(CameraError::Denied) => text::CAMERA_DENIED,
            Self::Camera(CameraError::Absent) => text::CAMERA_ABSENT,
            Self::Camera(CameraError::Busy) => text::CAMERA_BUSY,
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Forged | Self::Foreign => Tone::Fail,
            _ => Tone::Wait,
        }
    }
}

/// Shows it.
pub(super) fn view(desk: Desk) -> AnyView {
    live(move || {
        let Some(said) = desk.said.get() else {
            return ().into_any();
        };
        let update = (said == Said::Newer).then(
            || view! { <LinkButton href=paths::MY_SETTINGS label=text::TO_UPDATE wide=true /> },
        );
        view! { <Notice tone=said.tone()>{said.words()}{update}</Notice> }.into_any()
    })
}
