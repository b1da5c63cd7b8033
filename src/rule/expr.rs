//! Conditions: CEL over the facts, checked against their schema when a rule is loaded.
//!
//! A condition names facts by path and nothing else. There is deliberately no way to ask whether a fact is known:
//! `has()` and the optional syntax are refused, so that a gap can only ever make a condition unknown.

use super::function;
use crate::fact::FactPath;
use crate::fact::schema::Shape;
use cel::common::ast::{ComprehensionExpr, Expr, IdedExpr, LiteralValue, operators};
use cel::{Env, Program};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// The language: CEL's standard library without the optional syntax.
pub fn environment() -> Arc<Env> {
    static ENV: LazyLock<Arc<Env>> = LazyLock::new(|| Arc::new(Env::stdlib().with_optional_support(false)));
    Arc::clone(&ENV)
}

/// The most characters of a condition: what is longer belongs into a derived fact.
const LONGEST: usize = 1_200;
/// The deepest that brackets stand in each other, and lists are walked within lists: beyond it a condition is no longer
/// read, and judging it takes a time that its facts decide.
const DEEPEST: usize = 24;
const LOOPS: usize = 3;

/// A compiled condition.
#[derive(Debug)]
pub struct Condition {
    source: String,
    program: Program,
    needs: BTreeSet<FactPath>,
}

/// What is wrong with a condition, and where in its text.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// The place, in characters from the start of the text.
    pub offset: usize,
    /// What is wrong.
    pub message: String,
}

/// What the name `it` stands for in a rule: an element of the list at this path.
#[derive(Clone, Debug)]
pub struct It {
    /// The elements' path: `tidb.connections[]`.
    pub path: FactPath,
    /// Their shape.
    pub shape: Shape,
}

impl Condition {
    /// Compiles a condition and checks every name in it.
    ///
    /// # Errors
    ///
    /// For a text that is not CEL, a fact or function that does not exist, or a way of asking that is refused.
    pub fn compile(source: &str, it: Option<&It>) -> Result<Self, Fault> {
        check_size(source)?;
        let program = environment()
            .compile(source)
            .map_err(|errors| syntax_fault(source, &errors))?;
        let mut walk = Walk {
            program: &program,
            names: it
                .map(|it| ("it".to_owned(), Node::Fact(it.path.clone(), it.shape)))
                .into_iter()
                .collect(),
            needs: BTreeSet::new(),
            loops: 0,
        };
        let node = walk.visit(program.expression())?;
        walk.note(node);
        let needs = walk.needs;
        Ok(Self {
            source: source.to_owned(),
            program,
            needs,
        })
    }

    /// The text, as the rule writes it.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The compiled form.
    pub fn program(&self) -> &Program {
        &self.program
    }

    /// The facts it names, lists made general: `tidb.connections[].state`.
    pub fn needs(&self) -> &BTreeSet<FactPath> {
        &self.needs
    }
}

/// Refuses what would take the parser or the machine too far, before it is parsed.
fn check_size(source: &str) -> Result<(), Fault> {
    if source.len() > LONGEST {
        let message = format!("a condition has at most {LONGEST} characters; derive a fact for the rest");
        return Err(Fault {
            offset: LONGEST,
            message,
        });
    }
    let mut depth: usize = 0;
    for (offset, c) in source.chars().enumerate() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > DEEPEST {
            let message = format!("brackets stand in each other more than {DEEPEST} deep");
            return Err(Fault { offset, message });
        }
    }
    Ok(())
}

fn syntax_fault(source: &str, errors: &cel::ParseErrors) -> Fault {
    let Some(first) = errors.errors.first() else {
        return Fault {
            offset: 0,
            message: "not a CEL expression".to_owned(),
        };
    };
    let (line, column) = first.pos;
    let before: usize = source
        .split_inclusive('\n')
        .take(usize::try_from(line - 1).unwrap_or(0))
        .map(|line| line.chars().count())
        .sum();
    Fault {
        offset: before + usize::try_from(column - 1).unwrap_or(0),
        message: format!("not a CEL expression: {}", first.msg),
    }
}

