//! What there is, for people.

use super::{Opt, Task, Value, Words};

/// Every command in a line.
pub fn all(tasks: &[&Task]) -> String {
    let rows: Vec<_> = tasks.iter().map(|task| (task.name.to_owned(), task.about.to_owned())).collect();
    format!("usage: cargo xtask <command> …\n\n{}\nWhat each takes: cargo xtask <command> --help\n", table(&rows))
}

/// One command with everything that it takes.
pub fn one(task: &Task) -> String {
    let mut rows = words(&task.words);
    rows.extend(task.options.iter().map(|option| (written(option), about(option))));
    let parts = usage(task);
    let takes = if rows.is_empty() { String::new() } else { format!("\n{}", table(&rows)) };
    format!("usage: cargo xtask {parts}\n\n  {}\n{takes}", task.about)
}

fn usage(task: &Task) -> String {
    let words = match task.words {
        Words::None => None,
        Words::OneOf(_) => Some("<name>".to_owned()),
        Words::One(name) => Some(format!("<{name}>")),
        Words::HandedOn(_) => Some("…".to_owned()),
    };
    let options = (!task.options.is_empty()).then(|| "[options]".to_owned());
    [Some(task.name.to_owned()), words, options].into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn words(words: &Words) -> Vec<(String, String)> {
    match words {
        Words::None | Words::One(_) => Vec::new(),
        Words::OneOf(choices) => {
            choices.iter().map(|(name, about)| ((*name).to_owned(), (*about).to_owned())).collect()
        }
        Words::HandedOn(about) => vec![("…".to_owned(), (*about).to_owned())],
    }
}

fn written(option: &Opt) -> String {
    match option.value {
        Value::Nothing => option.name.to_owned(),
        Value::Any(value) => format!("{} {value}", option.name),
        Value::OneOf(choices) => format!("{} {}", option.name, choices.join("|")),
    }
}

fn about(option: &Opt) -> String {
    option.default.map_or_else(|| option.about.to_owned(), |default| format!("{} ({default})", option.about))
}

/// Columns wider than this push what they are about to a line of its own.
const WIDEST: usize = 24;

fn table(rows: &[(String, String)]) -> String {
    let width = |name: &String| name.chars().count();
    let widest = rows.iter().map(|(name, _)| width(name)).filter(|width| *width <= WIDEST).max().unwrap_or(0);
    let row = |(name, about): &(String, String)| {
        if width(name) > widest {
            format!("  {name}\n  {:widest$}  {about}\n", "")
        } else {
            format!("  {name:widest$}  {about}\n")
        }
    };
    rows.iter().map(row).collect()
}
