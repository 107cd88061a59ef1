"""One standard's table: rules that are typed and compiled, and the rows that they report in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from zcforms.checks import adjusting, asking
from zcforms.checks.adjusting import Adjustment
from zcforms.checks.amount import MOST_FAULTS, MOST_WRITTEN, too_long, written
from zcforms.checks.compiler import Compiled, Compiler, Question, TooComplex
from zcforms.checks.core import TRUE, Condition, conjunction
from zcforms.checks.expansion import Copies, Copy, expand
from zcforms.checks.inheritance import Entry, Merged
from zcforms.checks.landing import require_place
from zcforms.checks.messages import Phrasebook, Sentence
from zcforms.checks.parser import Parser
from zcforms.checks.scope import Misuse, Surroundings, below
from zcforms.checks.shape import Shape
from zcforms.documents import reading
from zcforms.documents.nearest import remedy_for
from zcforms.domain.errors import DocumentFault
from zcforms.domain.finding import Severity
from zcforms.domain.plan import Plan, Standard

MOST_RULES = 2_000
MOST_COPIES = 20_000
"""Rules, rows and lines of one table, with those that their `if` leaves out."""
_READ = ("when", "require", "adjust", "values")
_SCOPES = {"routes": "route", "levels": "level", "specialties": "specialty", "standards": "standard"}


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule, ready to be asked. `policy` is the sentence it comes from with its source; `file` and `at` (JSON Pointer): where it is written."""

    id: str
    row: str
    caption: str
    severity: Severity
    question: Question
    adjustment: Adjustment | None
    message: Sentence
    passed: Sentence | None
    remedy: Sentence
    pointer: str
    policy: str
    file: str = ""
    at: str = ""
    captions: asking.Captions = ()
    """Of what the requirement reads and only some applicants are asked for."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """A text that stands in the row whenever `when` holds."""

    text: Sentence
    when: Condition


@dataclass(frozen=True, slots=True)
class RuleLine:
    """The place of a rule's message, or of what it says when it holds."""

    rule: str


Line: TypeAlias = TextLine | RuleLine


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the check table: its lines from left to right."""

    id: str
    caption: str
    lines: tuple[Line, ...]


@dataclass(slots=True)
class Table:
    """Everything that is checked for one standard. A table with faults must not be used."""

    rules: list[Rule] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    faults: list[DocumentFault] = field(default_factory=list)
    digest: str = ""
    compiled: Compiled | None = None


def assemble(
    merged: Merged, plan: Plan, standard: Standard, shape: Shape, surroundings: Surroundings
) -> Table:
    """Expand, type and compile. What is wrong stands in the table's `faults`."""
    assembly = _Assembly(Copies(plan, standard), shape, surroundings)
    if assembly.refuse(merged.rules.values()):
        return assembly.table
    for entry in merged.rules.values():
        assembly.add_rules(entry)
    assembly.leave_out(merged.left_out)
    for entry in merged.rows.values():
        assembly.add_rows(entry)
    assembly.require_rows()
    assembly.require_no_circle()
    table = assembly.table
    table.digest = reading.digest([assembly.trees, str(surroundings)])
    if not table.faults:
        table.compiled = assembly.compiler.compiled()
    return table


