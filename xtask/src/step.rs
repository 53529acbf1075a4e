//! The steps of the tests, and the report of how they went.

use crate::{
    counts::Counts,
    process::{Transcript, record},
};
use anyhow::Result;
use std::{
    io::Write,
    process::Command,
    time::{Duration, Instant},
};

/// A step that takes longer hangs.
const LIMIT: Duration = Duration::from_secs(20 * 60);

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
        let (outcome, counts): (_, fn(&str) -> Counts) = match self.work {
            Work::Check(command) => (record(command, LIMIT), |_| Counts { passed: 1, failed: 0 }),
            Work::Tests(command) => (record(command, LIMIT), Counts::read),
            Work::Task(task) => {
                let transcript = task().map(|()| Transcript { text: String::new(), success: true });
                (transcript, |_| Counts { passed: 1, failed: 0 })
            }
        };
        match outcome {
            Ok(Transcript { text, success: true }) => match counts(&text) {
                Counts { passed: 0, failed: 0 } => (Counts { passed: 0, failed: 1 }, text + "\nno test ran"),
                counts => (counts, text),
            },
            Ok(Transcript { text, success: false }) => {
                let failed = Counts::read(&text).failed.max(1);
                (Counts { passed: Counts::read(&text).passed, failed }, text)
            }
            Err(error) => (Counts { passed: 0, failed: 1 }, format!("{error:#}")),
        }
    }
}

/// How the steps went so far.
#[derive(Default)]
pub struct Report {
    counts: Counts,
    failed: Vec<String>,
    /// The lines of tables that steps printed (they begin with `|`), to be shown once more at the end.
    tables: Vec<String>,
}

impl Report {
    /// Runs a step; what it printed shows only if it failed.
    pub fn run(&mut self, step: Step) {
        let name = step.name.clone();
        print!("{name:<32} ");
        let _ = std::io::stdout().flush();
        let start = Instant::now();
        let (counts, text) = step.run();
        let seconds = start.elapsed().as_secs_f64();
        println!("{:>6} passed {:>4} failed {seconds:>7.1} s", counts.passed, counts.failed);
        if counts.failed > 0 {
            println!("{}\n", text.trim_end());
            self.failed.push(name);
        }
        self.counts.passed += counts.passed;
        self.counts.failed += counts.failed;
        self.tables.extend(text.lines().filter(|line| line.starts_with('|')).map(str::to_owned));
    }

    /// Prints the tables and the closing line; an error where anything failed.
    pub fn close(self) -> Result<()> {
        println!("\n{}", self.tables.join("\n"));
        println!("\n{} passed, {} failed", self.counts.passed, self.counts.failed);
        anyhow::ensure!(self.failed.is_empty(), "failed: {}", self.failed.join(", "));
        Ok(())
    }
}
