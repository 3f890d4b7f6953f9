//! What is published at the wish of whoever runs the server.

use model::civil::Timestamp;
use model::division::DivisionCode;
use model::sync::Notice;
use server::store::Published;
use server::store::publishing::{Authority, NoticePut, NoticeTaken, StationPut};

use super::{NOW, slot};

pub fn putting_up(notice: Notice) -> NoticePut {
    NoticePut {
        by: Authority::Server,
        notice,
        at: slot(NOW).timestamp(),
    }
}

pub fn taken_back(id: String, at: Timestamp) -> NoticeTaken {
    NoticeTaken {
        by: Authority::Server,
        id,
        why: String::new(),
        at,
    }
}

pub fn publishing(station: DivisionCode, published: Published) -> StationPut {
    StationPut {
        by: Authority::Server,
        station,
        base: None,
        published,
        why: String::new(),
        at: slot(NOW).timestamp(),
    }
}
