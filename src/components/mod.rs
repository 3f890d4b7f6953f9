//! Components: props in, callbacks out. They name no storage and no network.
//!
//! A page is `<div class="wrap"> … </div>`; a page of a wizard is `<div class="wrap flow"> … </div>`
//! with a [`WizardHead`], an [`ErrorSummary`], the question and a [`Continue`]. `#[prop(into)]` takes
//! `&str`, `String`, signals and closures alike. Style: `style/critical.css` (frame, home, buttons,
//! rows) and `style/app.css` (the rest).
//!
//! | what | component | by hand, where markup is shorter |
//! |---|---|---|
//! | symbol | `<Icon name=IconName::PHONE/>`, `<Emblem/>`, `category_icon(category)` | |
//! | action | `<Button label look=Look::Go icon off on_press/>`, `<LinkButton href label …/>` | `.btn` `.btn.go` `.btn.bad` `.btn.quiet` `.btn.wide`; `.btns` holds several; `.txt` a word to tap |
//! | action in reach | | `<div class="act">` with `.btn.side` and `.btn.go`, last in `.wrap` |
//! | part of a page | `<Section title aside>`, `<Card>`, `<Fold title icon>`, `<Fact icon label>` in a `.card` | `.sec` `.sec-h` `.lead` `.muted` `.small` `.num` |
//! | list | `<Rows><Row href title sub icon>…</Row></Rows>`, `<StationRow/>`, `<CategoryTile/>` in `ul.tiles` | `.card.list > li > .row` |
//! | station | `<StationName name/>`, `<TierPath steps/>`, `<OpenMark/>`, `<PhoneLink number/>` | `table.hours` with `tr.today` |
//! | marks | `<StateBadge tone label/>`, `<GoldTag/>`, `<Tags labels/>`, `<EvidenceMark grade text/>` | |
//! | words that matter | `<Notice tone>`, `posted(near, today, most)` | `.toast` (update offered) |
//! | what to bring, steps | `<Checklist items ticked on_toggle/>`, `<Steps steps/>` | |
//! | question | `<RadioCards/>`, `<CheckCards/>`, `<CheckCard/>`, `<TextField/>`, `<TextArea/>` | `.field` `.opt`; several `CheckCard` in `<div class="opts">` |
//! | time | `<DayChips/>`, `<TimeGrid/>`, `<Picks/>`, `<Freshness at/>`, `<TimeWords words/>` | `.when` a time in large type; `.nb` never broken, but in elder mode; `.part` never |
//! | check | `<SummaryList rows/>` | |
//! | after | `<Outcome/>`, `<ReferenceCard/>`, `<StepPath steps/>`, `<DayLeaf/>` beside text in `.next-in`, `<ConfirmBox/>` | |
//! | nothing to show | `<EmptyState/>`, `<LoadingState/>`, `<ErrorState on_retry/>` | |
//! | search | | `form.search > .i + input` |
//! | home's station card | | `.card.mine > .row + .mine-foot` |
//! | paper | | `.sheet` with `.sheet-h` (`.emblem`, `<b>`, `.r`), `ul.boxes`, `.sheet-f`; `.no-print`, `.paper` |
//! | long reading | | `.prose` |

pub mod badge;
pub mod button;
pub mod call;
pub mod checklist;
pub mod choice;
#[cfg(test)]
mod contrast_tests;
pub mod errors;
pub mod field;
pub mod icon;
pub mod notice;
pub mod outcome;
pub mod path;
pub mod posted;
pub mod row;
pub mod section;
pub mod states;
pub mod station;
pub mod summary;
pub mod times;
pub mod tone;
pub mod wizard;

pub use badge::{EvidenceMark, GoldTag, Grade, OpenMark, StateBadge, Tags};
pub use button::{Button, Continue, LinkButton, Look};
pub use call::{PhoneLink, tel};
pub use checklist::{Checklist, Meter};
pub use choice::{CheckCard, CheckCards, Choice, RadioCards};
pub use errors::ErrorSummary;
pub use field::{Keys, TextArea, TextField};
pub use icon::{Emblem, Icon, IconName, category_icon};
pub use notice::Notice;
pub use outcome::{ConfirmBox, DayLeaf, Outcome, ReferenceCard};
pub use path::{PathStep, StepPath, StepState, Steps};
pub use posted::posted;
pub use row::{CategoryTile, Row, Rows};
pub use section::{Card, Fact, Fold, Section};
pub use states::{EmptyState, ErrorState, Freshness, LoadingState};
pub use station::{StationName, StationRow, TierPath};
pub use summary::{SummaryList, SummaryRow};
pub use times::{DayChip, DayChips, Picks, TimeCell, TimeGrid, TimeWords};
pub use tone::Tone;
pub use wizard::WizardHead;
