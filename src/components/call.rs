//! Telephone numbers to tap.

use leptos::prelude::*;

use super::icon::{Icon, IconName};

/// The address that calls a number as it is shown.
pub fn tel(number: &str) -> String {
    let mut href = String::from("tel:");
    href.extend(number.chars().filter(char::is_ascii_digit));
    href
}

/// A number that calls at a tap.
#[component]
pub fn PhoneLink(
    /// As it is shown; what is not a digit is left out of the call.
    #[prop(into)]
    number: String,
) -> impl IntoView {
    let href = tel(&number);
    view! { <a class="tel" href=href><Icon name=IconName::PHONE />{number}</a> }.into_any()
}
