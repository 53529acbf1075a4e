//! How long something took, and how much of that the processors worked.

use std::{fs, time::Instant};

pub struct Stopwatch {
    start: Instant,
    processor: Option<f64>,
}

/// Seconds by the clock, and seconds of all cores by the programs that were started meanwhile and have ended.
/// On a busy machine only the second number says what something costs. Linux alone has it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Took {
    pub seconds: f64,
    pub processor: Option<f64>,
}

impl Stopwatch {
    pub fn start() -> Self {
        Self { start: Instant::now(), processor: processor() }
    }

    pub fn stop(self) -> Took {
        let processor = processor().zip(self.processor).map(|(now, then)| now - then);
        Took { seconds: self.start.elapsed().as_secs_f64(), processor }
    }
}

fn processor() -> Option<f64> {
    of_children(&fs::read_to_string("/proc/self/stat").ok()?)
}

/// `cutime` and `cstime` of proc(5), which are hundredths of a second on every machine that Rust runs on.
fn of_children(stat: &str) -> Option<f64> {
    // The second field is the program's name, which may have spaces and parentheses in it.
    let (_, fields) = stat.rsplit_once(") ")?;
    let mut fields = fields.split(' ').skip(13).map_while(|field| field.parse::<u32>().ok());
    Some((f64::from(fields.next()?) + f64::from(fields.next()?)) / 100.0)
}

#[cfg(test)]
mod tests {
    use super::of_children;

    #[test]
    fn the_time_of_children_is_read_past_any_name() {
        let stat = "7 (a) b (c) S 1 7 7 0 -1 4194560 5 6 0 0 11 12 250 175 20 0 1 0 100";
        assert_eq!(of_children(stat), Some(4.25));
        assert_eq!(of_children("7 (a) S 1"), None);
        assert_eq!(of_children(""), None);
    }
}
