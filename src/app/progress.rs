//! What a run is doing, on stderr, while it does it: a line a source, on a terminal only.

use crate::cli::Screen;
use crate::collect::{Event, Progress, Silent};
use crate::fact::{Source, Status};
use crate::text;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::collections::BTreeMap;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Shows a run where somebody is looking.
pub(super) fn shown(screen: Screen, quiet: bool) -> Box<dyn Progress> {
    let unseen = quiet || screen.quiet || !std::io::stderr().is_terminal() || std::env::var_os("CI").is_some();
    if unseen {
        Box::new(Silent)
    } else {
        Box::new(Lines::new(screen.ascii))
    }
}

#[derive(Debug)]
struct Lines {
    all: MultiProgress,
    ascii: bool,
    open: Mutex<BTreeMap<(String, Source), ProgressBar>>,
}

impl Lines {
    fn new(ascii: bool) -> Self {
        Self {
            all: MultiProgress::with_draw_target(ProgressDrawTarget::stderr()),
            ascii,
            open: Mutex::default(),
        }
    }

    fn style(&self) -> ProgressStyle {
        let ticks = if self.ascii {
            r"-\|/ "
        } else {
            "⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏ "
        };
        let style = ProgressStyle::with_template("{spinner} {msg} {elapsed}");
        style
            .unwrap_or_else(|_| ProgressStyle::default_spinner())
            .tick_chars(ticks)
    }
}

impl Progress for Lines {
    fn tell(&self, event: &Event<'_>) {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        match event {
            Event::Started { link, source } => {
                let line = self.all.add(ProgressBar::new_spinner().with_style(self.style()));
                line.set_message(format!("{}: asking {}", text::safe(link), name(*source)));
                line.enable_steady_tick(Duration::from_millis(100));
                open.insert(((*link).to_owned(), *source), line);
            }
            Event::Waiting { source, pause, reason } => {
                for ((link, _), line) in open.iter().filter(|((_, waiting), _)| waiting == source) {
                    let seconds = pause.as_secs_f32();
                    line.set_message(format!(
                        "{}: {} in {seconds:.1} s, as {}",
                        text::safe(link),
                        name(*source),
                        text::safe(reason)
                    ));
                }
            }
            Event::Finished { link, source, status } => {
                if let Some(line) = open.remove(&((*link).to_owned(), *source)) {
                    // What is complete needs no line; the report tells the rest.
                    if *status != Status::NotRequested {
                        line.set_message(format!("{}: {} has answered", text::safe(link), name(*source)));
                    }
                    line.finish_and_clear();
                }
            }
        }
    }
}

fn name(source: Source) -> &'static str {
    match source {
        Source::Tidb => "TiDB Cloud",
        Source::Confluent => "Confluent Cloud",
        Source::Aws => "AWS",
        Source::Dns => "resolvers",
        Source::Probe => "the path",
        Source::Declared | Source::Imported | Source::Derived => source.as_str(),
    }
}
