//! Everything that happens, as one digest; and, of one order, as lines.

use std::cell::{Cell, RefCell};
use std::fmt::Write;

use sha2::{Digest, Sha256};

#[derive(Default)]
pub struct Trace {
    digest: RefCell<Sha256>,
    /// What is looked for, in lower case: lines that name one of these are kept.
    watched: Vec<String>,
    lines: RefCell<Vec<String>>,
    buffer: RefCell<String>,
    pub logged: Cell<u64>,
    /// What ended since a line that was kept, and when that was.
    nearby: RefCell<Vec<(i64, String)>>,
    named_at: Cell<i64>,
}

/// How close, in milliseconds, what ended is to what is watched.
const NEAR: i64 = 50;
/// Characters of a message that are shown.
const MOST_SHOWN: usize = 8_000;

impl Trace {
    pub fn watching(watched: Vec<String>) -> Self {
        Self { watched: watched.iter().map(|id| id.to_ascii_lowercase()).collect(), ..Self::default() }
    }

    /// A line of the trace. `about` is what it is looked for by.
    pub fn note(&self, at: i64, what: std::fmt::Arguments<'_>, about: &str) {
        let mut buffer = self.buffer.borrow_mut();
        buffer.clear();
        let _ = writeln!(buffer, "{at} {what}");
        let mut digest = self.digest.borrow_mut();
        digest.update(buffer.as_bytes());
        digest.update(about.as_bytes());
        if !self.watched.is_empty() {
            self.keep(at, &buffer, about);
        }
    }

    /// Keeps a line that names what is watched; and of processes and objects that ended, those close to one.
    fn keep(&self, at: i64, line: &str, about: &str) {
        let named = |text: &str| {
            let text = text.to_ascii_lowercase();
            self.watched.iter().any(|id| text.contains(id.as_str()))
        };
        let line = line.trim_end();
        if named(line) || named(about) {
            let nearby = self.nearby.take().into_iter().filter(|(then, _)| at - then < NEAR);
            self.lines.borrow_mut().extend(nearby.map(|(_, line)| line));
            let about: String = about.chars().take(MOST_SHOWN).collect();
            self.lines.borrow_mut().push(format!("{line} {about}"));
            self.named_at.set(at);
        } else if line.contains("! process") || line.contains("! instance") || line.contains(" log ") {
            if at - self.named_at.get() < NEAR {
                self.lines.borrow_mut().push(line.to_owned());
            } else {
                self.nearby.borrow_mut().push((at, line.to_owned()));
            }
        }
    }

    pub fn digest(&self) -> String {
        hex::encode(self.digest.borrow().clone().finalize())
    }

    pub fn lines(&self) -> Vec<String> {
        self.lines.borrow().clone()
    }
}