/// What an expression stands for, as far as names go.
#[derive(Clone, Debug)]
enum Node {
    /// A fact, or something below one.
    Fact(FactPath, Shape),
    /// A list that the expression builds of such nodes.
    List(Box<Node>),
    /// A plain value.
    Plain,
}

struct Walk<'a> {
    program: &'a Program,
    names: BTreeMap<String, Node>,
    needs: BTreeSet<FactPath>,
    loops: usize,
}

impl Walk<'_> {
    fn fault<T>(&self, at: &IdedExpr, message: String) -> Result<T, Fault> {
        self.fault_after(at, 0, message)
    }

    fn fault_after<T>(&self, at: &IdedExpr, skip: usize, message: String) -> Result<T, Fault> {
        let offset = self
            .program
            .source_info()
            .offset_for(at.id)
            .map_or(0, |(start, _)| start as usize);
        Err(Fault {
            offset: offset + skip,
            message,
        })
    }

    /// Notes that the value of `node` is looked at.
    fn note(&mut self, node: Node) {
        match node {
            Node::Fact(path, _) => {
                // An element stands for its list unless a field of it is named.
                self.needs.insert(FactPath::new(path.as_str().trim_end_matches("[]")));
            }
            Node::List(inner) => self.note(*inner),
            Node::Plain => {}
        }
    }

    fn visit(&mut self, at: &IdedExpr) -> Result<Node, Fault> {
        match &at.expr {
            Expr::Literal(_) | Expr::Unspecified => Ok(Node::Plain),
            Expr::Ident(name) => self.visit_name(at, name),
            Expr::Select(select) if select.test => self.fault(
                at,
                "`has()` would turn a gap into an answer; name the fact itself, a gap makes the rule unknown"
                    .to_owned(),
            ),
            Expr::Select(select) => match self.visit(&select.operand)? {
                Node::Fact(path, shape) => self.visit_field(at, &path, shape, &select.field),
                Node::List(_) | Node::Plain => {
                    self.fault(at, format!("`{}` is asked of a value that has no fields", select.field))
                }
            },
            Expr::List(list) => {
                let mut inner = Node::Plain;
                for element in &list.elements {
                    inner = self.visit(element)?;
                    self.note(inner.clone());
                }
                Ok(Node::List(Box::new(inner)))
            }
            Expr::Call(call) => self.visit_call(at, &call.func_name, call.target.as_deref(), &call.args),
            Expr::Comprehension(comprehension) => self.visit_comprehension(comprehension),
            Expr::Map(_) | Expr::Struct(_) => self.fault(at, "a condition builds no maps".to_owned()),
        }
    }

    fn visit_name(&mut self, at: &IdedExpr, name: &str) -> Result<Node, Fault> {
        if let Some(node) = self.names.get(name) {
            return Ok(node.clone());
        }
        let world = Shape::world();
        match world.field(name) {
            Some(shape) => Ok(Node::Fact(FactPath::new(name), shape)),
            None if name == "it" => self.fault(at, "`it` needs an `each`".to_owned()),
            None => self.fault(
                at,
                format!("no facts are called `{name}`; there are {}", names(&world.fields())),
            ),
        }
    }

    // A selection stands at its dot, its field one further.
    fn visit_field(&mut self, at: &IdedExpr, path: &FactPath, shape: Shape, field: &str) -> Result<Node, Fault> {
        match shape.field(field) {
            Some(inner) => Ok(Node::Fact(path.field(field), inner)),
            None if shape.fields().is_empty() => {
                self.fault_after(at, 1, format!("`{path}` has no fields, so no `{field}`"))
            }
            None => self.fault_after(
                at,
                1,
                format!("`{path}` has no field `{field}`; it has {}", names(&shape.fields())),
            ),
        }
    }

    fn visit_call(
        &mut self,
        at: &IdedExpr,
        name: &str,
        target: Option<&IdedExpr>,
        args: &[IdedExpr],
    ) -> Result<Node, Fault> {
        if name == operators::OPT_SELECT || name == operators::OPT_INDEX {
            return self.fault(
                at,
                "optional access would turn a gap into an answer; name the fact itself".to_owned(),
            );
        }
        if !is_operator(name) && !function::ALLOWED.contains(&name) {
            return self.fault(
                at,
                format!("no function is called `{name}`; there are {}", names(function::ALLOWED)),
            );
        }
        if name == "re" {
            self.check_pattern(at, args.get(1))?;
        }
        let nodes = target
            .into_iter()
            .chain(args)
            .map(|part| self.visit(part))
            .collect::<Result<Vec<_>, _>>()?;
        if name == operators::INDEX {
            return match nodes.into_iter().next() {
                Some(Node::Fact(path, shape)) => match shape.element() {
                    Some(inner) => Ok(Node::Fact(FactPath::new(format!("{path}[]")), inner)),
                    None => self.fault(at, format!("`{path}` is not a list")),
                },
                Some(Node::List(inner)) => Ok(*inner),
                Some(Node::Plain) | None => Ok(Node::Plain),
            };
        }
        for node in &nodes {
            self.note(node.clone());
        }
        // What a choice or a sum yields can still have fields: `(c ? a : b).name`, and the steps of `filter`.
        Ok(match name {
            operators::CONDITIONAL => nodes.into_iter().nth(1).unwrap_or(Node::Plain),
            operators::ADD => nodes
                .into_iter()
                .find(|node| !matches!(node, Node::Plain))
                .unwrap_or(Node::Plain),
            _ => Node::Plain,
        })
    }

    fn visit_comprehension(&mut self, inner: &ComprehensionExpr) -> Result<Node, Fault> {
        let range = self.visit(&inner.iter_range)?;
        self.note(range.clone());
        let element = match range {
            Node::Fact(path, shape) => match shape.element() {
                Some(element) => Node::Fact(FactPath::new(format!("{path}[]")), element),
                None => return self.fault(&inner.iter_range, format!("`{path}` is not a list")),
            },
            Node::List(element) => *element,
            Node::Plain => Node::Plain,
        };
        if self.loops == LOOPS {
            return self.fault(
                &inner.iter_range,
                format!("lists are walked within lists more than {LOOPS} deep"),
            );
        }
        let start = self.visit(&inner.accu_init)?;
        let outer = self.names.clone();
        self.names.insert(inner.iter_var.clone(), element);
        self.names.insert(inner.accu_var.clone(), Node::Plain);
        self.loops += 1;
        self.visit(&inner.loop_cond)?;
        let step = self.visit(&inner.loop_step)?;
        self.loops -= 1;
        let gathered = if matches!(start, Node::List(_)) {
            step
        } else {
            Node::Plain
        };
        self.names.insert(inner.accu_var.clone(), gathered);
        let result = self.visit(&inner.result);
        self.names = outer;
        result
    }

    fn check_pattern(&self, at: &IdedExpr, pattern: Option<&IdedExpr>) -> Result<(), Fault> {
        match pattern.map(|pattern| &pattern.expr) {
            Some(Expr::Literal(LiteralValue::String(pattern))) => match regex::Regex::new(pattern.inner()) {
                Ok(_) => Ok(()),
                Err(error) => self.fault(at, format!("not a regular expression: {error}")),
            },
            _ => self.fault(at, "the pattern of `re(text, pattern)` is a literal".to_owned()),
        }
    }
}

