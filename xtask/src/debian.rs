//! Programs of Debian's that tests need, installed where they are missing.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::{capture, say};

/// Where the program is; `variable` may name another one.
pub fn program(name: &str, package: &str, variable: &str) -> Result<PathBuf> {
    let path = env::var_os(variable).map_or_else(|| PathBuf::from("/usr/bin").join(name), PathBuf::from);
    if !path.is_file() {
        install(package).with_context(|| format!("install {name}, or name one in the variable {variable}"))?;
    }
    Ok(path)
}

fn install(package: &str) -> Result<()> {
    say(&format!("installing {package} (up to half a minute)"));
    capture(apt_get().args(["update", "-qq"]))?;
    capture(apt_get().args(["install", "-y", "-qq", "--no-install-recommends", package]))?;
    Ok(())
}

/// Who is not root must be able to become it without being asked.
fn apt_get() -> Command {
    if nix::unistd::geteuid().is_root() {
        return Command::new("apt-get");
    }
    let mut command = Command::new("sudo");
    command.args(["-n", "apt-get"]);
    command
}
