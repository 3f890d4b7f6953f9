//! The camera, and pictures to be searched for QR codes.

use js_sys::Uint8Array;
use wasm_bindgen::JsValue;

use super::{dom, js};

/// Why there is no picture from a camera.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CameraError {
    /// The person, or a setting of the browser, does not allow it.
    Denied,
    /// This device has no camera, or the browser does not lend it (too old, or not over HTTPS).
    Absent,
    /// Another app has it, or it does not work just now.
    Busy,
}

impl CameraError {
    /// Reads the name of what `getUserMedia` threw.
    fn of(error: &JsValue) -> Self {
        match js::text(error, "name").unwrap_or_default().as_str() {
            "NotAllowedError" | "SecurityError" => Self::Denied,
            "NotReadableError" | "AbortError" => Self::Busy,
            _ => Self::Absent,
        }
    }
}

/// A camera that is on; it goes off when this is dropped.
pub struct Camera(JsValue);

impl Camera {
    /// Asks for the camera at the back of the phone, or whichever there is. The browser asks the
    /// person. Errors: [`CameraError`].
    pub async fn open() -> Result<Self, CameraError> {
        let devices = js::global("navigator").and_then(|found| js::get(&found, "mediaDevices"));
        let devices = devices.ok_or(CameraError::Absent)?;
        let ideal = |value: JsValue| js::object(&[("ideal", value)]);
        let video = js::object(&[
            ("facingMode", ideal("environment".into())),
            ("width", ideal(1280.into())),
            ("height", ideal(720.into())),
        ]);
        let wanted = js::object(&[("video", video), ("audio", false.into())]);
        let stream = js::ask(&devices, "getUserMedia", &[wanted]).await;
        stream.map(Self).map_err(|error| CameraError::of(&error))
    }

    /// Shows what it sees in the `<video>` with that id. Says whether there is one and it plays.
    pub async fn show(&self, id: &str) -> bool {
        let Some(video) = dom::element(id) else {
            return false;
        };
        js::set(&video, "srcObject", &self.0);
        js::ask(&video, "play", &[]).await.is_ok()
    }
}

impl Drop for Camera {
    fn drop(&mut self) {
        let tracks = js::call(&self.0, "getTracks", &[]).unwrap_or_default();
        for track in js::items(&tracks) {
            let _ = js::call(&track, "stop", &[]);
        }
    }
}

/// A picture in shades of grey, row by row from the top left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grey {
    /// Pixels of a row.
    pub width: usize,
    /// A byte for each pixel, 0 is black.
    pub pixels: Vec<u8>,
}

/// Something that QR codes are searched for in: a frame of a film, a picture file.
pub struct Picture {
    /// What a canvas draws and the browser's own reader takes.
    source: JsValue,
    width: f64,
    height: f64,
}

impl Picture {
    /// What the `<video>` with that id shows now; `None` before it shows anything.
    pub fn of_video(id: &str) -> Option<Self> {
        let source: JsValue = dom::element(id)?.into();
        let width = js::number(&source, "videoWidth")?;
        let height = js::number(&source, "videoHeight")?;
        (width > 0.0 && height > 0.0).then_some(Self {
            source,
            width,
            height,
        })
    }

    /// The files that were chosen in the field with that id; `None` for each that is no picture that
    /// the browser can read. The choice is forgotten, so that the same can be chosen again.
    pub async fn of_files(id: &str) -> Vec<Option<Self>> {
        let field = dom::element(id).map(JsValue::from).unwrap_or_default();
        let files = js::get(&field, "files").unwrap_or_default();
        let mut pictures = Vec::new();
        for file in js::items(&files) {
            pictures.push(Self::of_file(file).await);
        }
        js::set(&field, "value", "");
        pictures
    }

    async fn of_file(file: JsValue) -> Option<Self> {
        let window: JsValue = web_sys::window()?.into();
        let source = js::ask(&window, "createImageBitmap", &[file]).await.ok()?;
        let width = js::number(&source, "width")?;
        let height = js::number(&source, "height")?;
        Some(Self {
            source,
            width,
            height,
        })
    }

    /// Its shades of grey, made smaller until neither side is longer than `longest`; with `square`
    /// only the square in the middle. `None` if the browser does not draw it.
    pub fn grey(&self, longest: u32, square: bool) -> Option<Grey> {
        let (mut width, mut height) = (self.width, self.height);
        if square {
            width = width.min(height);
            height = width;
        }
        let (left, top) = ((self.width - width) / 2.0, (self.height - height) / 2.0);
        let scale = (f64::from(longest) / width.max(height)).min(1.0);
        let (to_width, to_height) = ((width * scale).floor(), (height * scale).floor());
        let document = js::global("document")?;
        let canvas = js::call(&document, "createElement", &["canvas".into()]).ok()?;
        js::set(&canvas, "width", to_width);
        js::set(&canvas, "height", to_height);
        let options = js::object(&[("willReadFrequently", true.into())]);
        let context = js::call(&canvas, "getContext", &["2d".into(), options]).ok()?;
        let place = [left, top, width, height, 0.0, 0.0, to_width, to_height];
        let mut arguments = vec![self.source.clone()];
        arguments.extend(place.map(JsValue::from_f64));
        js::call(&context, "drawImage", &arguments).ok()?;
        let area = [0.0, 0.0, to_width, to_height].map(JsValue::from_f64);
        let image = js::call(&context, "getImageData", &area).ok()?;
        let bytes = Uint8Array::new(&js::get(&js::get(&image, "data")?, "buffer")?).to_vec();
        Some(Grey {
            width: to_width as usize,
            pixels: bytes.chunks_exact(4).map(grey_of).collect(),
        })
    }
}

/// How bright a pixel of red, green, blue and opacity is; what is see-through is white.
fn grey_of(pixel: &[u8]) -> u8 {
    let [red, green, blue, opacity] =
        [0, 1, 2, 3].map(|at| pixel.get(at).map_or(0, |part| u32::from(*part)));
    let bright = (red * 77 + green * 150 + blue * 29) >> 8;
    ((bright * opacity + 255 * (255 - opacity)) / 255) as u8
}

/// The browser's own reader of QR codes.
pub struct Reader(JsValue);

impl Reader {
    /// `None` where the browser has none or it does not know QR codes.
    pub async fn of_browser() -> Option<Self> {
        let class = js::global("BarcodeDetector")?;
        let formats = js::ask(&class, "getSupportedFormats", &[]).await.ok()?;
        let qr = JsValue::from_str("qr_code");
        if !js::items(&formats).contains(&qr) {
            return None;
        }
        let options = js::object(&[("formats", js::list(&[qr]).into())]);
        js::make("BarcodeDetector", &[options]).map(Self)
    }

    /// The texts of all codes in the picture. `None`: the reader itself does not work here, as
    /// happens where the phone lacks the service behind it.
    pub async fn read(&self, picture: &Picture) -> Option<Vec<String>> {
        let found = js::ask(&self.0, "detect", std::slice::from_ref(&picture.source)).await;
        let text = |code: &JsValue| js::text(code, "rawValue");
        Some(js::items(&found.ok()?).iter().filter_map(text).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::grey_of;

    #[test]
    fn shades_of_grey() {
        assert_eq!(grey_of(&[255, 255, 255, 255]), 255);
        assert_eq!(grey_of(&[0, 0, 0, 255]), 0);
        assert_eq!(grey_of(&[0, 0, 0, 0]), 255, "nothing there is white paper");
        assert!(grey_of(&[0, 255, 0, 255]) > grey_of(&[255, 0, 0, 255]));
    }
}
