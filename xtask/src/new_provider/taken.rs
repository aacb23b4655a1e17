//! Why a provider cannot have an id: a language, the package or the source has the name already.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

use super::names::Names;
use crate::repo::Repo;

/// Of Rust or of JavaScript, reserved ones, too; and types that both have and the files that are made use.
const RESERVED: &str = " abstract arguments as async await become box break case catch class const continue crate \
    debugger default delete do dyn else enum eval export extends extern false final finally fn for function gen if impl \
    implements import in instanceof interface let loop macro match mod move mut new null object option override package \
    priv private promise protected pub public readonly record ref result return self static string struct super switch \
    this throw trait true try type typeof undefined union unsafe unsized use var vec virtual void where while with yield ";

/// Where the package's names are declared: a file, or a folder with those of every provider in it.
const DECLARED: [&str; 2] = ["js/mekong-pay/types", "src/providers"];

/// Nothing, or an error that says who has the name.
pub fn check(repo: &Repo, names: &Names) -> Result<()> {
    let id = &names.id;
    if RESERVED.contains(&format!(" {id} ")) {
        bail!("{id}: a word of Rust's or of JavaScript's, which can name no module: take another id");
    }
    let exported = [names.type_name.clone(), names.camel.clone()].into_iter();
    let exported: Vec<String> =
        exported.chain(["Config", "Account", "Order"].map(|end| format!("{}{end}", names.type_name))).collect();
    each_file(&DECLARED.map(|folder| repo.path(folder)), ".d.ts", &mut |path, text| match declared(text)
        .find(|name| exported.iter().any(|own| own == name))
    {
        Some(name) => bail!("{id}: the npm package exports {name} already, from {}: take another id", repo.short(path)),
        None => Ok(()),
    })?;
    each_file(&[repo.path("src")], ".rs", &mut |path, text| match naming(text, id) {
        // A rule of the tests: a provider is named in its folder and the registry only.
        Some(line) => {
            bail!("{id}: {}:{line} has this word already, of something else: take another id", repo.short(path))
        }
        None => Ok(()),
    })
}

/// Names that a declaration exports.
fn declared(text: &str) -> impl Iterator<Item = &str> {
    let after = text.lines().filter_map(|line| line.strip_prefix("export ")?.split_once(' '));
    let named = after.filter(|(what, _)| ["const", "class", "function", "interface", "type"].contains(what));
    named.filter_map(|(_, rest)| rest.split(|c: char| !c.is_ascii_alphanumeric()).next())
}

/// The first line of code that names it, in one word or in two that follow each other: as `tests/rules/layering.rs` reads.
fn naming(text: &str, id: &str) -> Option<usize> {
    let id = id.replace('_', "");
    let is = |name: &str| name == id || id.len() > 3 && name.starts_with(&id);
    let names_it = |line: &str| {
        let words = words(line.split("//").next().unwrap_or_default());
        let pairs = words.windows(2).any(|pair| is(&pair.concat()));
        pairs || words.iter().any(|word| is(word))
    };
    text.lines().position(names_it).map(|at| at.saturating_add(1))
}

/// `OrderView`, `order_view` and `ORDER_VIEW` as `order`, `view`.
fn words(code: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut after_small = false;
    for letter in code.chars() {
        if !letter.is_ascii_alphanumeric() || after_small && letter.is_ascii_uppercase() {
            words.push(String::new());
        }
        after_small = letter.is_ascii_lowercase() || letter.is_ascii_digit();
        if let Some(word) = words.last_mut().filter(|_| letter.is_ascii_alphanumeric()) {
            word.push(letter.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Every file below the folders whose name ends so.
fn each_file(
    folders: &[std::path::PathBuf],
    end: &str,
    check: &mut dyn FnMut(&Path, &str) -> Result<()>,
) -> Result<()> {
    for folder in folders {
        for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
            let path = entry?.path();
            if path.is_dir() {
                each_file(&[path], end, check)?;
            } else if path.to_string_lossy().ends_with(end) {
                check(&path, &fs::read_to_string(&path)?)?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{declared, naming};

    #[test]
    fn code_names_an_id_in_whatever_spelling_and_comments_do_not() {
        for code in ["mod order;", "struct OrderView", "ORDER_TERMS", "let x = orders;"] {
            assert_eq!(naming(&format!("// order\n{code}"), "order"), Some(2), "{code}");
        }
        assert_eq!(naming("fn reorder(){} /// order", "order"), None);
        assert_eq!((naming("TrueMoney", "true_money"), naming("ltcs", "ltc")), (Some(1), None));
    }

    #[test]
    fn what_a_declaration_exports_is_read() {
        let text = "export interface Amount<C> {\nexport type {\nexport const ltc: Ltc;\n  export type Inner = 1;\n";
        assert_eq!(declared(text).collect::<Vec<_>>(), ["Amount", "", "ltc"]);
    }
}
