//! Running other programs, with a limit on their time and their output kept.

use anyhow::{Context, Result, bail};
use std::{
    io::Read,
    path::Path,
    process::{Child, Command, ExitStatus},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

/// A program at the root of the repository.
pub fn program(name: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(crate::repository::root());
    command
}

/// The cargo that runs this tool.
pub fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args);
    command
}

/// A script of this repository, or one of a package below `node_modules`.
pub fn node(script: impl AsRef<Path>) -> Command {
    let mut command = program("node");
    command.arg(script.as_ref());
    command
}

/// The npm that came with Node.
pub fn npm<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = program(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.args(args);
    command
}

/// Runs in the foreground: the user sees what the program prints.
pub fn show(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} failed ({status})", line(command));
    }
    Ok(())
}

/// As `show`, and as the last thing that this program does: where there are signals, those that would end it reach the other.
pub fn hand_over(command: &mut Command) -> Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        let error = command.exec();
        Err(error).with_context(|| format!("cannot start {}", line(command)))
    }
    #[cfg(not(unix))]
    show(command)
}

/// Runs silently and returns standard output; standard error shows only on failure.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        let printed = [output.stdout, output.stderr].concat();
        bail!("{} failed ({})\n{}", line(command), output.status, String::from_utf8_lossy(&printed));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// What a program printed (both streams, in order), and how it ended.
pub struct Transcript {
    pub text: String,
    pub success: bool,
}

/// Runs silently and returns everything that was printed. A program that runs longer than `limit` is stopped.
pub fn record(mut command: Command, limit: Duration) -> Result<Transcript> {
    let (mut reader, writer) = std::io::pipe()?;
    command.stdin(std::process::Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    let shown = line(&command);
    let mut child = command.spawn().with_context(|| format!("cannot start {shown}"))?;
    // The command holds the writing end too: reading would never come to an end.
    drop(command);
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut chunk = [0; 8192];
        while let Ok(length @ 1..) = reader.read(&mut chunk) {
            if sender.send(chunk[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    let status = wait(&mut child, limit)?;
    let mut printed = Vec::new();
    // A grandchild that lives on may hold the pipe: this does not wait for it.
    while let Ok(chunk) = receiver.recv_timeout(Duration::from_secs(2)) {
        printed.extend(chunk);
    }
    let mut text = String::from_utf8_lossy(&printed).into_owned();
    if status.is_none() {
        text += &format!("\n{shown} was stopped after {} s", limit.as_secs());
    }
    Ok(Transcript { text, success: status.is_some_and(|status| status.success()) })
}

fn wait(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(Duration::from_millis(20));
    }
}

fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
