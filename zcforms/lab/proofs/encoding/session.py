"""A plan's standard put to the solver once, so that every question about it is a set of assumptions.

What is assumed has a name: `keeps:<rule>` and `breaks:<rule>`, `form:<place>:<keyword>` for a form's limit at all its records, `route:…`, `title:…`,
`specialty:…`. What cannot hold together is told by these names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from zcforms.checks.assembly import Rule, Table
from zcforms.checks.core import DOCUMENT, Field, type_of, walk
from zcforms.checks.kinds import Operator, Type
from zcforms.checks.measure import SCALE
from zcforms.domain.finding import Severity
from zcforms.domain.plan import Plan, Schema, Standard
from zcforms.lab import proof
from zcforms.lab.proof import Model, Reply, Solver, Truth, clock
from zcforms.lab.proofs.encoding import document as proof_document
from zcforms.lab.proofs.encoding.document import Document
from zcforms.lab.proofs.encoding.forms import Breach, Path
from zcforms.lab.proofs.encoding.imports import same_contents
from zcforms.lab.proofs.encoding.nodes import Group, Leaf, Variables, found
from zcforms.lab.proofs.encoding.rules import Reader


@dataclass(frozen=True, slots=True)
class Limit:
    """One of a form's limits: a keyword at a place, whatever the record."""

    name: str
    section: str
    breaches: tuple[Breach, ...]

    @property
    def first(self) -> Breach:
        return self.breaches[0]


@dataclass(slots=True)
class Standing:
    """A rule of the standard: whether it applies, and whether it is violated."""

    rule: Rule
    applies: Truth
    violated: Truth
    reader: Reader
    """Reads conditions over the facts that the rule sees: after the adjusting rules."""
    open: tuple[str, ...]

    @property
    def keeps(self) -> str:
        return f"keeps:{self.rule.id}"

    @property
    def breaks(self) -> str:
        return f"breaks:{self.rule.id}"


@dataclass(slots=True)
class Session:
    """One version of a plan under one standard. `prefix` tells two versions apart that share their variables and their solver."""

    plan: Plan
    standard: Standard
    table: Table
    solver: Solver
    document: Document
    records: Mapping[Path, int]
    prefix: str = ""
    rules: dict[str, Standing] = field(default_factory=dict)
    limits: dict[str, Limit] = field(default_factory=dict)
    adjusting: dict[str, Reader] = field(default_factory=dict)
    """Of the adjusting rules what they see, each after those before it acted."""
    acting: dict[str, Truth] = field(default_factory=dict)
    """Of each whether it sets something else than there was."""
    adjusted: Group = field(default_factory=lambda: Group("", True, {}))

    def ask(self, assumed: Iterable[str], seconds: float) -> Reply:
        """Whether these can all hold together, within so many seconds."""
        return self.solver.ask(assumed, clock() + seconds)

    def chosen(self, **choices: str) -> list[str]:
        """Names of the assumptions that the application's route, title or specialty is this one."""
        made = []
        for name, wanted in choices.items():
            if wanted:
                made.append(self.solver.name(f"{name}:{wanted}", self.document.choice(name, wanted)))
        return made

    def name(self, name: str, one: Truth) -> str:
        return self.solver.name(self.prefix + name, one)

    @property
    def fitting(self) -> list[str]:
        """The name of the assumption that texts that nobody names, and files, fit their patterns, lengths and kinds."""
        fits = (*self.document.variables.listed(), *self.document.fits)
        return [self.name("fitting", proof.all_of(fits))]

    @property
    def valid(self) -> list[str]:
        """Names of all the forms' limits."""
        return list(self.limits)

    @property
    def passing(self) -> list[str]:
        """Names of everything that an application that passes keeps to."""
        return [*self.valid, *(self.prefix + each.keeps for each in self.rules.values() if blocks(each.rule))]


def blocks(rule: Rule) -> bool:
    """Whether the rule stops an application that violates it."""
    return rule.severity is Severity.BLOCKING


def session(
    plan: Plan,
    standard: Standard,
    table: Table,
    records: Callable[[Path], int],
    *,
    variables: Variables | None = None,
    solver: Solver | None = None,
    prefix: str = "",
    beside: Mapping[str, frozenset[str]] | None = None,
    taken: Mapping[str, Mapping[str, Schema]] | None = None,
) -> Session:
    """`variables` and `solver`: those of another version that is asked about together with this one; whoever shares them closes them (`close`). `taken`: categories
    that the other version takes into a list."""
    known: dict[Path, int] = {}

    def looked_at(place: Path) -> int:
        known[place] = records(place)
        return known[place]

    shared = variables is not None
    variables = variables or Variables()
    solver = solver or Solver()
    made = proof_document.document(plan, standard, table, variables, looked_at, beside=beside, taken=taken)
    result = Session(plan, standard, table, solver, made, known, prefix)
    for each in made.required:
        solver.require(each)
    if _asks_which(table):
        _tell_records_apart(result)
    _name_limits(result)
    _read_rules(result)
    if not shared:
        close(variables, solver)
    return result


def _asks_which(table: Table) -> bool:
    return any(
        isinstance(each, Field) and each.path == ("record",)
        for rule in table.rules
        for node in (rule.question.guard, rule.question.requirement)
        for each in walk(node)
    )


