//! Counting what test runners report, while their output passes through unchanged.

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};

use anyhow::Result;

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
}

/// A runner that failed without naming a failed test (it did not compile, say) counts as one failure.
pub fn counted(command: &mut Command) -> Result<Count> {
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(|e| not_started(command, e))?;
    let mut count = Count::default();
    if let Some(output) = child.stdout.take() {
        for line in BufReader::new(output).split(b'\n') {
            let line = String::from_utf8_lossy(&line?).into_owned();
            println!("{line}");
            count.add(of_line(&line));
        }
    }
    if !child.wait()?.success() && count.failed == 0 {
        count.failed = 1;
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
