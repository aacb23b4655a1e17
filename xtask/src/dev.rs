//! `cargo xtask dev`: the simulator, the gateway and the example page on this machine, until Ctrl-C.

mod welcome;

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use anyhow::{Result, bail};

use crate::bindgen::Bindgen;
use crate::children::{Running, Stop, wait_until_ready, watch};
use crate::cli::{Args, Opt, Task, Words};
use crate::keep::kept;
use crate::process::say;
use crate::repo::Repo;
use crate::workerd::{Launch, Rates};
use crate::{platform, ports, setup, vars, worker};

/// Those that dev.vars has.
const PORT: &str = "8787";
const SIMULATOR_PORT: &str = "8788";
const CHECKOUT_PORT: &str = "8789";
/// From the repository's root.
const STATE: &str = ".mekong/state";

pub const TASK: Task = Task {
    name: "dev",
    about: "builds, then runs the simulator, the gateway and the example page until Ctrl-C",
    words: Words::None,
    options: &[
        Opt::any("--port", "N", "the gateway's port").default(PORT),
        Opt::any("--simulator-port", "N", "the simulator's").default(SIMULATOR_PORT),
        Opt::any("--checkout-port", "N", "the example page's").default(CHECKOUT_PORT),
        Opt::any("--state", "DIR", "what survives a restart").default(STATE),
        Opt::any(
            "--vars",
            "FILE",
            "secrets and settings instead of dev.vars; loopback addresses in it stay as they are",
        ),
        Opt::one_of("--ltc-server", &["1.0.0", "2021"], "which version of LTC's server is played; 1.0.0 as documented"),
    ],
    run: command,
};

struct Options {
    port: u16,
    simulator_port: u16,
    checkout_port: u16,
    state: PathBuf,
    vars: Option<PathBuf>,
    ltc_server: Option<String>,
}

fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let options = Options {
        port: args.required("--port")?,
        simulator_port: args.required("--simulator-port")?,
        checkout_port: args.required("--checkout-port")?,
        state: args.value("--state")?.map_or_else(|| repo.path(STATE), PathBuf::from),
        vars: args.parsed("--vars")?,
        ltc_server: args.parsed("--ltc-server")?,
    };
    args.done()?;
    ports_are_free([options.port, options.simulator_port, options.checkout_port])?;
    let vars = variables(repo, &options)?;
    setup::everything(repo)?;
    worker::build(repo, &Bindgen::build(repo)?)?;
    run(repo, options, vars)?;
    Ok(ExitCode::SUCCESS)
}

/// Known before a minute of building, not after.
fn ports_are_free(ports: [u16; 3]) -> Result<()> {
    let [gateway, simulator, checkout] = ports;
    if gateway == simulator || simulator == checkout || checkout == gateway {
        bail!("the gateway, the simulator and the example page cannot share a port");
    }
    ports.into_iter().try_for_each(ports::is_free)
}

fn run(repo: &Repo, options: Options, vars: vars::Vars) -> Result<()> {
    let stop = Stop::on_signals()?;
    let welcome = welcome::text([options.port, options.simulator_port, options.checkout_port], options.vars.is_none());
    let (simulator, checkout) = (simulator(repo, &options)?, checkout(repo, &options)?);
    let (port, state, worker) = (options.port, options.state, repo.path("dist/worker"));
    let launch = Launch { port, state, worker, vars, rates: Rates::AsDeployed };
    let gateway = Running::start("gateway", options.port, kept(&launch.command(repo)?)?)?;
    let mut all = [simulator, gateway, checkout];
    wait_until_ready(&mut all, &stop)?;
    if !stop.asked() {
        print!("{welcome}");
    }
    watch(&mut all, &stop)?;
    say("stopping");
    Ok(())
}

/// The file's own variables, or the shipped ones, whose addresses follow the ports.
fn variables(repo: &Repo, options: &Options) -> Result<vars::Vars> {
    if let Some(file) = &options.vars {
        return vars::parse(&vars::read(file)?);
    }
    let text = vars::read(&repo.path("dev.vars"))?;
    vars::parse(&with_ports(&text, [options.port, options.simulator_port, options.checkout_port]))
}

/// In one pass each through a placeholder, so that even exchanged ports come out right.
fn with_ports(text: &str, ports: [u16; 3]) -> String {
    let named = [(PORT, "\0gateway"), (SIMULATOR_PORT, "\0simulator"), (CHECKOUT_PORT, "\0checkout")];
    let blank = named.iter().fold(text.to_owned(), |text, (shipped, name)| text.replace(&address(shipped), name));
    named.iter().zip(ports).fold(blank, |text, ((_, name), port)| text.replace(name, &address(port)))
}

pub fn address(port: impl std::fmt::Display) -> String {
    format!("http://127.0.0.1:{port}")
}

/// It also gives a new gateway something to sell.
fn checkout(repo: &Repo, options: &Options) -> Result<Running> {
    let mut command = repo.command(platform::node(repo)?);
    command
        .args(["js/checkout/serve.mjs", "--port", &options.checkout_port.to_string()])
        .args(["--gateway", &format!("http://127.0.0.1:{}", options.port)]);
    Running::start("example page", options.checkout_port, kept(&command)?)
}

fn simulator(repo: &Repo, options: &Options) -> Result<Running> {
    let mut command = repo.command(platform::node(repo)?);
    command
        .args(["js/simulator/main.mjs", "--port", &options.simulator_port.to_string()])
        .args(["--gateway", &format!("http://127.0.0.1:{}", options.port)]);
    if let Some(server) = &options.ltc_server {
        command.args(["--ltc-server", server]);
    }
    let mut kept = kept(&command)?;
    kept.stdout(Stdio::piped());
    let mut running = Running::start("simulator", options.simulator_port, kept)?;
    if let Some(output) = running.child.stdout.take() {
        // Everything it says, except its own ready line: ours comes once it answers.
        std::thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if !line.starts_with("simulator ready at ") {
                    println!("{line}");
                }
            }
        });
    }
    Ok(running)
}

#[cfg(test)]
mod tests {
    use super::with_ports;

    #[test]
    fn addresses_follow_the_ports() {
        let text = "A=http://127.0.0.1:8787 B=http://127.0.0.1:8788/ltc C=http://127.0.0.1:8789";
        let moved = "A=http://127.0.0.1:8788 B=http://127.0.0.1:9/ltc C=http://127.0.0.1:8787";
        assert_eq!(with_ports(text, [8788, 9, 8787]), moved);
        assert_eq!(with_ports(text, [8787, 8788, 8789]), text);
    }
}
