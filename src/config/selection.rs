//! Which links are looked at: all of the file, those that `--link` names, or the one that flags describe.

use super::asked::{Asked, Given};
use super::draft::Draft;
use super::file::FILE_NAME;
use super::problem::{Fault, Problem, nearest, quoted};
use super::word;

/// The links that were asked for, at least one unless a problem is added.
///
/// `file` is what the file is called; none when links missing from it say nothing, because it could not be read whole.
pub(super) fn select(
    mut drafts: Vec<Draft>,
    asked: &Asked,
    file: Option<&str>,
    problems: &mut Vec<Problem>,
) -> Vec<Draft> {
    let names: Vec<&Given> = asked.links.iter().collect();
    let Some(file) = file else {
        return drafts;
    };
    if drafts.is_empty() {
        return vec![describe(&names, problems)];
    }
    if names.is_empty() {
        return drafts;
    }
    let known: Vec<String> = drafts.iter().filter_map(|draft| draft.name.clone()).collect();
    for given in names.iter().filter(|given| !known.contains(&given.text)) {
        let fault = Fault::new(format!("no link of {} is called {}", quoted(file), quoted(&given.text)));
        let fault = match nearest(&given.text, known.iter().map(String::as_str)) {
            Some(near) => fault.hint(format!("did you mean `{near}`?")),
            None => fault.hint(format!("its links are `{}`", known.join("`, `"))),
        };
        problems.push(given.problem(fault));
    }
    drafts.retain(|draft| names.iter().any(|given| draft.name.as_ref() == Some(&given.text)));
    drafts
}

/// The link that flags alone describe.
fn describe(names: &[&Given], problems: &mut Vec<Problem>) -> Draft {
    if let [_, second, ..] = names {
        let fault = Fault::new("flags describe one link, and a second name is given");
        problems.push(second.problem(fault.hint(format!("describe several links in a `{FILE_NAME}`"))));
    }
    let name = names.first().and_then(|given| match word::name(&given.text) {
        Ok(name) => Some(name),
        Err(fault) => {
            problems.push(given.problem(fault));
            None
        }
    });
    Draft {
        name,
        ..Draft::default()
    }
}

/// Refuses what speaks of one link while several are selected.
pub(super) fn refuse_ambiguous(drafts: &[Draft], asked: &Asked, problems: &mut Vec<Problem>) {
    if drafts.len() < 2 {
        return;
    }
    let names: Vec<&str> = drafts.iter().filter_map(|draft| draft.name.as_deref()).collect();
    let mut refused: Vec<&str> = Vec::new();
    for given in asked.of_one_link() {
        if refused.contains(&given.name()) {
            continue;
        }
        refused.push(given.name());
        let fault = Fault::new(format!("speaks of one link, and {} are selected", drafts.len()))
            .hint(format!("choose one with `--link`: `{}`", names.join("`, `")));
        problems.push(given.problem(fault));
    }
}

#[cfg(test)]
mod tests {
    use super::super::asked::Origin;
    use super::*;

    fn drafts(names: &[&str]) -> Vec<Draft> {
        let draft = |name: &&str| Draft {
            name: Some((*name).to_owned()),
            ..Draft::default()
        };
        names.iter().map(draft).collect()
    }

    fn choose(known: &[&str], wanted: &[&str]) -> (Vec<String>, String) {
        let asked = Asked {
            links: wanted.iter().map(|name| Given::flag("--link", name)).collect(),
            ..Asked::default()
        };
        let mut problems = Vec::new();
        let chosen = select(drafts(known), &asked, Some(FILE_NAME), &mut problems);
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        (
            chosen.into_iter().filter_map(|draft| draft.name).collect(),
            said.join("\n"),
        )
    }

    #[test]
    fn links_are_chosen_by_name_in_the_order_of_the_file() {
        assert_eq!(choose(&["a", "b", "c"], &[]).0, ["a", "b", "c"]);
        assert_eq!(
            choose(&["a", "b", "c"], &["c", "a"]),
            (vec!["a".to_owned(), "c".to_owned()], String::new())
        );
        assert_eq!(choose(&[], &["orders"]), (vec!["orders".to_owned()], String::new()));
    }

    #[test]
    fn an_unknown_name_is_a_problem() {
        insta::assert_snapshot!(choose(&["orders", "payments"], &["order", "x"]).1, @r"
        --link: no link of `pldoctor.toml` is called `order`
          hint: did you mean `orders`?
        --link: no link of `pldoctor.toml` is called `x`
          hint: its links are `orders`, `payments`
        ");
        insta::assert_snapshot!(choose(&[], &["a", "b"]).1, @r"
        --link: flags describe one link, and a second name is given
          hint: describe several links in a `pldoctor.toml`
        ");
        insta::assert_snapshot!(choose(&[], &["a/b"]).1, @r"
        --link: `a/b` cannot name a link
          hint: a name holds letters, digits, `-`, `_`, `.` and inner spaces, 64 at most
        ");
    }

    #[test]
    fn what_speaks_of_one_link_needs_one_link() {
        let asked = Asked {
            tidb_zones: vec![
                Given::flag("--tidb-zone", "use1-az1"),
                Given::flag("--tidb-zone", "use1-az2"),
            ],
            tidb_cluster: Some(Given {
                text: "1084".to_owned(),
                origin: Origin::Variable("PLDOCTOR_TIDB_CLUSTER".to_owned()),
            }),
            ..Asked::default()
        };
        let mut problems = Vec::new();
        refuse_ambiguous(&drafts(&["orders"]), &asked, &mut problems);
        assert_eq!(problems, []);
        refuse_ambiguous(&drafts(&["orders", "payments"]), &asked, &mut problems);
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(said.join("\n"), @r"
        PLDOCTOR_TIDB_CLUSTER: speaks of one link, and 2 are selected
          hint: choose one with `--link`: `orders`, `payments`
        --tidb-zone: speaks of one link, and 2 are selected
          hint: choose one with `--link`: `orders`, `payments`
        ");
    }
}
