//! The command line: each command declares its options once, and the help text and the parser both follow from that.

mod args;
mod help;

use std::process::ExitCode;

use anyhow::{Error, Result};

use crate::repo::Repo;

pub use args::Args;

/// One of the developer commands.
pub struct Task {
    pub name: &'static str,
    /// A clause for the list of commands.
    pub about: &'static str,
    pub words: Words,
    pub options: &'static [Opt],
    pub run: fn(&Repo, Args) -> Result<ExitCode>,
}

/// What stands on the line beside options.
pub enum Words {
    None,
    /// Exactly one of these, each with what it is.
    OneOf(&'static [(&'static str, &'static str)]),
    /// One word, which has this name.
    One(&'static str),
    /// Everything is for another program, whatever it looks like.
    HandedOn(&'static str),
}

/// One option.
pub struct Opt {
    pub name: &'static str,
    pub value: Value,
    pub about: &'static str,
    pub default: Option<&'static str>,
}

/// What an option takes.
pub enum Value {
    Nothing,
    Any(&'static str),
    OneOf(&'static [&'static str]),
}

impl Opt {
    pub const fn flag(name: &'static str, about: &'static str) -> Self {
        Self { name, value: Value::Nothing, about, default: None }
    }

    pub const fn any(name: &'static str, value: &'static str, about: &'static str) -> Self {
        Self { name, value: Value::Any(value), about, default: None }
    }

    pub const fn one_of(name: &'static str, choices: &'static [&'static str], about: &'static str) -> Self {
        Self { name, value: Value::OneOf(choices), about, default: None }
    }

    pub const fn default(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

/// What a command line asks for.
pub enum Asked {
    Run(&'static Task, Args),
    Help(String),
    /// No command, or none of this name.
    Nothing(String),
}

pub fn read(tasks: &[&'static Task], mut words: Vec<String>) -> Result<Asked> {
    if words.is_empty() {
        return Ok(Asked::Nothing(help::all(tasks)));
    }
    let mut name = words.remove(0);
    let asks_for_help = is_help(&name) || name == "help";
    if asks_for_help {
        if words.is_empty() {
            return Ok(Asked::Help(help::all(tasks)));
        }
        name = words.remove(0);
    }
    let Some(task) = tasks.iter().find(|task| task.name == name) else {
        return Ok(Asked::Nothing(format!("xtask: there is no command {name:?}\n\n{}", help::all(tasks))));
    };
    if asks_for_help || task.asks_for_help(&words) {
        return Ok(Asked::Help(help::one(task)));
    }
    let args = Args::read(task, words).map_err(|error| with_hint(&error, task))?;
    Ok(Asked::Run(task, args))
}

impl Task {
    /// What is handed on may ask the other program for help.
    fn asks_for_help(&self, words: &[String]) -> bool {
        let ours = if matches!(self.words, Words::HandedOn(_)) { 1 } else { words.len() };
        words.iter().take(ours).any(|word| is_help(word))
    }

    fn option(&self, name: &str) -> Option<&'static Opt> {
        self.options.iter().find(|option| option.name == name)
    }
}

fn is_help(word: &str) -> bool {
    word == "--help" || word == "-h"
}

fn with_hint(error: &Error, task: &Task) -> Error {
    Error::msg(format!("{error:#}; see `cargo xtask {} --help`", task.name))
}