@dataclass(slots=True)
class _Assembly:
    copies: Copies
    shape: Shape
    surroundings: Surroundings
    table: Table = field(default_factory=Table)
    compiler: Compiler = field(default_factory=Compiler)
    trees: list[Any] = field(default_factory=list)
    places: dict[str, Entry] = field(default_factory=dict)
    unwanted: set[str] = field(default_factory=set)
    left_out: set[str] = field(default_factory=set)
    copied: int = 0
    written: int = 0

    # --------------------------------------------------------------------------------------- rules

    def add_rules(self, entry: Entry) -> None:
        for copy in self._copies(entry.tree, entry, entry.at):
            rule = str(copy.tree["id"])
            if not copy.wanted:
                self.unwanted.add(rule)
            elif rule in self.places:
                self._fault(
                    entry, below(entry.at, "id"), f"规则“{rule}”出现两次", "请在 id 中加上 {each.id}。"
                )
            else:
                self.places[rule] = entry
                self._add_rule(copy.tree, entry)

    def leave_out(self, entries: Iterable[Entry]) -> None:
        """Inherited rules that are not wanted: the lines of rows that name them vanish with them."""
        for entry in entries:
            self.left_out |= {str(copy.tree["id"]) for copy in self._copies(entry.tree, entry, entry.at)}

    def _add_rule(self, tree: Mapping[str, Any], entry: Entry) -> None:
        if self._beyond(tree, entry, entry.at):
            return
        parser = Parser(self.shape, self.surroundings)
        rule = replace(_read_rule(tree, entry.at, parser), file=entry.file, at=entry.at)
        try:
            require_place(rule.pointer, self.shape, below(entry.at, "at"))
        except Misuse as misuse:
            parser.faults.append(misuse)
        self._misused(parser.faults, entry)
        if parser.faults:
            return
        if len(self.table.rules) >= MOST_RULES:
            self._fault(entry, entry.at, f"规则超过 {MOST_RULES} 条", "请减少规则。")
            return
        try:
            if rule.adjustment is None:
                self.compiler.add(len(self.table.rules), rule.question)
        except TooComplex:
            self._fault(entry, entry.at, "规则超出了引擎的范围，无法检测", "请拆成几条规则。")
        self.table.rules.append(rule)
        self.trees.append(tree)

    # ---------------------------------------------------------------------------------------- rows

    def add_rows(self, entry: Entry) -> None:
        for copy in self._copies(entry.tree, entry, entry.at):
            if copy.wanted:
                category = str(copy.variables["id"]) if entry.tree.get("each") == "categories" else None
                lines = self._lines(copy.tree["lines"], entry, below(entry.at, "lines"), category)
                row = Row(str(copy.tree["id"]), str(copy.tree["caption"]), tuple(lines))
                if not lines and self._is_left_out(row, copy.tree["lines"]):
                    continue
                self.table.rows.append(row)
                self.trees.append(copy.tree)

    def _is_left_out(self, row: Row, written: Iterable[Mapping[str, Any]]) -> bool:
        """Whether a row has nothing to tell since the rules that it named are not wanted."""
        if any(rule.row == row.id for rule in self.table.rules):
            return False
        return any(str(line.get("rule")) in self.left_out for line in written)

    def _lines(self, trees: Iterable[Any], entry: Entry, at: str, category: str | None) -> list[Line]:
        lines: list[Line] = []
        for number, tree in enumerate(trees):
            place = below(at, number)
            for copy in self._copies(tree, entry, place, category):
                if copy.wanted and "lines" in copy.tree:
                    scopes = {word: copy.tree[word] for word in _SCOPES if word in copy.tree}
                    inner = [{**scopes, **line} for line in copy.tree["lines"]]
                    lines += self._lines(inner, entry, below(place, "lines"), category)
                elif copy.wanted:
                    lines += self._line(copy.tree, entry, place)
        return lines

    def _line(self, tree: Mapping[str, Any], entry: Entry, at: str) -> list[Line]:
        if "rule" not in tree:
            if self._beyond(tree, entry, at):
                return []
            parser = Parser(self.shape, self.surroundings)
            book = Phrasebook.of(parser, "", tree.get("values"), below(at, "values"))
            line = TextLine(book.sentence(str(tree["text"]), below(at, "text")), _guard(tree, at, parser))
            self._misused(parser.faults, entry)
            self.trees.append(tree)
            return [line]
        rule = str(tree["rule"])
        if rule in self.places:
            return [RuleLine(rule)]
        if rule not in self.unwanted | self.left_out:
            known = (*self.places, *self.unwanted)
            self._fault(entry, below(at, "rule"), f"没有名为“{rule}”的规则", remedy_for(rule, known))
        return []

    def require_rows(self) -> None:
        """Every rule reports in a row that exists, and no row stands twice."""
        ids = [row.id for row in self.table.rows]
        for rule in self.table.rules:
            if rule.row not in ids:
                entry = self.places[rule.id]
                remedy = remedy_for(rule.row, ids)
                self._fault(entry, below(entry.at, "row"), f"检测表没有名为“{rule.row}”的行", remedy)
        for name in {name for name in ids if ids.count(name) > 1}:
            self.table.faults.append(
                DocumentFault("rules", "", f"检测表的行“{name}”出现两次", "请在 id 中加上 {each.id}。")
            )

    def require_no_circle(self) -> None:
        """Adjusting rules come to rest: what one sets is not what another sets it from."""
        rules = {rule.id: rule for rule in self.table.rules if rule.adjustment is not None}
        around = adjusting.circle({name: rule.adjustment for name, rule in rules.items() if rule.adjustment})
        if around:
            said = "→".join([*around, around[0]])
            remedy = "请去掉其中一条，或让它从别的数据计算。"
            entry = self.places[around[0]]
            place = below(below(entry.at, "adjust"), "to")
            self._fault(entry, place, f"这些规则互相从对方设的数据计算，每次保存都会再变：{said}", remedy)

    # -------------------------------------------------------------------------------------- limits

    def refuse(self, entries: Iterable[Entry]) -> bool:
        """Whether there is so much, or a rule so long, that none of it is read."""
        total = 0
        for entry in entries:
            kind = entry.tree.get("each")
            times = len(self.copies.of(kind)) if kind else 1
            total += times * self._amount(entry.tree, entry, entry.at)
            if total > MOST_WRITTEN and not self.table.faults:
                self._too_much(entry, entry.at)
            if self.table.faults:
                return True
        return False

    def _beyond(self, tree: Mapping[str, Any], entry: Entry, at: str) -> bool:
        """Whether the rule or line is not read: it is too long, or with its copies the table is, or has faults enough."""
        if len(self.table.faults) >= MOST_FAULTS or self.written > MOST_WRITTEN:
            return True
        known = len(self.table.faults)
        self.written += self._amount(tree, entry, at)
        if self.written > MOST_WRITTEN:
            self._too_much(entry, at)
        return len(self.table.faults) > known

    def _amount(self, tree: Mapping[str, Any], entry: Entry, at: str) -> int:
        """How much is written in the conditions and values; what is too long is told."""
        amounts = {word: written(tree[word]) for word in _READ if word in tree}
        misuses = (too_long(amount, below(at, word)) for word, amount in amounts.items())
        self._misused((misuse for misuse in misuses if misuse), entry)
        return sum(amounts.values())

    def _too_much(self, entry: Entry, at: str) -> None:
        fault = f"规则的条件一共超过 {MOST_WRITTEN} 项"
        self._fault(entry, at, fault, "请减少规则，或用 in、by、combination 把同类条件写成一条。")

    def _copies(
        self, tree: Mapping[str, Any], entry: Entry, at: str, category: str | None = None
    ) -> list[Copy]:
        if self.copied > MOST_COPIES:
            return []
        try:
            copies = expand(tree, self.copies, at, category)
        except Misuse as misuse:
            self._misused([misuse], entry)
            return []
        self.copied += len(copies)
        if self.copied > MOST_COPIES:
            fault = f"each 展开后的规则、行和内容超过 {MOST_COPIES} 项"
            self._fault(entry, at, fault, "请去掉套在一起的 each。")
            return []
        return copies

    # -------------------------------------------------------------------------------------- faults

    def _misused(self, misuses: Iterable[Misuse], entry: Entry) -> None:
        for misuse in misuses:
            self._fault(entry, misuse.at, misuse.fault, misuse.remedy)

    def _fault(self, entry: Entry, at: str, fault: str, remedy: str) -> None:
        self.table.faults.append(DocumentFault(entry.file, at, fault, remedy))


