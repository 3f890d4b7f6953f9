//! The public data in bulk: compressed once at the start, sent with a strong tag.

use std::collections::BTreeMap;

use axum::extract::State;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use model::division::DivisionCode;
use model::error::{ApiError, ErrorCode};
use model::hex;
use model::station::contents::DistrictLine;
use model::station::{Contents, StationIndex};
use sha2::{Digest as _, Sha256};

use super::errors::Failure;
use super::extract::At;
use crate::app::App;
use crate::public::Dataset;

/// Something sent as it is to everybody.
#[derive(Clone, Debug)]
pub struct Pack {
    plain: Variant,
    brotli: Option<Variant>,
    media: HeaderValue,
    caching: HeaderValue,
}

/// One representation. Each has its own tag: a strong tag names bytes.
#[derive(Clone, Debug)]
struct Variant {
    body: Bytes,
    tag: HeaderValue,
}

/// What names a body, in tags and elsewhere.
fn digest(body: &[u8]) -> [u8; 16] {
    let mut half = [0; 16];
    half.copy_from_slice(&Sha256::digest(body)[..16]);
    half
}

fn tag(digest: &str, suffix: &str) -> HeaderValue {
    let tag = ["\"", digest, suffix, "\""].concat();
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("\"\""))
}

impl Pack {
    /// A body with its compressed form, if that is known to be smaller.
    pub fn new(
        body: Bytes,
        brotli: Option<Bytes>,
        media: HeaderValue,
        caching: HeaderValue,
    ) -> Self {
        let digest = hex::encode(&digest(&body));
        let plain = Variant {
            tag: tag(&digest, ""),
            body,
        };
        let brotli = brotli.map(|body| Variant {
            tag: tag(&digest, "-br"),
            body,
        });
        Self {
            plain,
            brotli,
            media,
            caching,
        }
    }

    /// Compresses a body as far as it goes.
    pub fn compressed(body: &Bytes, media: &'static str) -> Self {
        let caching = HeaderValue::from_static("public, no-cache");
        Self::new(
            body.clone(),
            brotli(body),
            HeaderValue::from_static(media),
            caching,
        )
    }

    /// Bytes of the body as most browsers get it.
    fn sent_bytes(&self) -> u32 {
        let chosen = self.brotli.as_ref().unwrap_or(&self.plain);
        u32::try_from(chosen.body.len()).unwrap_or(u32::MAX)
    }

    /// The body, or 304 if the asker has it already.
    pub fn answer(&self, asked: &HeaderMap) -> Response {
        let chosen = match &self.brotli {
            Some(brotli) if accepts_brotli(asked) => brotli,
            _ => &self.plain,
        };
        let mut headers = HeaderMap::new();
        headers.insert(ETAG, chosen.tag.clone());
        headers.insert(CACHE_CONTROL, self.caching.clone());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if self.is_known(asked) {
            return (StatusCode::NOT_MODIFIED, headers).into_response();
        }
        headers.insert(CONTENT_TYPE, self.media.clone());
        if !std::ptr::eq(chosen, &self.plain) {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("br"));
        }
        (headers, chosen.body.clone()).into_response()
    }

    /// Either representation known will do: they decode to the same.
    fn is_known(&self, asked: &HeaderMap) -> bool {
        let listed = asked
            .get_all(IF_NONE_MATCH)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let mut listed = listed.flat_map(|line| line.split(','));
        listed.any(|known| known.trim() == "*" || self.has_tag(known))
    }

    /// Whether a tag, with or without its quotes, names one of the representations.
    pub fn has_tag(&self, tag: &str) -> bool {
        let tag = tag.trim();
        let tag = bare(tag.strip_prefix("W/").unwrap_or(tag));
        let ours = [Some(&self.plain), self.brotli.as_ref()];
        let mut ours = ours.into_iter().flatten();
        ours.any(|variant| variant.tag.to_str().is_ok_and(|known| bare(known) == tag))
    }

    /// The tag of the body as it is.
    pub fn tag(&self) -> &str {
        self.plain.tag.to_str().unwrap_or_default()
    }
}

fn bare(tag: &str) -> &str {
    tag.trim_matches('"')
}

/// Whether the asker can read what brotli has packed.
pub fn accepts_brotli(asked: &HeaderMap) -> bool {
    let listed = asked
        .get_all(ACCEPT_ENCODING)
        .iter()
        .filter_map(|value| value.to_str().ok());
    listed.flat_map(|line| line.split(',')).any(|coding| {
        let (name, quality) = coding.split_once(';').unwrap_or((coding, ""));
        let refused = quality
            .trim()
            .strip_prefix("q=")
            .and_then(|q| q.parse().ok())
            == Some(0.0);
        name.trim().eq_ignore_ascii_case("br") && !refused
    })
}

