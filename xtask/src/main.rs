//! Developer commands: `cargo xtask <command>`. This file only picks the command; each has a file of its own.

mod args;
mod bench;
mod bindgen;
mod build;
mod capnp;
mod check;
mod children;
mod debian;
mod deny;
mod deploy;
mod dev;
mod faults;
mod http;
mod keep;
mod npm;
mod platform;
mod ports;
mod process;
mod record;
mod repo;
mod serve;
mod setup;
mod size;
mod stamp;
mod summary;
mod test;
mod vars;
mod wasm;
mod worker;
mod workerd;
mod wrangler;

use std::process::ExitCode;

use anyhow::Result;
use args::Args;
use repo::Repo;

const USAGE: &str = "\
usage: cargo xtask <command>

  dev      build, then run the simulator, the gateway and the example page until Ctrl-C
             [--port 8787] [--simulator-port 8788] [--checkout-port 8789] [--state DIR] [--vars FILE]
             [--ltc-server 1.0.0|2021]
  test     every test, in order, with a summary at the end
             [--only core|simulator|wasm|npm|edge|openapi|faults|size|generators]
  faults   orders at all providers while everything breaks; then all books are compared
             [--orders 300] [--seed N]
  bench    figures, on a quiet machine
             ledger [--quick] | messages | npm [--quick] | orders [N], beside a running dev | rsa
  check    formatting, lints, documentation, licences and dependencies
             [--advisories]  only the advisory database, which has to be fetched
  build    the Worker and the npm package, release
             [--worker | --npm]  only one of the two
  size     what is shipped, compressed, against its budget
  deploy   the Worker, by the pinned wrangler, to which what follows is handed on
             [--dry-run] [--env NAME] …
  record   writes into the documents what their sessions answer now
             [--pictures]  takes the README's pictures of the payment page, too
  serve    the built Worker in workerd, in this very process
             --port N --state DIR [--vars FILE] [--worker DIR] [--rate-limit LIMIT/SECONDS|none]
";

fn main() -> ExitCode {
    let mut args = Args::of_process();
    let command = args.command();
    match run(command.as_deref(), args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<&str>, args: Args) -> Result<ExitCode> {
    let repo = Repo::find()?;
    match command {
        Some("bench") => bench::command(&repo, args),
        Some("build") => build::command(&repo, args),
        Some("check") => check::command(&repo, args),
        Some("deploy") => deploy::command(&repo, args),
        Some("dev") => dev::command(&repo, args),
        Some("faults") => faults::command(&repo, args),
        Some("keep") => keep::command(args),
        Some("record") => record::command(&repo, args),
        Some("serve") => serve::command(&repo, args),
        Some("size") => size::command(&repo, args),
        Some("test") => test::command(&repo, args),
        Some("help" | "--help" | "-h") => {
            print!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        Some(unknown) => {
            eprint!("xtask: there is no command {unknown:?}\n\n{USAGE}");
            Ok(ExitCode::from(2))
        }
        None => {
            eprint!("{USAGE}");
            Ok(ExitCode::from(2))
        }
    }
}
