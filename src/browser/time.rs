//! Waiting, with an end to it.

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

/// Waits that many milliseconds.
pub async fn sleep(millis: i32) {
    wait(millis, &[]).await;
}

/// Waits that many milliseconds before another try, or less: until the network seems back or
/// somebody looks again.
pub async fn rest(millis: i32) {
    wait(millis, &["online", "visibilitychange"]).await;
}

/// Waits that many milliseconds or for one of these events of the window, which also hears those
/// of the document.
async fn wait(millis: i32, events: &[&str]) {
    let promise = Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, millis);
            // What resolves a promise is a function: no closure of ours is needed to listen.
            for event in events {
                let _ = window.add_event_listener_with_callback(event, &resolve);
            }
        }
    });
    let _ = JsFuture::from(promise).await;
}

/// How a race against the clock ended.
pub enum Race<T> {
    /// In time.
    Done(T),
    /// Not in time; the work, to be gone on with or dropped.
    Late(Pin<Box<dyn Future<Output = T>>>),
}

/// Does the work, but waits no longer than that many milliseconds.
pub async fn race<T: 'static>(work: impl Future<Output = T> + 'static, millis: i32) -> Race<T> {
    let mut work: Pin<Box<dyn Future<Output = T>>> = Box::pin(work);
    let mut clock = pin!(sleep(millis));
    let done = poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(value) => Poll::Ready(Some(value)),
        Poll::Pending => clock.as_mut().poll(context).map(|()| None),
    })
    .await;
    match done {
        Some(value) => Race::Done(value),
        None => Race::Late(work),
    }
}

/// Calls back once after that many milliseconds; gives what [`cancel`] takes.
pub fn after(millis: i32, callback: impl FnOnce() + 'static) -> Option<i32> {
    let callback = Closure::once_into_js(callback);
    web_sys::window()?
        .set_timeout_with_callback_and_timeout_and_arguments_0(callback.unchecked_ref(), millis)
        .ok()
}

/// Calls off what [`after`] has set.
pub fn cancel(timer: i32) {
    if let Some(window) = web_sys::window() {
        window.clear_timeout_with_handle(timer);
    }
}

/// Whether the page is in sight.
pub fn is_seen() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document
        .is_some_and(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}
