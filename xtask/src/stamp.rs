//! Skipping work whose inputs are what they were the last time.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use anyhow::{Context, Result};

/// What an output was made from: every input's path, size and time.
pub struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    pub fn of(file: PathBuf, inputs: &[PathBuf]) -> Result<Self> {
        let mut now = String::new();
        for input in inputs {
            let meta = fs::metadata(input).with_context(|| format!("{} is missing", input.display()))?;
            let time = meta.modified()?.duration_since(UNIX_EPOCH)?.as_nanos();
            writeln!(now, "{} {} {time}", input.display(), meta.len())?;
        }
        Ok(Self { file, now })
    }

    pub fn fresh(&self, outputs: &[&Path]) -> bool {
        outputs.iter().all(|path| path.is_file()) && fs::read_to_string(&self.file).is_ok_and(|last| last == self.now)
    }

    pub fn write(&self) -> Result<()> {
        fs::write(&self.file, &self.now).with_context(|| self.file.display().to_string())
    }
}
