//! The Worker in raw `workerd`: a config made from `wrangler.toml`, and the command that runs it.
//!
//! Not `wrangler dev`: here the process is known (it can be killed and started again), its state lies on disk, and no
//! proxy stands in between. Cron does not run in raw workerd; the ledger's alarms do.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::repo::Repo;
use crate::vars::Vars;
use crate::wrangler::{Rate, Wrangler};
use crate::{capnp, platform, ports};

pub struct Launch {
    pub port: u16,
    /// Everything that must survive a restart.
    pub state: PathBuf,
    /// The folder of the built Worker.
    pub worker: PathBuf,
    pub vars: Vars,
    pub rates: Rates,
}

/// What the platform's rate limits count to.
pub enum Rates {
    /// What wrangler.toml says.
    AsDeployed,
    /// Something else, for tests; nothing stands for a gateway without the bindings.
    Other(Option<Rate>),
}

impl Rates {
    fn apply(&self, wrangler: &mut Wrangler) {
        match self {
            Self::AsDeployed => {}
            Self::Other(None) => wrangler.ratelimits.clear(),
            Self::Other(Some(rate)) => wrangler.ratelimits.iter_mut().for_each(|one| one.simple = *rate),
        }
    }
}

impl Launch {
    /// Writes the config and gives the command that becomes, or starts, workerd.
    pub fn command(&self, repo: &Repo) -> Result<Command> {
        ports::is_free(self.port)?;
        let objects = self.state.join("objects");
        fs::create_dir_all(&objects).with_context(|| objects.display().to_string())?;
        let config = self.state.join("config.capnp");
        let mut wrangler = Wrangler::read(repo)?;
        self.rates.apply(&mut wrangler);
        let mut vars = wrangler.vars.clone();
        vars.extend(self.vars.clone());
        let place = capnp::Place {
            port: self.port,
            objects: objects.canonicalize()?,
            worker: &self.worker,
            rate_limits: repo.path("xtask/rate_limits.mjs"),
        };
        write_private(&config, &capnp::config(&wrangler, &place, &vars)?)?;
        let mut command = repo.command(platform::workerd(repo)?);
        // The import path makes absolute paths work inside `embed`.
        command.args(["serve", "--import-path=/"]).arg(config.canonicalize()?);
        Ok(command)
    }
}

/// Readable by its owner alone, from the first byte on: the variables stand in it, secrets included.
fn write_private(file: &Path, text: &str) -> Result<()> {
    use std::io::Write as _;
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = fs::OpenOptions::new();
    let mut open = options.write(true).create(true).truncate(true).mode(0o600).open(file)?;
    open.write_all(text.as_bytes()).with_context(|| file.display().to_string())
}
