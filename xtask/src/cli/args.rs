//! What was given to a command: `--name value`, `--name=value`, bare flags and words, in any order, all of them declared.

use std::str::FromStr;

use anyhow::{Context, Result, bail};

use super::{Opt, Task, Value, Words};

pub struct Args {
    task: &'static Task,
    given: Vec<(&'static str, String)>,
    words: Vec<String>,
}

impl Args {
    pub(super) fn read(task: &'static Task, words: Vec<String>) -> Result<Self> {
        let mut args = Self { task, given: Vec::new(), words: Vec::new() };
        if matches!(task.words, Words::HandedOn(_)) {
            args.words = words;
            return Ok(args);
        }
        let mut rest = words.into_iter();
        while let Some(word) = rest.next() {
            args.take(word, &mut rest)?;
        }
        args.words_fit()?;
        Ok(args)
    }

    fn take(&mut self, word: String, rest: &mut impl Iterator<Item = String>) -> Result<()> {
        if !word.starts_with('-') {
            self.words.push(word);
            return Ok(());
        }
        let (name, joined) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        let Some(option) = self.task.option(name) else { bail!("there is no option {name}") };
        if self.given.iter().any(|(given, _)| *given == option.name) {
            bail!("{name} is given twice");
        }
        self.given.push((option.name, value_of(option, joined, rest)?));
        Ok(())
    }

    fn words_fit(&self) -> Result<()> {
        let first = self.words.first().map(String::as_str);
        let most = match self.task.words {
            Words::None => 0,
            Words::OneOf(choices) => {
                if !choices.iter().any(|(choice, _)| Some(*choice) == first) {
                    let names: Vec<&str> = choices.iter().map(|(choice, _)| *choice).collect();
                    bail!("there is {}", names.join(", "));
                }
                1
            }
            Words::One(name) => {
                first.with_context(|| format!("{name} is missing"))?;
                1
            }
            Words::HandedOn(_) => return Ok(()),
        };
        match self.words.get(most) {
            None => Ok(()),
            Some(word) => bail!("unexpected argument {word:?}"),
        }
    }

    pub fn flag(&mut self, name: &str) -> Result<bool> {
        Ok(self.value(name)?.is_some())
    }

    /// What was given, without the default.
    pub fn value(&mut self, name: &str) -> Result<Option<String>> {
        // The help text would not have it.
        self.task.option(name).with_context(|| format!("{name} is not declared"))?;
        let at = self.given.iter().position(|(given, _)| *given == name);
        Ok(at.map(|at| self.given.remove(at).1))
    }

    /// What was given, or the default.
    pub fn parsed<T: FromStr>(&mut self, name: &str) -> Result<Option<T>> {
        let default = self.task.option(name).and_then(|option| option.default).map(str::to_owned);
        let Some(text) = self.value(name)?.or(default) else { return Ok(None) };
        match text.parse() {
            Ok(value) => Ok(Some(value)),
            Err(_) => bail!("{name}: {text:?} does not fit"),
        }
    }

    pub fn required<T: FromStr>(&mut self, name: &str) -> Result<T> {
        self.parsed(name)?.with_context(|| format!("{name} is required"))
    }

    /// The word of a command that takes one.
    pub fn word(&mut self) -> String {
        self.words.pop().unwrap_or_default()
    }

    /// What is handed on to another program.
    pub fn handed_on(self) -> Vec<String> {
        self.words
    }

    /// Everything has been taken: an option that is declared and read by nobody is a mistake of ours.
    pub fn done(self) -> Result<()> {
        match self.given.first() {
            None => Ok(()),
            Some((name, _)) => bail!("{name} is declared, and means nothing"),
        }
    }
}

fn value_of(option: &Opt, joined: Option<String>, rest: &mut impl Iterator<Item = String>) -> Result<String> {
    let name = option.name;
    if matches!(option.value, Value::Nothing) {
        return match joined {
            None => Ok(String::new()),
            Some(_) => bail!("{name} takes no value"),
        };
    }
    let value = joined.or_else(|| rest.next()).with_context(|| format!("{name} needs a value"))?;
    if let Value::OneOf(choices) = option.value
        && !choices.contains(&value.as_str())
    {
        bail!("{name} {value}: there is {}", choices.join(", "));
    }
    Ok(value)
}

#[cfg(test)]
mod tests {
    use std::process::ExitCode;

    use anyhow::Result;

    use super::Args;
    use crate::cli::{Opt, Task, Words};

    static TASK: Task = Task {
        name: "try",
        about: "",
        words: Words::None,
        options: &[
            Opt::any("--port", "N", "").default("8787"),
            Opt::any("--worker", "DIR", ""),
            Opt::flag("--quick", ""),
            Opt::one_of("--only", &["a", "b"], ""),
        ],
        run: |_, _| Ok(ExitCode::SUCCESS),
    };

    fn args(list: &[&str]) -> Result<Args> {
        Args::read(&TASK, list.iter().map(|&s| s.to_owned()).collect())
    }

    #[test]
    fn takes_values_and_flags_in_any_order() -> Result<()> {
        let mut args = args(&["--worker", "dir", "--quick", "--port=1234", "--only", "b"])?;
        assert_eq!(args.parsed::<u16>("--port")?, Some(1234));
        assert_eq!(args.value("--worker")?, Some("dir".to_owned()));
        assert_eq!(args.value("--only")?, Some("b".to_owned()));
        assert!(args.flag("--quick")? && !args.flag("--quick")?);
        args.done()
    }

    #[test]
    fn what_is_not_given_has_its_default_or_nothing() -> Result<()> {
        let mut args = args(&[])?;
        assert_eq!((args.value("--port")?, args.parsed::<u16>("--port")?), (None, Some(8787)));
        assert!(args.required::<String>("--worker").is_err());
        Ok(())
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for wrong in
            [&["--port"][..], &["--prot", "1"], &["--quick=yes"], &["--quick", "--quick"], &["word"], &["--only", "c"]]
        {
            assert!(args(wrong).is_err(), "{wrong:?}");
        }
        assert!(args(&["--port", "x"]).is_ok_and(|mut args| args.parsed::<u16>("--port").is_err()));
    }

    #[test]
    fn an_option_that_is_declared_or_read_by_one_side_alone_is_an_error() {
        assert!(args(&["--quick"]).is_ok_and(|args| args.done().is_err()));
        assert!(args(&[]).is_ok_and(|mut args| args.flag("--undeclared").is_err()));
    }
}