def _tell_records_apart(made: Session) -> None:
    """Beforehand, where a rule asks which record of the library an import is; otherwise as soon as an example needs it."""
    lists = list(made.document.imports.values())
    for position, one in enumerate(lists):
        for other in lists[position:]:
            for each in same_contents(made.document.variables, one, other):
                made.solver.require(each)


def close(variables: Variables, solver: Solver) -> None:
    """Say what values can be, once every form that looks at them was read."""
    for each in variables.limits():
        solver.require(each)


def _name_limits(made: Session) -> None:
    grouped: dict[tuple[str, Path, str], list[Breach]] = {}
    for section, breaches in made.document.breaches.items():
        for breach in breaches:
            grouped.setdefault((section, breach.place, breach.keyword), []).append(breach)
    for (section, place, keyword), breaches in grouped.items():
        kept = proof.all_of([proof.negated(each.broken) for each in breaches])
        name = made.name(f"form:{'/'.join((section, *place))}:{keyword}", kept)
        made.limits[name] = Limit(name, section, tuple(breaches))


def _read_rules(made: Session) -> None:
    """Adjusting rules first, each on what those before it made (checks/deciding.py)."""
    root = made.document.root
    for rule in made.table.rules:
        if rule.adjustment is not None:
            root = _adjusted(made, rule, root)
    made.adjusted = root
    for rule in made.table.rules:
        if rule.adjustment is None:
            made.rules[rule.id] = standing = _standing(made, rule, root)
            made.name(standing.keeps, proof.negated(standing.violated))
            made.name(standing.breaks, standing.violated)


def reader(made: Session, root: Group, own: str = "") -> Reader:
    """Reads conditions over these facts. `own`: a name by which what it has to leave open is told from what others do."""
    prefix = f"{made.prefix}{own or len(made.rules)}"
    return Reader(
        root,
        made.document.variables.texts,
        made.solver.require,
        lambda name: proof.truth(f"{prefix}{name}"),
        lambda name: proof.number(f"{prefix}{name}"),
        sorted_by=made.document.variables.sorted_by,
    )


def broken_otherwise(made: Session, adjusting: str, rules: Iterable[str]) -> dict[str, Truth]:
    """Of these rules whether they are violated where this adjusting rule, when it applies, may set anything at all."""
    root = made.document.root
    for rule in made.table.rules:
        if rule.adjustment is not None:
            root = _adjusted(made, rule, root, f"~{adjusting}~", anything=rule.id == adjusting)
    return {
        each: _standing(made, made.rules[each].rule, root, f"~{adjusting}~{each}").violated for each in rules
    }


def _standing(made: Session, rule: Rule, root: Group, own: str = "") -> Standing:
    reading = reader(made, root, own)
    guard = reading.holds(rule.question.guard)
    required = reading.holds(rule.question.requirement)
    failed = required.false
    if rule.question.missing_fails:
        failed = proof.any_of((failed, reading.unmet(rule.question.requirement, {DOCUMENT: root})))
    violated = proof.all_of((guard.true, failed))
    return Standing(rule, guard.true, violated, reading, tuple(reading.open))


def _adjusted(made: Session, rule: Rule, root: Group, own: str = "", *, anything: bool = False) -> Group:
    """The facts after an adjusting rule acted; or set `anything`."""
    adjustment = rule.adjustment
    if adjustment is None:
        return root
    reading = reader(made, root, own + rule.id)
    guard = reading.holds(rule.question.guard).true
    after = reading.value(adjustment.value)
    before = found(root, adjustment.target.path)
    if not isinstance(before, Leaf):
        return root
    acts = proof.all_of((guard, after.answered, before.asked))
    term = after.term
    if before.type is Type.NUMBER and type_of(adjustment.value) is Type.INTEGER:
        term = proof.times(SCALE, term)
    so = proof.any_of((acts, before.given))
    if anything:
        acts, term = proof.all_of((guard, before.asked)), reading.fresh_number("anything")
        so = proof.any_of((proof.all_of((acts, reading.fresh("given"))), before.given))
    if not own:
        same = proof.all_of((before.given, proof.compared(Operator.EQUAL, term, before.term)))
        made.adjusting[rule.id] = reading
        made.acting[rule.id] = proof.all_of((acts, proof.negated(same)))
    changed = Leaf(
        f"{before.path}+{made.prefix}{rule.id}",
        before.type,
        before.asked,
        so,
        proof.chosen(acts, term, before.term),
        before.blank,
        before.named,
        before.month,
    )
    return _with(root, adjustment.target.path, changed)


def _with(group: Group, path: tuple[str, ...], leaf: Leaf) -> Group:
    name, *rest = path
    inner = group.members.get(name)
    made: Any = leaf
    if rest:
        if not isinstance(inner, Group):
            return group
        made = _with(inner, tuple(rest), leaf)
    return Group(group.path, group.asked, {**group.members, name: made}, group.file)


def equal(leaf: Leaf, value: int) -> Truth:
    """Whether the value is given, and this number."""
    return proof.all_of((leaf.given, proof.compared(Operator.EQUAL, leaf.term, value)))


__all__ = ["Limit", "Model", "Session", "Standing", "blocks", "close", "equal", "reader", "session"]
