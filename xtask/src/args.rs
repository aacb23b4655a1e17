//! Command-line arguments: `--name value`, `--name=value` and bare flags, in any order.

use std::str::FromStr;

use anyhow::{Context, Result, bail};

pub struct Args(Vec<String>);

impl Args {
    pub fn of_process() -> Self {
        Self(std::env::args().skip(1).collect())
    }

    /// Takes the first argument: the command's name.
    pub fn command(&mut self) -> Option<String> {
        (!self.0.is_empty()).then(|| self.0.remove(0))
    }

    pub fn flag(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|arg| arg != name);
        self.0.len() < before
    }

    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        let with_equals = format!("{name}=");
        let Some(at) = self.0.iter().position(|arg| arg == name || arg.starts_with(&with_equals)) else {
            return Ok(None);
        };
        let arg = self.0.remove(at);
        if let Some(value) = arg.strip_prefix(&with_equals) {
            return Ok(Some(value.to_owned()));
        }
        if at >= self.0.len() {
            bail!("{name} needs a value");
        }
        Ok(Some(self.0.remove(at)))
    }

    pub fn parsed<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let Some(text) = self.value(name)? else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => bail!("{name}: {text:?} does not fit"),
        }
    }

    pub fn required<T: FromStr>(&mut self, name: &str) -> Result<T> {
        self.parsed(name)?.with_context(|| format!("{name} is required"))
    }

    /// What was not taken, for another program.
    pub fn rest(self) -> Vec<String> {
        self.0
    }

    /// Every argument has been taken; anything left is a mistake.
    pub fn done(self) -> Result<()> {
        match self.0.first() {
            None => Ok(()),
            Some(arg) => bail!("unexpected argument {arg:?}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Args;

    fn args(list: &[&str]) -> Args {
        Args(list.iter().map(|&s| s.to_owned()).collect())
    }

    #[test]
    fn takes_values_and_flags_in_any_order() {
        let mut args = args(&["--worker", "dir", "--quick", "--port=1234"]);
        assert_eq!(args.parsed::<u16>("--port").ok(), Some(Some(1234)));
        assert_eq!(args.value("--worker").ok(), Some(Some("dir".to_owned())));
        assert!(args.flag("--quick") && !args.flag("--quick"));
        assert!(args.done().is_ok());
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        assert!(args(&["--port"]).value("--port").is_err());
        assert!(args(&["--port", "x"]).parsed::<u16>("--port").is_err());
        assert!(args(&["--prot", "1"]).done().is_err());
    }
}
