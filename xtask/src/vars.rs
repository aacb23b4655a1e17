//! Files of variables in dotenv's form, as wrangler reads them: `NAME=plain`, `NAME='literal'`, `NAME="with \n"`,
//! comments after `#`. Quoted values may run over several lines.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

pub type Vars = BTreeMap<String, String>;

pub fn read(file: &Path) -> Result<String> {
    std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

pub fn parse(text: &str) -> Result<Vars> {
    let mut vars = Vars::new();
    let mut rest = text;
    while let Some((name, after)) = next_name(rest)? {
        let (value, after) = value(after).with_context(|| format!("value of {name}"))?;
        vars.insert(name, value);
        rest = after;
    }
    Ok(vars)
}

/// Skips blank lines and comments, then takes `NAME=`.
fn next_name(mut text: &str) -> Result<Option<(String, &str)>> {
    loop {
        text = text.trim_start();
        if text.is_empty() {
            return Ok(None);
        }
        if !text.starts_with('#') {
            break;
        }
        text = line(text).1;
    }
    let (first, _) = line(text);
    let Some((name, after)) = text.split_once('=').filter(|(name, _)| !name.contains('\n')) else {
        bail!("not NAME=value: {first:?}");
    };
    let name = name.trim();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
        bail!("not a name: {name:?}");
    }
    Ok(Some((name.to_owned(), after)))
}

fn value(text: &str) -> Result<(String, &str)> {
    let text = text.trim_start_matches([' ', '\t']);
    if let Some(inside) = text.strip_prefix('\'') {
        let (literal, after) = inside.split_once('\'').context("the closing ' is missing")?;
        return Ok((literal.to_owned(), end_of_line(after)?));
    }
    if let Some(inside) = text.strip_prefix('"') {
        let (value, after) = escaped(inside)?;
        return Ok((value, end_of_line(after)?));
    }
    let (plain, after) = line(text);
    let plain = plain.split_once(" #").map_or(plain, |(before, _comment)| before);
    Ok((plain.trim().to_owned(), after))
}

fn escaped(text: &str) -> Result<(String, &str)> {
    let mut value = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Ok((value, chars.as_str())),
            '\\' => match chars.next() {
                Some('n') => value.push('\n'),
                Some('r') => value.push('\r'),
                Some('t') => value.push('\t'),
                Some(other) => value.push(other),
                None => break,
            },
            other => value.push(other),
        }
    }
    bail!("the closing \" is missing")
}

/// After a quoted value only a comment may follow.
fn end_of_line(text: &str) -> Result<&str> {
    let (rest, after) = line(text);
    let rest = rest.trim();
    if !rest.is_empty() && !rest.starts_with('#') {
        bail!("unexpected text after the closing quote");
    }
    Ok(after)
}

fn line(text: &str) -> (&str, &str) {
    text.split_once('\n').unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::{parse, value};

    fn get(text: &str) -> Option<String> {
        parse(text).ok()?.remove("A")
    }

    #[test]
    fn reads_every_form() {
        assert_eq!(get("# first\n\nA=plain # why\nB=2").as_deref(), Some("plain"));
        assert_eq!(get("A='{\"k\":\"a\\nb # c\"}' # json\r\n").as_deref(), Some("{\"k\":\"a\\nb # c\"}"));
        assert_eq!(get("export A=\"a\\nb \\\"c\\\" \\\\\"").as_deref(), Some("a\nb \"c\" \\"));
        assert_eq!(get("A='one\ntwo'\nB=x").as_deref(), Some("one\ntwo"));
        assert_eq!(get("A=\nB=x").as_deref(), Some(""));
    }

    #[test]
    fn refuses_what_is_cut_off() {
        assert!(parse("A='x").is_err() && parse("A=\"x").is_err());
        assert!(parse("A").is_err() && parse("A B=1").is_err() && parse("A='x' y").is_err());
        assert!(value("'x'").is_ok());
    }
}
