//! The steps of the tests, and the report of how they went.

use crate::tools::{
    counts::Counts,
    process::{Transcript, record},
    stopwatch::Stopwatch,
    times::Times,
};
use anyhow::{Result, ensure};
use std::{env, io::Write, process::Command, time::Duration};

/// A step that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(30 * 60);

pub struct Step {
    pub name: String,
    work: Work,
}

enum Work {
    Check(Command),
    Tests(Command),
    Task(fn() -> Result<()>),
}

impl Step {
    /// A program whose exit code is the verdict: one check.
    pub fn check(name: impl Into<String>, command: Command) -> Self {
        Self { name: name.into(), work: Work::Check(command) }
    }

    /// A program that counts its own tests; one that ran none has failed.
    pub fn tests(name: impl Into<String>, command: Command) -> Self {
        Self { name: name.into(), work: Work::Tests(command) }
    }

    /// A check of this tool itself.
    pub fn task(name: impl Into<String>, task: fn() -> Result<()>) -> Self {
        Self { name: name.into(), work: Work::Task(task) }
    }

    fn run(self) -> (Counts, String) {
        let one = Counts { passed: 1, ..Counts::default() };
        let (outcome, counts_itself) = match self.work {
            Work::Check(command) => (record(command, LIMIT), false),
            Work::Tests(command) => (record(command, LIMIT), true),
            Work::Task(task) => (task().map(|()| Transcript { text: String::new(), success: true }), false),
        };
        let Transcript { mut text, success } =
            outcome.unwrap_or_else(|error| Transcript { text: format!("{error:#}"), success: false });
        let mut counts = if counts_itself { Counts::read(&text) } else { one };
        if counts == Counts::default() {
            text += "\nno test ran";
        }
        if !success || counts == Counts::default() {
            counts.failed = counts.failed.max(1);
            counts.passed -= usize::from(!counts_itself);
        }
        (counts, text)
    }
}

/// How the steps went so far.
#[derive(Default)]
pub struct Report {
    counts: Counts,
    failed: Vec<String>,
    /// The steps that had to leave tests out.
    incomplete: Vec<String>,
    /// The lines of tables that steps printed (they begin with `|`), to be shown once more at the end.
    tables: Vec<String>,
    times: Times,
}

impl Report {
    /// What must be there before the first step; its output is shown, and its time counts.
    pub fn prepare(&mut self, name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        let stopwatch = Stopwatch::start();
        work()?;
        self.times.add(name, stopwatch.stop());
        Ok(())
    }

    /// Runs a step; what it printed shows only if it failed.
    pub fn run(&mut self, step: Step) {
        let name = step.name.clone();
        print!("{name:<32} ");
        let _ = std::io::stdout().flush();
        let stopwatch = Stopwatch::start();
        let (counts, text) = step.run();
        let took = stopwatch.stop();
        println!("{:>6} passed {:>4} failed {:>7.1} s", counts.passed, counts.failed, took.seconds);
        self.times.add(&name, took);
        if counts.failed > 0 {
            println!("{}\n", text.trim_end());
            self.failed.push(name);
        } else if counts.skipped > 0 {
            println!("{:>39} skipped: this machine lacks what they need", counts.skipped);
            self.incomplete.push(name);
        }
        self.counts.passed += counts.passed;
        self.counts.failed += counts.failed;
        self.counts.skipped += counts.skipped;
        self.tables.extend(text.lines().filter(|line| line.starts_with('|')).map(str::to_owned));
    }

    /// Prints the tables and the closing line; an error if anything failed.
    pub fn close(self) -> Result<()> {
        for table in [self.tables.join("\n"), self.times.table()].iter().filter(|table| !table.is_empty()) {
            println!("\n{table}");
        }
        let Counts { passed, failed, skipped } = self.counts;
        let not_run = if skipped > 0 { format!(", {skipped} skipped") } else { String::new() };
        println!("\n{passed} passed, {failed} failed{not_run}");
        ensure!(self.failed.is_empty(), "failed: {}", self.failed.join(", "));
        // CI installs everything that a test needs: what is skipped there would go unnoticed.
        ensure!(
            self.incomplete.is_empty() || env::var_os("CI").is_none(),
            "not run: {}",
            self.incomplete.join(", ")
        );
        Ok(())
    }
}