def _read_rule(tree: Mapping[str, Any], at: str, parser: Parser) -> Rule:
    requirement = parser.condition(tree["require"], below(at, "require")) if "require" in tree else TRUE
    adjustment = adjusting.read(tree["adjust"], below(at, "adjust"), parser) if "adjust" in tree else None
    if adjustment and requirement != TRUE:
        parser.faults.append(Misuse(below(at, "require"), "调整数据的规则没有要求", "请把条件写在 when 里。"))
    caption = str(tree["caption"])
    book = Phrasebook.of(parser, caption, tree.get("values"), below(at, "values"), requirement)
    policy = tree["policy"]
    return Rule(
        id=str(tree["id"]),
        row=str(tree["row"]),
        caption=caption,
        severity=Severity(tree.get("severity", "adjusting" if adjustment else "blocking")),
        question=Question(_guard(tree, at, parser), requirement, tree.get("missing", "fail") == "fail"),
        adjustment=adjustment,
        message=book.sentence(str(tree["message"]), below(at, "message")),
        passed=book.sentence(str(tree["passed"]), below(at, "passed")) if "passed" in tree else None,
        remedy=book.sentence(str(tree.get("remedy", "")), below(at, "remedy")),
        pointer=str(tree.get("at", "")),
        policy=f"{policy['text']}（{policy['source']}）",
        captions=asking.captions(requirement, parser.root),
    )


def _scoped(name: str, chosen: Any, at: str, parser: Parser) -> Condition:
    """That the application is for one of these; what is wrong with one stands where it is written."""
    inner = below(below(at, f"application.{name}"), "in")
    known = len(parser.faults)
    condition = parser.condition({f"application.{name}": {"in": chosen}}, at)
    parser.faults[known:] = [
        Misuse(at + each.at.removeprefix(inner), each.fault, each.remedy) for each in parser.faults[known:]
    ]
    return condition


def _guard(tree: Mapping[str, Any], at: str, parser: Parser) -> Condition:
    """`when`, and the routes, levels, specialties and standards that the rule or line is for."""
    scopes = [
        _scoped(name, tree[word], below(at, word), parser) for word, name in _SCOPES.items() if word in tree
    ]
    when = [parser.condition(tree["when"], below(at, "when"))] if "when" in tree else []
    return conjunction([*scopes, *when])
