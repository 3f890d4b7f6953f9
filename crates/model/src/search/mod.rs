//! Search as you type over Chinese names: by characters, by pinyin, by pinyin initials, and by any
//! mixture of these within a word.
//!
//! A query becomes words ([`query`]); a word and a table of characters ([`table`]) become a
//! [`plan`], which says for every character of the table what it can consume of the word; running
//! a plan over a name is then a few bit operations a character ([`run`]).

pub mod plan;
pub mod query;
pub mod rank;
pub mod run;
pub mod table;

pub use query::Query;
pub use rank::Quality;
pub use table::CharTable;
