//! The set-up steps in words: what is done, and what comes next.

use crate::{report::Progress, rule::Stage, text};

/// How far the set-up has come, in a sentence without a full stop. What was only implied is called done on a `clean`
/// pass alone. `blocked` says that something fails, so that the next step can wait.
pub(super) fn progress(progress: Progress, clean: bool, blocked: bool) -> String {
    let so_far = match progress.reached {
        None => "nothing is set up as far as was seen".to_owned(),
        Some(_) if clean => done(progress),
        Some(reached) => match progress.next.filter(|next| *next < reached) {
            Some(hole) => format!("as far as step {}, without step {}", number(reached), number(hole)),
            None => format!("as far as step {}", number(reached)),
        },
    };
    match progress.next {
        Some(next) if blocked => format!("{so_far}; next, once the failures are mended: {}", act(next)),
        Some(next) => format!("{so_far}; next: {}", act(next)),
        None if progress.reached == Some(Stage::Dataflow) => so_far,
        None => format!("{so_far}; what comes next is hidden by what could not be read"),
    }
}

fn done(progress: Progress) -> String {
    let done: Vec<&str> = Stage::ALL
        .into_iter()
        .filter(|stage| is_done(*stage, progress))
        .map(number)
        .collect();
    let before = done.len();
    let unbroken = done.iter().eq(Stage::ALL.map(number)[..before].iter());
    match done.as_slice() {
        [] => "no step is done yet".to_owned(),
        [one] => format!("step {one} is done"),
        [first, .., last] if unbroken && before > 2 => format!("steps {first} to {last} are done"),
        several => format!("steps {} are done", text::list(several)),
    }
}

fn is_done(stage: Stage, progress: Progress) -> bool {
    let implied = progress.reached.is_some_and(|reached| reached.implies(stage));
    let before_next = progress.next.is_some_and(|next| stage < next);
    progress.next != Some(stage) && progress.reached.is_some() && (implied || before_next)
}

fn number(stage: Stage) -> &'static str {
    match stage {
        Stage::Plan => "0",
        Stage::Network => "1",
        Stage::Access => "2",
        Stage::Cluster => "3",
        Stage::Connection => "4a",
        Stage::Domains => "4b",
        Stage::Dataflow => "5",
    }
}

fn act(stage: Stage) -> &'static str {
    match stage {
        Stage::Plan => "step 0, read TiDB Cloud's AWS account ID and AZ IDs",
        Stage::Network => "step 1, create a Confluent network of type PrivateLink",
        Stage::Access => "step 2, give TiDB Cloud's AWS account a PrivateLink Access on the network",
        Stage::Cluster => "step 3, create a Dedicated cluster in the network",
        Stage::Connection => "step 4a, create a private link connection in TiDB Cloud",
        Stage::Domains => "step 4b, attach the Confluent domains to the connection",
        Stage::Dataflow => "step 5, create a changefeed that uses the connection",
    }
}

#[cfg(test)]
mod tests {
    use super::progress;
    use crate::{report::Progress, rule::Stage};

    fn at(reached: Option<Stage>, next: Option<Stage>, clean: bool, blocked: bool) -> String {
        let under_way = Progress {
            reached,
            demanded: None,
            next,
        };
        progress(under_way, clean, blocked)
    }

    #[test]
    fn a_clean_pass_counts_the_steps_with_their_hole() {
        let at = |reached, next| at(reached, next, true, false);
        assert!(at(Some(Stage::Plan), Some(Stage::Network)).starts_with("step 0 is done; next: step 1,"));
        assert!(at(Some(Stage::Network), Some(Stage::Access)).starts_with("steps 0 and 1 are done; next: step 2,"));
        assert!(at(Some(Stage::Cluster), Some(Stage::Access)).starts_with("steps 0, 1 and 3 are done; next: step 2,"));
        assert!(at(Some(Stage::Cluster), Some(Stage::Connection)).starts_with("steps 0 to 3 are done; next: step 4a,"));
        assert_eq!(at(Some(Stage::Dataflow), None), "steps 0 to 5 are done");
    }

    #[test]
    fn what_is_not_clean_is_not_called_done() {
        let at = |reached, next| at(reached, next, false, false);
        assert_eq!(
            at(None, Some(Stage::Plan)),
            "nothing is set up as far as was seen; next: step 0, read TiDB Cloud's AWS account ID and AZ IDs"
        );
        assert!(at(Some(Stage::Connection), Some(Stage::Domains)).starts_with("as far as step 4a; next: step 4b,"));
        assert!(
            at(Some(Stage::Cluster), Some(Stage::Access))
                .starts_with("as far as step 3, without step 2; next: step 2,")
        );
        assert_eq!(at(Some(Stage::Dataflow), None), "as far as step 5");
    }

    #[test]
    fn a_hidden_next_step_is_not_named() {
        let hidden = "; what comes next is hidden by what could not be read";
        assert_eq!(
            at(Some(Stage::Cluster), None, false, true),
            format!("as far as step 3{hidden}")
        );
        assert_eq!(
            at(None, None, false, false),
            format!("nothing is set up as far as was seen{hidden}")
        );
    }

    #[test]
    fn the_next_step_waits_for_a_failure() {
        assert_eq!(
            at(Some(Stage::Connection), Some(Stage::Domains), false, true),
            "as far as step 4a; next, once the failures are mended: step 4b, attach the Confluent domains to the connection"
        );
    }
}