/// As small as brotli makes it; `None` if that is not smaller.
fn brotli(body: &Bytes) -> Option<Bytes> {
    pack_with(11, 22, body).map(Into::into)
}

/// Packed in well under a millisecond, for what is sent once; `None` if it is not smaller.
pub fn brotli_quickly(body: &[u8]) -> Option<Vec<u8>> {
    pack_with(5, 16, body)
}

fn pack_with(quality: i32, lgwin: i32, body: &[u8]) -> Option<Vec<u8>> {
    let params = brotli::enc::BrotliEncoderParams {
        quality,
        lgwin,
        size_hint: body.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &body[..], &mut packed, &params).ok()?;
    (packed.len() < body.len()).then_some(packed)
}

/// All packs of a data set.
pub struct Packs {
    contents: Pack,
    /// All stations.
    pub stations: Pack,
    districts: BTreeMap<DivisionCode, Pack>,
    /// The service catalogue.
    pub catalogue: Pack,
    catalogue_json: Pack,
}

const BINARY: &str = "application/octet-stream";

impl Packs {
    /// Compresses them all.
    pub fn new(dataset: &Dataset) -> Self {
        let districts = dataset.district_packs.iter();
        let districts = districts
            .map(|(code, body)| (*code, Pack::compressed(body, BINARY)))
            .collect();
        let stations = Pack::compressed(&dataset.stations_pack, BINARY);
        let catalogue = Pack::compressed(&dataset.catalogue_pack, BINARY);
        let contents = contents(&dataset.stations_pack, &stations, &districts, &catalogue);
        Self {
            contents: Pack::compressed(&contents.encode().into(), BINARY),
            stations,
            districts,
            catalogue,
            catalogue_json: Pack::compressed(&dataset.catalogue_json, "application/json"),
        }
    }
}

/// What the packs hold and cost. A list that cannot be read (there is none in the data that the
/// program carries) is said to hold nothing, and phones keep to the whole pack.
fn contents(
    list: &[u8],
    stations: &Pack,
    districts: &BTreeMap<DivisionCode, Pack>,
    catalogue: &Pack,
) -> Contents {
    let tags = StationIndex::decode(list).map(|index| index.tags());
    let mut tags = tags.unwrap_or_default().into_iter();
    let city = tags.next().map_or(0, |(_, tag)| tag);
    let line = |(district, tag)| {
        let pack = districts.get(&district)?;
        Some(DistrictLine {
            district,
            tag,
            bytes: pack.sent_bytes(),
        })
    };
    Contents {
        edition: digest(list),
        city,
        stations: stations.sent_bytes(),
        catalogue: catalogue.sent_bytes(),
        districts: tags.filter_map(line).collect(),
    }
}

/// What the packs of stations and catalogue hold, by district, and how many bytes each is.
#[utoipa::path(
    get, path = "/api/v1/packs", tag = "public",
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
              (status = 304, description = "Not changed."))
)]
pub async fn all(State(app): State<App>, headers: HeaderMap) -> Response {
    app.packs.contents.answer(&headers)
}

/// All stations in one pack.
#[utoipa::path(
    get, path = "/api/v1/packs/stations", tag = "public",
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
              (status = 304, description = "Not changed."))
)]
pub async fn stations(State(app): State<App>, headers: HeaderMap) -> Response {
    app.packs.stations.answer(&headers)
}

/// The stations of one district in one pack.
#[utoipa::path(
    get, path = "/api/v1/packs/stations/{district}", tag = "public",
    params(("district" = DivisionCode, Path)),
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
              (status = 304, description = "Not changed."),
              (status = 404, body = ApiError, description = "No such district."))
)]
pub async fn district(
    State(app): State<App>,
    At(code): At<DivisionCode>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let pack = app.packs.districts.get(&code);
    Ok(pack
        .ok_or_else(|| Failure::new(ErrorCode::NotFound))?
        .answer(&headers))
}

/// Services, brand services, named stations and holidays in one pack.
#[utoipa::path(
    get, path = "/api/v1/packs/catalogue", tag = "public",
    responses((status = 200, content_type = "application/octet-stream", body = [u8]),
              (status = 304, description = "Not changed."))
)]
pub async fn catalogue(State(app): State<App>, headers: HeaderMap) -> Response {
    app.packs.catalogue.answer(&headers)
}

/// The catalogue of services as JSON.
#[utoipa::path(
    get, path = "/api/v1/catalogue", tag = "public",
    responses((status = 200, content_type = "application/json"),
              (status = 304, description = "Not changed."))
)]
pub async fn catalogue_json(State(app): State<App>, headers: HeaderMap) -> Response {
    app.packs.catalogue_json.answer(&headers)
}
