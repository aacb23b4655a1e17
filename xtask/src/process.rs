//! Running other programs, with errors that name them.

use std::io::ErrorKind;
use std::process::{Command, Stdio};

use anyhow::{Context, Error, Result, bail};

/// A line about what happens now.
pub fn say(what: &str) {
    println!("==> {what}");
}

pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().map_err(|e| not_started(command, e))?;
    if !status.success() {
        bail!("{} failed ({status})", shown(command));
    }
    Ok(())
}

/// The program's output, or an error that carries what it complained about.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::piped()).output().map_err(|e| not_started(command, e))?;
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!("{} failed ({})\n{}", shown(command), output.status, complaint.trim_end());
    }
    String::from_utf8(output.stdout).with_context(|| format!("output of {}", shown(command)))
}

pub fn not_started(command: &Command, error: std::io::Error) -> Error {
    let program = command.get_program().to_string_lossy().into_owned();
    match error.kind() {
        ErrorKind::NotFound => Error::msg(format!("{program} was not found: is it installed and on PATH?")),
        _ => Error::new(error).context(format!("cannot start {program}")),
    }
}

fn shown(command: &Command) -> String {
    let mut text = command.get_program().to_string_lossy().into_owned();
    for arg in command.get_args().take(3) {
        text.push(' ');
        text.push_str(&arg.to_string_lossy());
    }
    text
}
