//! Where things lie: the repository's root and cargo's target directory.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use anyhow::{Context, Result};

pub const WASM: &str = "wasm32-unknown-unknown";

static PROGRAM: OnceLock<PathBuf> = OnceLock::new();

/// This program's file. The system is asked once, before anything is built: a build may put another file in its place,
/// and what the system names then ends in " (deleted)".
pub fn program() -> Result<&'static Path> {
    if let Some(program) = PROGRAM.get() {
        return Ok(program);
    }
    let program = std::env::current_exe()?;
    Ok(PROGRAM.get_or_init(|| program))
}

pub struct Repo {
    root: PathBuf,
    target: PathBuf,
}

impl Repo {
    /// From the current directory upwards, so that the commands work in any folder of the repository.
    pub fn find() -> Result<Self> {
        let here = std::env::current_dir()?;
        let root = here
            .ancestors()
            .find(|dir| dir.join("xtask/Cargo.toml").is_file() && dir.join("wrangler.toml").is_file())
            .context("run this inside the repository")?;
        // cargo put this program at <target>/<profile>/xtask, whatever the target directory is called.
        let target = program()?.ancestors().nth(2).context("no target directory above xtask's binary")?;
        Ok(Self { root: root.to_owned(), target: target.to_owned() })
    }

    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// A path as people know it: from the root on.
    pub fn short(&self, path: &Path) -> String {
        path.strip_prefix(&self.root).unwrap_or(path).display().to_string()
    }

    /// What cargo made, e.g. `debug/xtask-bindgen`.
    pub fn built(&self, relative: &str) -> PathBuf {
        self.target.join(relative)
    }

    /// A program that runs in the root.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root);
        command
    }

    pub fn cargo(&self, args: &[&str]) -> Command {
        let mut command = self.command("cargo");
        command.args(args).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// A build for wasm with one of the workspace's profiles. The paths of this machine are cut out of panic messages, so
    /// that everybody's build comes out the same.
    pub fn cargo_wasm(&self, profile: &str, args: &[&str]) -> Result<Command> {
        let mut command = self.cargo(args);
        command.args(["--profile", profile, "--locked", "--target", WASM]);
        command.arg("--config").arg(rustflags(&[(&self.root, "."), (&cargo_home()?, "cargo")]));
        Ok(command)
    }
}

fn cargo_home() -> Result<PathBuf> {
    if let Some(home) = std::env::var_os("CARGO_HOME") {
        return Ok(PathBuf::from(home));
    }
    Ok(std::env::home_dir().context("no home directory")?.join(".cargo"))
}

fn rustflags(paths: &[(&Path, &str)]) -> String {
    // For SHA-256, which is twice as fast by it. Every runtime has it: the last browser, Safari 16.4, since March 2023.
    let mut flags = vec!["'-Ctarget-feature=+simd128'".to_owned()];
    flags.extend(paths.iter().map(|(from, to)| format!("'--remap-path-prefix={}={to}'", from.display())));
    format!("target.{WASM}.rustflags=[{}]", flags.join(","))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// Files below `folder` that ask the system for this program.
    fn asking(folder: &Path) -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        let in_entry = |path: std::path::PathBuf| match std::fs::read_to_string(&path) {
            Ok(text) if text.contains("current_exe()") => vec![path.display().to_string()],
            Ok(_) => Vec::new(),
            Err(_) => asking(&path),
        };
        entries.flat_map(|entry| in_entry(entry.path())).collect()
    }

    #[test]
    fn the_system_is_asked_for_this_program_in_one_place() {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        assert_eq!(asking(&source), [source.join("repo.rs").display().to_string()], "use repo::program()");
    }
}