fn is_operator(name: &str) -> bool {
    name.contains(['_', '@', '!']) && !function::ALLOWED.contains(&name)
}

fn names(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    crate::text::list(&quoted)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needs(source: &str) -> Vec<String> {
        let condition = Condition::compile(source, None).unwrap_or_else(|fault| panic!("{fault:?}"));
        condition.needs().iter().map(ToString::to_string).collect()
    }

    fn fault(source: &str) -> Fault {
        Condition::compile(source, None).expect_err(source)
    }

    #[test]
    fn the_facts_a_condition_needs_are_read_off_it() {
        assert_eq!(needs("tidb.cluster.state == 'ACTIVE'"), ["tidb.cluster.state"]);
        assert_eq!(
            needs("tidb.connections.filter(c, c.type == 'AWS').exists(c, c.state == 'ACTIVE')"),
            [
                "tidb.connections",
                "tidb.connections[].state",
                "tidb.connections[].type"
            ]
        );
        assert_eq!(
            needs("derived.required_zone_ids.all(z, z in tidb.zone_ids)"),
            ["derived.required_zone_ids", "tidb.zone_ids"]
        );
        assert_eq!(needs("derived.regions[0].region == 'x'"), ["derived.regions[].region"]);
        assert_eq!(
            needs("size(confluent.accesses.map(a, a.account)) > 1"),
            ["confluent.accesses", "confluent.accesses[].account"]
        );
    }

    #[test]
    fn it_is_an_element_of_each() {
        let path = FactPath::from("confluent.accesses[]");
        let it = It {
            shape: Shape::world().at(&path).unwrap(),
            path,
        };
        let condition = Condition::compile("it.phase == 'READY'", Some(&it)).unwrap();
        assert_eq!(
            condition.needs().iter().map(FactPath::as_str).collect::<Vec<_>>(),
            ["confluent.accesses[].phase"]
        );
        assert!(Condition::compile("it.phas == 'READY'", Some(&it)).is_err());
    }

    #[test]
    fn a_misspelt_name_is_found_where_it_stands() {
        let misspelt = fault("tidb.cluster.state == 'A' && tidb.cluster.regoin == 'x'");
        assert_eq!(misspelt.offset, 42);
        assert!(
            misspelt.message.contains("no field `regoin`; it has `cloud`"),
            "{}",
            misspelt.message
        );
        assert!(
            fault("tdib.cluster == null")
                .message
                .contains("no facts are called `tdib`")
        );
        assert!(
            fault("tidb.connections.all(c, c.stat == 'A')")
                .message
                .contains("no field `stat`")
        );
        assert!(
            fault("tidb.cluster.name.first == 'a'")
                .message
                .contains("has no fields")
        );
        assert!(
            fault("sise(tidb.zone_ids) == 1")
                .message
                .contains("no function is called `sise`")
        );
        assert!(fault("it.x == 1").message.contains("`it` needs an `each`"));
        assert!(
            fault("re(tidb.cluster.name, '[')")
                .message
                .contains("not a regular expression")
        );
    }

    #[test]
    fn no_condition_can_ask_whether_a_fact_is_known() {
        assert!(fault("has(tidb.cluster.state)").message.contains("gap"));
        assert!(Condition::compile("tidb.?cluster.orValue(1) == 1", None).is_err());
        assert!(Condition::compile("tidb.zone_ids[?0] == 1", None).is_err());
    }

    #[test]
    fn a_condition_that_nobody_could_read_is_refused() {
        assert!(
            fault(&format!("{}true{}", "(".repeat(100), ")".repeat(100)))
                .message
                .contains("deep")
        );
        assert!(
            fault(&format!("1{} == 1", "+1".repeat(700)))
                .message
                .contains("characters")
        );
        let loops = |depth: usize| {
            let open: Vec<String> = (0..depth).map(|at| format!("tidb.zone_ids.all(z{at}, ")).collect();
            let open = open.concat();
            format!("{open}true{}", ")".repeat(depth))
        };
        assert!(Condition::compile(&loops(3), None).is_ok());
        assert!(fault(&loops(4)).message.contains("within lists"));
    }

    #[test]
    fn a_syntax_error_has_a_place() {
        let broken = fault("tidb.cluster.state ==");
        assert!(broken.message.starts_with("not a CEL expression"), "{}", broken.message);
        assert!(broken.offset > 15, "{broken:?}");
    }
}
