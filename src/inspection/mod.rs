//! Everything there is to say about a token, for people: what it holds, whether it is accepted, which rules it breaks.
//! For display only; nothing takes an [`Inspection`] for a verified token.

mod advice;
mod finding;
mod reading;
mod report;
mod strictness;
mod verdict;

pub use finding::{Finding, Level};
pub use reading::TokenKind;
pub use report::{Inspection, inspect};
pub use verdict::{ChosenKey, Verdict, VerdictState};
