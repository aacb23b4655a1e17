//! `cargo xtask dev`: the simulator and the gateway on this machine, until Ctrl-C.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{ExitCode, Stdio};

use anyhow::{Result, bail};

use crate::args::Args;
use crate::bindgen::Bindgen;
use crate::children::{Running, Stop, wait_until_ready, watch};
use crate::process::say;
use crate::repo::Repo;
use crate::workerd::{Launch, Rates, port_is_free};
use crate::{platform, setup, vars, worker};

const PORT: u16 = 8787;
const SIMULATOR_PORT: u16 = 8788;

struct Options {
    port: u16,
    simulator_port: u16,
    state: PathBuf,
    vars: Option<PathBuf>,
}

pub fn command(repo: &Repo, mut args: Args) -> Result<ExitCode> {
    let options = Options {
        port: args.parsed("--port")?.unwrap_or(PORT),
        simulator_port: args.parsed("--simulator-port")?.unwrap_or(SIMULATOR_PORT),
        state: args.parsed("--state")?.unwrap_or_else(|| repo.path(".mekong/state")),
        vars: args.parsed("--vars")?,
    };
    args.done()?;
    if options.port == options.simulator_port {
        bail!("the gateway and the simulator cannot share port {}", options.port);
    }
    // Known before a minute of building, not after.
    port_is_free(options.port)?;
    port_is_free(options.simulator_port)?;
    let vars = variables(repo, &options)?;
    setup::everything(repo)?;
    worker::build(repo, &Bindgen::build(repo)?)?;
    run(repo, options, vars)?;
    Ok(ExitCode::SUCCESS)
}

fn run(repo: &Repo, options: Options, vars: vars::Vars) -> Result<()> {
    let stop = Stop::on_signals()?;
    let simulator = simulator(repo, &options)?;
    let (port, state, worker) = (options.port, options.state, repo.path("dist/worker"));
    let launch = Launch { port, state, worker, vars, rates: Rates::AsDeployed };
    let gateway = Running::start("gateway", options.port, &mut launch.command(repo)?)?;
    let mut all = [simulator, gateway];
    wait_until_ready(&mut all, &stop)?;
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
    vars::parse(&with_ports(&text, options.port, options.simulator_port))
}

/// In one pass each through a placeholder, so that even two exchanged ports come out right.
fn with_ports(text: &str, port: u16, simulator_port: u16) -> String {
    let address = |port: u16| format!("http://127.0.0.1:{port}");
    text.replace(&address(PORT), "\0gateway")
        .replace(&address(SIMULATOR_PORT), "\0simulator")
        .replace("\0gateway", &address(port))
        .replace("\0simulator", &address(simulator_port))
}

fn simulator(repo: &Repo, options: &Options) -> Result<Running> {
    let mut command = repo.command(platform::node(repo)?);
    command
        .args(["js/simulator/main.mjs", "--port", &options.simulator_port.to_string()])
        .args(["--gateway", &format!("http://127.0.0.1:{}", options.port)])
        .stdout(Stdio::piped());
    let mut running = Running::start("simulator", options.simulator_port, &mut command)?;
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
        let text = "A=http://127.0.0.1:8787 B=http://127.0.0.1:8788/ltc";
        assert_eq!(with_ports(text, 8788, 9), "A=http://127.0.0.1:8788 B=http://127.0.0.1:9/ltc");
        assert_eq!(with_ports(text, 8787, 8788), text);
    }
}
