//! What a test program says it counted.

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
    /// Not run, since this machine lacks what it needs.
    pub skipped: usize,
}

impl Counts {
    /// The sum over every closing line in `text`: of cargo test, of node --test, or a plain `N passed, N failed`.
    pub fn read(text: &str) -> Self {
        let mut counts = Self::default();
        for line in text.lines() {
            let words: Vec<&str> = line.split([' ', ',', ';']).filter(|word| !word.is_empty()).collect();
            match words[..] {
                ["test", "result:", _, passed, "passed", failed, "failed", ..]
                | [passed, "passed", failed, "failed"] => {
                    counts.passed += number(passed);
                    counts.failed += number(failed);
                }
                [passed, "passed", failed, "failed", skipped, "skipped"] => {
                    counts.passed += number(passed);
                    counts.failed += number(failed);
                    counts.skipped += number(skipped);
                }
                ["ℹ", "pass", passed] => counts.passed += number(passed),
                ["ℹ", "fail" | "cancelled" | "todo", failed] => counts.failed += number(failed),
                ["ℹ", "skipped", skipped] => counts.skipped += number(skipped),
                _ => (),
            }
        }
        counts
    }
}

fn number(word: &str) -> usize {
    word.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Counts;

    #[test]
    fn closing_lines_of_every_runner_are_added_up() {
        let text = "test result: ok. 3 passed; 1 failed; 0 ignored\nℹ pass 4\nℹ fail 0\nℹ skipped 2\n5 passed, 0 failed, 1 skipped\n";
        assert_eq!(Counts::read(text), Counts { passed: 12, failed: 1, skipped: 3 });
    }

    #[test]
    fn other_lines_count_nothing() {
        assert_eq!(Counts::read("running 3 tests\n3 passed\nall passed, none failed"), Counts::default());
    }
}
