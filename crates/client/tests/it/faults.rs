//! What a network does to a request, and what other tabs do in the middle of one.

use client::act::cancel_booking;
use client::mine::Mine;
use client::my_data;
use client::plan::Haste;
use client::ports::{Answer, NetError, Ports, Request};
use client::sync::{Which, refresh, sync_once};
use model::civil::Timestamp;

use crate::server::Server;
use crate::world::{World, block_on};

/// What happens to one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: it arrives and its answer too.
    None,
    /// It never arrives.
    RequestLost,
    /// It arrives, its answer does not.
    AnswerLost,
    /// It arrives twice.
    Twice,
    /// The server is busy and asks to wait a minute.
    Busy,
    /// Something else answers, as in a hotel.
    Portal,
    /// A proxy answers with a page of its own.
    BadGateway,
    /// It arrives; of its answer the beginning comes, so many bytes in 256.
    Cut(u8),
}

pub fn carry(
    fault: Fault,
    server: &mut Server,
    request: &Request,
    now: Timestamp,
) -> Result<Answer, NetError> {
    match fault {
        Fault::None => Ok(server.handle(request, now)),
        Fault::RequestLost => Err(NetError::Unreachable),
        Fault::AnswerLost => {
            server.handle(request, now);
            Err(NetError::TimedOut)
        }
        Fault::Twice => {
            server.handle(request, now);
            Ok(server.handle(request, now))
        }
        Fault::Busy => {
            let body = br#"{"code":"unavailable","message":"busy","retry_after":60}"#;
            Ok(Answer {
                status: 503,
                body: body.to_vec(),
                ..Answer::default()
            })
        }
        Fault::Portal => {
            let body = b"<html>Welcome to our hotel</html>";
            Ok(Answer {
                status: 200,
                body: body.to_vec(),
                ..Answer::default()
            })
        }
        Fault::BadGateway => Ok(Answer {
            status: 502,
            body: b"<html>nginx</html>".to_vec(),
            ..Answer::default()
        }),
        Fault::Cut(part) => {
            let mut answer = server.handle(request, now);
            answer
                .body
                .truncate(answer.body.len() * usize::from(part) / 256);
            Ok(answer)
        }
    }
}

/// What another tab does while a request is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meanwhile {
    /// It sends too (a browser without locks).
    Sync,
    /// It asks how things stand.
    Refresh,
    /// It asks what has changed.
    Look,
    /// The person cancels the newest booking there.
    Cancel,
    /// The person deletes everything there.
    Wipe,
}

pub fn meanwhile(world: &World, what: Meanwhile) {
    // A crash in the other tab is as good as none: what it did is in the store.
    match what {
        Meanwhile::Sync => {
            let _ = block_on(sync_once(world, Haste::Now));
        }
        Meanwhile::Look => {
            let _ = block_on(sync_once(world, Haste::Look));
        }
        Meanwhile::Refresh => {
            let _ = block_on(refresh(world, Which::Open));
        }
        Meanwhile::Cancel => {
            let Ok(mine) = block_on(Mine::load(world.store())) else {
                return;
            };
            if let Some(item) = mine.bookings.first() {
                let _ = block_on(cancel_booking(world, item.record.id));
            }
        }
        Meanwhile::Wipe => {
            let _ = block_on(my_data::delete(world, true));
        }
    }
}
