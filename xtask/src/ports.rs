//! Ports of this machine, and who holds them.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

pub fn is_free(port: u16) -> Result<()> {
    let Err(error) = TcpListener::bind((Ipv4Addr::LOCALHOST, port)) else { return Ok(()) };
    let holder = if cfg!(target_os = "linux") { by_proc(port) } else { by_lsof(port) };
    let by = holder.map_or_else(String::new, |holder| format!(" by {holder}"));
    bail!("port {port} is taken{by} ({error}): end that, or choose another port")
}

/// From the kernel's table of sockets, and whose descriptor the listening one is.
fn by_proc(port: u16) -> Option<String> {
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"]
        .iter()
        .find_map(|table| listener(&fs::read_to_string(table).ok()?, port))?;
    let wanted = format!("socket:[{inode}]");
    let processes = fs::read_dir("/proc").ok()?.flatten();
    processes.map(|entry| entry.path()).find(|process| holds(process, &wanted)).map(|process| named(&process))
}

/// The inode of the socket that listens (state 0A) on the port: `sl local_address rem_address st … inode`.
fn listener(table: &str, port: u16) -> Option<String> {
    let ending = format!(":{port:04X}");
    let rows = table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let row = rows.into_iter().find(|row| {
        row.get(1).is_some_and(|local| local.ends_with(&ending)) && row.get(3).is_some_and(|state| *state == "0A")
    })?;
    row.get(9).map(|inode| (*inode).to_owned())
}

fn holds(process: &Path, socket: &str) -> bool {
    let Ok(descriptors) = fs::read_dir(process.join("fd")) else { return false };
    descriptors.flatten().any(|entry| fs::read_link(entry.path()).is_ok_and(|target| target.as_os_str() == socket))
}

fn named(process: &Path) -> String {
    let id = process.file_name().unwrap_or_default().to_string_lossy();
    let name = fs::read_to_string(process.join("comm")).unwrap_or_default();
    format!("process {id} ({})", name.trim())
}

/// macOS has no such table, but lsof.
fn by_lsof(port: u16) -> Option<String> {
    let place = format!("-iTCP:{port}");
    let output = Command::new("lsof").args(["-nP", &place, "-sTCP:LISTEN", "-Fpc"]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let field = |mark: char| text.lines().find_map(|line| line.strip_prefix(mark)).map(str::to_owned);
    Some(format!("process {} ({})", field('p')?, field('c')?))
}

#[cfg(test)]
mod tests {
    use super::listener;

    #[test]
    fn the_listening_socket_is_found() {
        let table = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n\
            0: 0100007F:2253 0100007F:C350 01 00000000:00000000 00:00000000 00000000     0        0 11 1\n\
            1: 0100007F:2253 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 22 1\n";
        assert_eq!(listener(table, 8787).as_deref(), Some("22"));
        assert_eq!(listener(table, 8788), None);
    }
}
