//! Says which step of how many a command has come to.

pub struct Progress {
    step: usize,
    steps: usize,
}

impl Progress {
    pub fn of(steps: usize) -> Self {
        Self { step: 0, steps }
    }

    pub fn next(&mut self, what: &str) {
        self.step += 1;
        println!("{}/{} {what}", self.step, self.steps);
    }
}
