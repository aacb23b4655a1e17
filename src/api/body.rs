//! Bodies: read and checked, so that everything that is wrong with one is told at once.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::domain::CommandError;
use crate::json::{self, FieldError, Parsed};

/// What is wrong with a body, and what is left of it, with something in the place of what is wrong.
pub type Unreadable<T> = (CommandError, Option<Box<T>>);

/// A body's tree, with what was refused before it was read as anything.
#[derive(Clone, Copy)]
pub struct Body<'a> {
    /// The tree.
    pub tree: &'a Value,
    refused: Option<&'a Parsed>,
}

impl<'a> From<&'a Value> for Body<'a> {
    fn from(tree: &'a Value) -> Self {
        Self { tree, refused: None }
    }
}

impl<'a> From<&'a Parsed> for Body<'a> {
    fn from(parsed: &'a Parsed) -> Self {
        Self { tree: &parsed.tree, refused: Some(parsed) }
    }
}

impl Body<'_> {
    /// Everything that is wrong. What is given twice goes before what either of the two is, and that a number is none
    /// of ours behind what is expected in its place.
    fn checked(self, read: Result<(), CommandError>) -> Result<(), CommandError> {
        let one = |wrong: &FieldError| Err(CommandError::from(wrong.clone()));
        let (twice, numbers) = self.refused.map(|refused| (&refused.twice, &refused.numbers)).unzip();
        let (twice, numbers) = (twice.into_iter().flatten().map(one), numbers.into_iter().flatten().map(one));
        CommandError::every(twice.chain([read]).chain(numbers))
    }
}

/// A body as it is, if it can be read so.
pub fn read_or_rest<'a, T: DeserializeOwned>(given: impl Into<Body<'a>>) -> Result<T, Unreadable<T>> {
    let given = given.into();
    let (read, rest) = match json::from_value_or_rest::<T>(given.tree) {
        Ok(body) => (Ok(()), Some(body)),
        Err((wrong, rest)) => (Err(CommandError::from(wrong)), rest),
    };
    match (given.checked(read), rest) {
        (Ok(()), Some(body)) => Ok(body),
        (Err(wrong), rest) => Err((wrong, rest.map(Box::new))),
        (Ok(()), None) => Err((CommandError::new("json_invalid", "", "cannot be read"), None)),
    }
}

/// Reads a body and checks it, or what is left of it. `check` can ask whether a field, or something in it, was made up:
/// what it finds in such a field is not passed on, but what it would conclude from it about another is.
pub fn read<'a, T: DeserializeOwned>(
    given: impl Into<Body<'a>>,
    check: impl FnOnce(&T, &dyn Fn(&str) -> bool) -> Result<(), CommandError>,
) -> Result<T, CommandError> {
    match read_or_rest::<T>(given) {
        Ok(body) => check(&body, &|_| false).map(|()| body),
        Err((wrong, Some(rest))) => {
            let more = check(&rest, &|field| wrong.names(field));
            Err(wrong.with(more))
        }
        Err((wrong, None)) => Err(wrong),
    }
}
