//! The table of what each step cost.

use super::stopwatch::Took;

#[derive(Default)]
pub struct Times {
    rows: Vec<(String, Took)>,
}

impl Times {
    pub fn add(&mut self, name: &str, took: Took) {
        self.rows.push((name.to_owned(), took));
    }

    /// The longest first. Empty for fewer than two steps, whose time stands beside them.
    pub fn table(mut self) -> String {
        if self.rows.len() < 2 {
            return String::new();
        }
        self.rows.sort_by(|(_, one), (_, other)| other.seconds.total_cmp(&one.seconds));
        let sum = self.rows.iter().fold(Took::default(), |sum, (_, took)| Took {
            seconds: sum.seconds + took.seconds,
            processor: took.processor.map(|seconds| seconds + sum.processor.unwrap_or_default()),
        });
        let mut lines = vec![format!("{:<32} {:>9} {:>11}", "step", "seconds", "processor s")];
        for (name, took) in self.rows.iter().chain([&("all steps".to_owned(), sum)]) {
            let processor = took.processor.map_or("-".to_owned(), |seconds| format!("{seconds:.1}"));
            lines.push(format!("{name:<32} {:>9.1} {processor:>11}", took.seconds));
        }
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::{Times, Took};
    use crate::tools::counts::Counts;

    fn times(processor: Option<f64>) -> Times {
        let mut times = Times::default();
        times.add("rustfmt", Took { seconds: 1.5, processor });
        times.add("cargo test", Took { seconds: 60.0, processor });
        times
    }

    #[test]
    fn the_longest_step_comes_first_and_the_sum_last() {
        let table = times(Some(2.0)).table();
        let rows: Vec<Vec<&str>> = table.lines().skip(1).map(|line| line.split("  ").collect()).collect();
        let names: Vec<&str> = rows.iter().map(|row| row[0]).collect();
        assert_eq!(names, ["cargo test", "rustfmt", "all steps"]);
        assert!(table.ends_with(" 61.5         4.0"), "{table}");
    }

    #[test]
    fn a_system_without_processor_times_has_the_others() {
        assert!(times(None).table().ends_with(" 61.5           -"));
    }

    #[test]
    fn one_step_has_no_table() {
        let mut times = Times::default();
        times.add("rustfmt", Took::default());
        assert_eq!(times.table(), "");
    }

    /// A program that reads the output for closing lines must not count this one.
    #[test]
    fn no_line_of_it_counts_as_a_test() {
        assert_eq!(Counts::read(&times(Some(2.0)).table()), Counts::default());
    }
}
