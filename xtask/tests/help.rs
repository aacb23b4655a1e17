//! What `cargo xtask` says of itself, as a person gets it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::process::{Command, Output};

/// Run outside the repository: help is there before anything else is.
fn xtask(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_xtask")).args(args).current_dir("/").output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The commands that the list names, each at the start of a line of its own.
fn listed() -> Vec<String> {
    let list = text(&xtask(&["--help"]).stdout);
    let rows = list.lines().filter_map(|line| line.strip_prefix("  "));
    rows.filter_map(|row| row.split(' ').next().map(str::to_owned)).collect()
}

#[test]
fn without_a_command_and_with_one_that_is_not_there_it_lists_what_there_is() {
    let list = text(&xtask(&["--help"]).stdout);
    for args in [&[][..], &["tset"]] {
        let output = xtask(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert!(text(&output.stderr).ends_with(&list), "{args:?}");
    }
    assert_eq!(listed().len(), 14, "{list}");
}

#[test]
fn each_command_says_what_it_takes_in_whatever_way_it_is_asked() {
    for name in listed() {
        let asked = xtask(&[&name, "--help"]);
        let said = text(&asked.stdout);
        assert!(asked.status.success(), "{name}");
        assert!(said.starts_with(&format!("usage: cargo xtask {name}")), "{name}: {said}");
        for other in [&[&name, "-h"][..], &["help", &name], &["--help", &name]] {
            assert_eq!(text(&xtask(other).stdout), said, "{other:?}");
        }
    }
}

#[test]
fn help_has_what_can_be_chosen_from_and_what_holds_where_nothing_is_said() {
    let said = |name: &str| text(&xtask(&[name, "--help"]).stdout);
    assert!(said("dev").contains("--port N") && said("dev").contains("(8787)"));
    assert!(said("test").contains("core|simulation|simulator|wasm|npm|edge|openapi|faults|size|forge|generators"));
    assert!(said("bench").contains("  ledger  "));
    assert!(said("deploy").contains("--dry-run"));
}

#[test]
fn what_a_command_does_not_take_is_refused_with_a_hint_and_nothing_is_run() {
    for (args, complaint) in [
        (&["dev", "--prot", "1"][..], "there is no option --prot"),
        (&["test", "--only", "everything"], "--only everything: there is core,"),
        (&["bench"], "there is ledger,"),
        (&["size", "now"], "unexpected argument \"now\""),
    ] {
        let output = xtask(args);
        let hint = format!("see `cargo xtask {} --help`", args.first().unwrap());
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{args:?}");
        assert!(said.contains(complaint) && said.contains(&hint), "{args:?}: {said}");
    }
}
