//! Counting what test runners report, while their output passes through unchanged.

use std::io::{BufRead as _, BufReader, Read};
use std::os::unix::process::CommandExt as _;
use std::process::{Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread::spawn;
use std::time::Duration;

use anyhow::Result;

use crate::keep::kept;
use crate::process::not_started;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
}

impl Count {
    pub fn add(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.failed = self.failed.saturating_add(other.failed);
    }

    /// Of a runner that has ended.
    fn ended(self, success: bool) -> Self {
        Self { failed: if success { self.failed } else { self.failed.max(1) }, ..self }
    }
}

/// A runner that failed without naming a failed test (it did not compile, say) counts as one failure.
pub fn counted(command: &mut Command) -> Result<Count> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| not_started(command, e))?;
    let count = child.stdout.take().map(of_output).transpose()?.unwrap_or_default();
    Ok(count.ended(child.wait()?.success()))
}

/// The same; after `limit`, or when this process ends, the runner ends with whatever it started.
pub fn counted_within(command: &Command, limit: Duration) -> Result<Count> {
    let mut kept = kept(command)?;
    // The terminal's Ctrl-C reaches only us: the keeper lives to end the rest.
    let mut child = kept.process_group(0).stdout(Stdio::piped()).spawn().map_err(|e| not_started(command, e))?;
    let (input, (over, end)) = (child.stdin.take(), channel::<()>());
    let watch = spawn(move || {
        let late = end.recv_timeout(limit) == Err(RecvTimeoutError::Timeout);
        drop(input);
        late
    });
    let count = child.stdout.take().map(of_output).transpose()?.unwrap_or_default();
    let success = child.wait()?.success();
    drop(over);
    let late = watch.join().unwrap_or(true);
    if late {
        eprintln!("xtask: ended after {} s", limit.as_secs());
    }
    Ok(count.ended(success && !late))
}

fn of_output(output: impl Read) -> Result<Count> {
    let mut count = Count::default();
    for line in BufReader::new(output).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        count.add(of_line(&line));
    }
    Ok(count)
}

/// `test result: ok. 3 passed; 0 failed; …` of cargo, `ℹ pass 3` or `# pass 3` of Node.js.
fn of_line(line: &str) -> Count {
    let mut count = Count::default();
    if let Some(result) = line.strip_prefix("test result: ") {
        let before = |word: &str| result.split(word).next()?.rsplit([' ', ';']).find_map(|n| n.parse().ok());
        count.passed = before(" passed").unwrap_or(0);
        count.failed = before(" failed").unwrap_or(0);
    } else if let Some(result) = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")) {
        match result.split_once(' ') {
            Some(("pass", n)) => count.passed = n.parse().unwrap_or(0),
            Some(("fail" | "cancelled", n)) => count.failed = n.parse().unwrap_or(0),
            _ => {}
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::{Count, of_line};

    #[test]
    fn counts_what_the_runners_print() {
        let cargo =
            "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s";
        assert_eq!(of_line(cargo), Count { passed: 12, failed: 3 });
        assert_eq!(of_line("ℹ pass 7"), Count { passed: 7, failed: 0 });
        assert_eq!(of_line("# fail 2"), Count { passed: 0, failed: 2 });
        assert_eq!(of_line("ℹ tests 9"), Count::default());
        assert_eq!(of_line("# a comment"), Count::default());
    }
}
