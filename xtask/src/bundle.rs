//! `cargo xtask bundle`: what a release consists of, as files: see RELEASING.md.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::cli::{Args, Opt, Task, Words};
use crate::process::{run, say};
use crate::repo::{Repo, WASM};
use crate::tools::Tool;
use crate::worker::{self, emptied};
use crate::{build, setup};

pub const TASK: Task = Task {
    name: "bundle",
    about: "the Worker and the npm package as files to release, in dist/release",
    words: Words::None,
    options: &[
        Opt::any("--tag", "vX.Y.Z", "refuses what is not ready to be released under this tag"),
        Opt::flag("--sbom", "with a list of everything that the Worker is made of (CycloneDX)"),
    ],
    run: command,
};

const CYCLONEDX: Tool = Tool { name: "cargo-cyclonedx", version: "0.5.9" };
const NPM_PACKAGE: &str = "js/mekong-pay";
const WORKER: [&str; 5] = [worker::JS, worker::WASM_FILE, worker::DOCUMENT, "LICENSE-APACHE", "LICENSE-MIT"];

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let (tag, sbom) = (args.value("--tag")?, args.flag("--sbom")?);
    args.done()?;
    let version = setup::manifest(repo)?.workspace.package.version;
    one_version(repo, &version)?;
    if let Some(tag) = tag {
        is_ready(&tag, &version, &fs::read_to_string(repo.path("CHANGELOG.md"))?)?;
    }
    build::all(repo)?;
    let out = emptied(repo.path("dist/release"))?;
    bundle_worker(repo, &out, &format!("mekong-worker-{version}"))?;
    let mut pack = repo.command("npm");
    pack.current_dir(repo.path(NPM_PACKAGE)).args(["pack", "--silent", "--pack-destination"]);
    run(pack.arg(&out))?;
    if sbom {
        list_components(repo, &out.join("mekong-worker.cdx.json"))?;
    }
    println!("all of it is in dist/release");
    Ok(ExitCode::SUCCESS)
}

/// The Worker tells the one version, the package has the other.
fn one_version(repo: &Repo, version: &str) -> Result<()> {
    let package = fs::read_to_string(repo.path(NPM_PACKAGE).join("package.json"))?;
    if !package.contains(&format!("\n  \"version\": \"{version}\",\n")) {
        bail!("{NPM_PACKAGE}/package.json has another version than Cargo.toml, {version}");
    }
    Ok(())
}

fn is_ready(tag: &str, version: &str, changelog: &str) -> Result<()> {
    if tag != format!("v{version}") {
        bail!("the tag is {tag}, the version in Cargo.toml {version}");
    }
    if !changelog.lines().any(|line| line.starts_with(&format!("## {version} "))) {
        bail!("CHANGELOG.md has no section `## {version} (YYYY-MM-DD)`");
    }
    Ok(())
}

/// A folder that `wrangler deploy` takes as it is.
fn bundle_worker(repo: &Repo, out: &Path, name: &str) -> Result<()> {
    say("bundling the Worker to be deployed");
    let folder = emptied(out.join(name))?;
    for file in WORKER {
        let path = PathBuf::from(file);
        fs::copy(repo.path(file), folder.join(path.file_name().context("a name")?)).context(file)?;
    }
    fs::write(folder.join("wrangler.toml"), deployable(&fs::read_to_string(repo.path("wrangler.toml"))?)?)?;
    run(repo.command("tar").arg("-czf").arg(out.join(format!("{name}.tar.gz"))).arg("-C").arg(out).arg(name))?;
    Ok(fs::remove_dir_all(folder)?)
}

/// The configuration of a Worker that is built already and lies beside it.
fn deployable(wrangler: &str) -> Result<String> {
    let build = wrangler.find("[build]\n").context("wrangler.toml has no [build]")?;
    let (before, from) = wrangler.split_at(build);
    // The comment above it goes, too.
    let (before, _) = before.trim_end().rsplit_once("\n\n").context("nothing stands before [build]")?;
    let (_, after) = from.split_once("\n\n").context("nothing stands after [build]")?;
    let main = format!("main = \"{}\"\n", worker::JS);
    if !before.contains(&main) {
        bail!("wrangler.toml does not name {}", worker::JS);
    }
    Ok(format!("{}\n\n{after}", before.replace(&main, "main = \"worker.js\"\n")))
}

/// Every crate that is compiled into the Worker. It has no other parts: its JavaScript is ours and wasm-bindgen's.
fn list_components(repo: &Repo, file: &Path) -> Result<()> {
    say("listing what the Worker is made of");
    const NAME: &str = "mekong-sbom";
    let mut list = repo.command(CYCLONEDX.installed(repo)?);
    list.args(["cyclonedx", "--quiet", "--format", "json", "--spec-version", "1.5", "--no-build-deps"]);
    run(list.args(["--features", "edge", "--target", WASM, "--override-filename", NAME]))?;
    // It writes one for each member of the workspace, with this machine's paths.
    let text = fs::read_to_string(repo.path(&format!("{NAME}.json")))?;
    for member in [".".to_owned()].into_iter().chain(setup::manifest(repo)?.workspace.members) {
        fs::remove_file(repo.path(&member).join(format!("{NAME}.json")))?;
    }
    Ok(fs::write(file, without_place(&text, &repo.path(".")))?)
}

/// Names our own crates by where they lie in the repository, wherever that lies.
fn without_place(text: &str, root: &Path) -> String {
    let root = root.display().to_string();
    text.replace(&format!("file://{}", root.trim_end_matches("/.")), "file://")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{deployable, is_ready, without_place};

    #[test]
    fn what_is_built_is_not_built_again() {
        let text = deployable(include_str!("../../wrangler.toml")).unwrap_or_default();
        assert!(text.contains("main = \"worker.js\"\n") && !text.contains("[build]") && !text.contains("cargo"));
        assert!(text.starts_with("# The Worker.") && text.contains("\n[[rules]]\n") && text.contains("\n# Secrets"));
        assert!(deployable("main = 'x'").is_err());
    }

    #[test]
    fn where_it_was_built_is_not_told() {
        let text = r#"{"bom-ref":"path+file:///home/me/mekong#mekong-pay@0.1.0"}"#;
        let told = without_place(text, Path::new("/home/me/mekong/."));
        assert_eq!(told, r#"{"bom-ref":"path+file://#mekong-pay@0.1.0"}"#);
    }

    #[test]
    fn a_release_has_its_tag_and_its_section() {
        let changelog = "# Changelog\n\n## Unreleased\n\n## 1.2.3 (2026-12-01)\n";
        assert!(is_ready("v1.2.3", "1.2.3", changelog).is_ok());
        assert!(is_ready("1.2.3", "1.2.3", changelog).is_err());
        assert!(is_ready("v1.2.4", "1.2.3", changelog).is_err());
        assert!(is_ready("v1.2", "1.2", changelog).is_err());
    }
}
