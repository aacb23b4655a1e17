//! A provider's id, as each place spells it.

use anyhow::{Result, bail};

#[derive(Debug)]
pub struct Names {
    /// `connect_topup`
    pub id: String,
    /// `ConnectTopup`
    pub type_name: String,
    /// `connectTopup`
    pub camel: String,
    /// `CONNECT_TOPUP`
    pub secret: String,
    /// `Connect Topup`
    pub name: String,
}

impl Names {
    pub fn new(id: &str, name: Option<String>) -> Result<Self> {
        let words: Vec<String> = id.split('_').map(capital).collect();
        let is_word = |word: &str| {
            word.starts_with(|c: char| c.is_ascii_lowercase())
                && word.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        };
        if id.len() > 24 || !id.split('_').all(is_word) {
            bail!("{id:?}: an id is lower-case words with _ between, 24 characters at most, such as connect_topup");
        }
        if let Some(name) = name.as_deref().filter(|name| !is_name(name)) {
            bail!("{name:?}: a name is letters, digits and blanks");
        }
        let type_name = words.concat();
        let (first, rest) = type_name.split_at(1);
        let camel = first.to_ascii_lowercase() + rest;
        let name = name.unwrap_or_else(|| words.join(" "));
        Ok(Self { id: id.to_owned(), camel, secret: id.to_ascii_uppercase(), name, type_name })
    }

    /// A template with the names put in.
    pub fn put_into(&self, template: &str) -> String {
        let names = [
            ("__id__", &self.id),
            ("__ID__", &self.secret),
            ("__Type__", &self.type_name),
            ("__camel__", &self.camel),
            ("__Name__", &self.name),
        ];
        names.iter().fold(template.to_owned(), |text, (placeholder, name)| text.replace(placeholder, name))
    }
}

/// It stands in texts of three languages and in comments.
fn is_name(name: &str) -> bool {
    let letters = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b' ');
    letters && name.trim() == name && (1..=40).contains(&name.len())
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_ascii_uppercase().to_string() + letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn an_id_is_spelled_as_each_place_wants_it() {
        let names = Names::new("connect_topup2", None).ok();
        let spelled = names.map(|n| [n.type_name, n.camel, n.secret, n.name].join("|"));
        assert_eq!(spelled.as_deref(), Some("ConnectTopup2|connectTopup2|CONNECT_TOPUP2|Connect Topup2"));
        let named = Names::new("u", Some("U Money".to_owned())).ok().map(|names| names.name);
        assert_eq!(named.as_deref(), Some("U Money"));
    }

    #[test]
    fn what_is_no_id_or_no_name_is_refused() {
        for id in ["", "_a", "a_", "a__b", "Abc", "1a", "a-b", "../a", "a b", "aaaaaaaaaaaaaaaaaaaaaaaaa"] {
            assert!(Names::new(id, None).is_err(), "{id}");
        }
        for name in ["", " a", "a\"b", "a\nb", "a`"] {
            assert!(Names::new("abc", Some(name.to_owned())).is_err(), "{name}");
        }
    }
}
