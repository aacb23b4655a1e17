//! workerd's config in Cap'n Proto's text form: what wrangler would derive from `wrangler.toml`.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::vars::Vars;
use crate::wrangler::{Rate, RateLimit, Wrangler};

pub struct Place<'a> {
    pub port: u16,
    /// Where the objects' databases lie.
    pub objects: PathBuf,
    /// The folder of the built Worker.
    pub worker: &'a Path,
    /// The Worker that plays the platform's rate limits.
    pub rate_limits: PathBuf,
}

pub fn config(wrangler: &Wrangler, place: &Place, vars: &Vars) -> Result<String> {
    let flags: Vec<String> = wrangler.compatibility_flags.iter().map(|flag| quoted(flag)).collect();
    // The variables last: their text is the only one that could contain a placeholder.
    Ok(TEMPLATE
        .replace("@PORT", &place.port.to_string())
        .replace("@OBJECTS", &quoted(&place.objects.to_string_lossy()))
        .replace("@DATE", &quoted(&wrangler.compatibility_date))
        .replace("@FLAGS", &flags.join(", "))
        .replace("@NAMESPACES", &namespaces(wrangler)?)
        .replace("@RATE_LIMITS", &quoted(&place.rate_limits.to_string_lossy()))
        .replace("@MODULES", &modules(place.worker)?)
        .replace("@BINDINGS", &bindings(wrangler, vars)?))
}

const TEMPLATE: &str = "\
# Written by cargo xtask; changes are lost.
using Workerd = import \"/workerd/workerd.capnp\";

const config :Workerd.Config = (
  services = [
    (name = \"gateway\", worker = .gateway),
    # Outwards to anywhere, loopback included: the simulator is there.
    (name = \"internet\", network = (allow = [\"public\", \"private\"], tlsOptions = (trustBrowserCas = true))),
    (name = \"objects\", disk = (path = @OBJECTS, writable = true)),
    (name = \"rate-limits\", worker = .rateLimits),
  ],
  sockets = [(name = \"http\", address = \"127.0.0.1:@PORT\", http = (), service = \"gateway\")],
);

const gateway :Workerd.Worker = (
  compatibilityDate = @DATE,
  compatibilityFlags = [@FLAGS],
  durableObjectStorage = (localDisk = \"objects\"),
  durableObjectNamespaces = [
@NAMESPACES  ],
  modules = [
@MODULES  ],
  bindings = [
@BINDINGS  ],
);

const rateLimits :Workerd.Worker = (
  compatibilityDate = @DATE,
  modules = [(name = \"rate_limits.mjs\", esModule = embed @RATE_LIMITS)],
);
";

fn namespaces(wrangler: &Wrangler) -> Result<String> {
    let mut text = String::new();
    for object in &wrangler.durable_objects.bindings {
        // The key names the folder of the class's databases: it must stay what it was.
        let key = quoted(&format!("{}-{}", wrangler.name, object.class_name));
        writeln!(text, "    (className = {}, uniqueKey = {key}, enableSql = true),", quoted(&object.class_name))?;
    }
    Ok(text)
}

/// `worker.js` first, since workerd takes the first module as the entry.
fn modules(worker: &Path) -> Result<String> {
    let folder = worker.canonicalize().with_context(|| format!("{}: run cargo xtask build", worker.display()))?;
    let mut files: Vec<PathBuf> = fs::read_dir(&folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    files.sort_by_key(|file| (!file.ends_with("worker.js"), file.clone()));
    if !files.first().is_some_and(|file| file.ends_with("worker.js")) {
        bail!("{} holds no worker.js", folder.display());
    }
    let mut text = String::new();
    for file in files {
        let kind = match file.extension().and_then(|ext| ext.to_str()) {
            Some("js" | "mjs") => "esModule",
            Some("wasm") => "wasm",
            // As wrangler.toml has it.
            Some("json") => "data",
            _ => continue,
        };
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        writeln!(text, "    (name = {}, {kind} = embed {}),", quoted(&name), quoted(&file.to_string_lossy()))?;
    }
    Ok(text)
}

fn bindings(wrangler: &Wrangler, vars: &Vars) -> Result<String> {
    let mut text = String::new();
    for object in &wrangler.durable_objects.bindings {
        let (name, class) = (quoted(&object.name), quoted(&object.class_name));
        writeln!(text, "    (name = {name}, durableObjectNamespace = {class}),")?;
    }
    for RateLimit { name, simple } in &wrangler.ratelimits {
        let Rate { limit, period } = simple;
        // A name is an identifier: its text in Rust is its text in JSON.
        let props = format!(r#"{{"name":{name:?},"limit":{limit},"period":{period}}}"#);
        let service = format!("(name = \"rate-limits\", props = (json = {}))", quoted(&props));
        writeln!(text, "    (name = {}, service = {service}),", quoted(name))?;
    }
    for (name, value) in vars {
        writeln!(text, "    (name = {}, text = {}),", quoted(name), quoted(value))?;
    }
    Ok(text)
}

/// A string as Cap'n Proto's schema language writes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn values_cannot_break_out_of_the_config() {
        assert_eq!(quoted("a\"b\\c\nd"), "\"a\\\"b\\\\c\\nd\"");
    }
}
