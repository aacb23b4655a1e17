//! The providers' families: each folder in `src/providers` brings its own, so that another one touches nothing in
//! `js/mekong-pay`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::Result;

use super::listed;
use crate::repo::Repo;

/// The module behind `#providers`: `npm/index.js` of every folder, under the provider's id as JavaScript spells it.
pub fn families(repo: &Repo) -> Result<String> {
    let mut text = String::new();
    for (id, file) in files(repo, "npm/index.js")? {
        writeln!(text, "export {{ default as {} }} from '{}';", camel(&id), file.display())?;
    }
    Ok(text)
}

/// The file of this name in each provider's folder that has one, with the provider's id.
pub fn files(repo: &Repo, name: &str) -> Result<Vec<(String, PathBuf)>> {
    let folders = listed(&repo.path("src/providers"))?.into_iter();
    let found = folders.filter(|folder| folder.join(name).is_file());
    Ok(found.filter_map(|at| Some((at.file_name()?.to_str()?.to_owned(), at.join(name)))).collect())
}

/// `connect_topup` as `connectTopup`.
fn camel(id: &str) -> String {
    let mut words = id.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        name + &head.to_ascii_uppercase() + tail
    })
}

#[cfg(test)]
mod tests {
    use super::camel;

    #[test]
    fn ids_become_names() {
        assert_eq!(["ltc", "connect_topup", "a_b_c"].map(camel), ["ltc", "connectTopup", "aBC"]);
    }
}
