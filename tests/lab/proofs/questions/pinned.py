"""One application put into the encoding: every choice of the solver is fixed to what stands there, and what the encoding then says of the rules and the forms
must be what validation and the reference evaluator say."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zcforms.checks import conform, facts
from zcforms.checks.dates import parse
from zcforms.checks.deciding import Decided, Outcome, decide
from zcforms.checks.kinds import Operator, Type
from zcforms.checks.scope import normal
from zcforms.documents.conditions import missing
from zcforms.documents.pointer import pointer
from zcforms.forms import validation
from zcforms.forms.keywords import validator
from zcforms.lab import proof
from zcforms.lab.proofs.encoding.nodes import FRESH, Group, Leaf, Many, Raw, written
from zcforms.lab.proofs.encoding.session import Session
from zcforms.lab.proofs.proving import Version

_SECONDS = 20.0
_CHOICES = ("enum", "codes")


class Pinned:
    """An application as the session's variables have it."""

    def __init__(self, session: Session, version: Version, document: Mapping[str, Any]) -> None:
        self.session, self.version, self.document = session, version, document
        self.fresh: dict[str, int] = {}
        self.records = {each["id"]: each for each in document.get("achievements", ())}

    def differences(self) -> list[str]:
        """What the encoding says otherwise; nothing where it is right."""
        found = validation.breaches_of(self.version.plan, self.document)
        if any(breach.keyword in _CHOICES for several in found.values() for breach in several):
            return []  # nobody can choose what is not offered
        reply = self.session.ask(self.assumptions(), _SECONDS)
        if reply.model is None:
            return [f"the encoding has no such application: {reply.core}"]
        known = facts.facts(self.version.plan, self.document, found)
        table = self.version.ruleset.table(known["application"].get("standard"))
        decided = decide(table.rules, conform.typed(known, self.version.ruleset.shape))
        breaches = {breach.pointer for several in found.values() for breach in several}
        return [*self._rules(reply.model, decided), *self._forms(reply.model, breaches)]

    def _rules(self, model: proof.Model, decided: Decided) -> Iterator[str]:
        for rule_id, standing in self.session.rules.items():
            outcome = decided.outcomes[rule_id]
            said = (model.holds(standing.applies), model.holds(standing.violated))
            true = (outcome is not Outcome.INAPPLICABLE, outcome is Outcome.VIOLATED)
            if said != true:
                yield f"{rule_id}: {outcome}, and the encoding says applies, violated: {said}"

    def _forms(self, model: proof.Model, breaches: set[str]) -> Iterator[str]:
        said = {
            pointer(_way(breach.path))
            for several in self.session.document.breaches.values()
            for breach in several
            if model.holds(breach.broken)
        }
        if said != breaches:
            yield f"forms: {sorted(breaches)}, and the encoding says {sorted(said)}"

    # ----------------------------------------------------------------------------------------- fixing

    def assumptions(self) -> Iterator[str]:
        variables, solver = self.session.document.variables, self.session.solver
        for (path, _), raw in variables.raw.items():
            value = self.value(path)
            given = not missing(value)
            yield solver.name(f"pin:{path}?{given}", raw.given if given else proof.negated(raw.given))
            if given and (number := self.number(value, raw)) is not None:
                fixed = proof.compared(Operator.EQUAL, raw.term, number)
                yield solver.name(f"pin:{path}={number}", fixed)
        for path, there in variables.there.items():
            given = self.there(path)
            yield solver.name(f"pin:{path}!{given}", there if given else proof.negated(there))
        for leaf in _leaves(self.session.document.root):
            yield from self._parts(leaf)

    def _parts(self, leaf: Leaf) -> Iterator[str]:
        """Of a text that nobody names it is open whether it has others in it."""
        value = self.value(leaf.path)
        for (texts, at_start), open_one in leaf.parts.items():
            if isinstance(open_one, bool) or not isinstance(value, str):
                continue
            text = normal(value)
            holds = any(text.startswith(each) if at_start else each in text for each in texts)
            name = f"pin:{leaf.path}~{texts}{at_start}{holds}"
            yield self.session.solver.name(name, open_one if holds else proof.negated(open_one))

    def value(self, path: str) -> Any:
        node: Any = self._root()
        for step in path.split("/"):
            if isinstance(node, list):
                node = node[int(step)] if step.isdigit() and int(step) < len(node) else None
            else:
                node = node.get(step) if isinstance(node, Mapping) else None
        return node

    def there(self, path: str) -> bool:
        if "=" in path:
            place, _, option = path.partition("=")
            return option in (self.value(place) or ())
        place, _, word = path.partition("~")
        if word in ("", "fits"):
            return self.value(place) is not None
        return self._fits(place, word)

    def _fits(self, place: str, word: str) -> bool:
        section, *way = place.split("/")
        known = self.version.plan.section(section)
        schema: Any = known.schema if known else {}
        for step in way:
            schema = schema.get("items", {}) if step.isdigit() else schema.get("properties", {}).get(step, {})
        value = self.value(place)
        if word not in schema or not isinstance(value, str):
            return True  # the library takes nothing that its form does not
        return not list(validator({"type": "string", word: schema[word]}, {}).iter_errors(value))

    def number(self, value: Any, raw: Raw) -> int | None:
        """A text that nobody names at this place is a fresh one there, whoever names it elsewhere."""
        texts = self.session.document.variables.texts
        if raw.type is Type.DATE:
            moment = parse(str(value))
            return None if moment is None else written(moment, raw.type, texts)
        if raw.type is not Type.TEXT:
            return written(value, raw.type, texts)
        text = normal(str(value))
        if text in texts.known() and texts.number(text) in raw.named | (raw.options or set()):
            return texts.number(text)
        return FRESH + self.fresh.setdefault(text, len(self.fresh))

    def _root(self) -> Mapping[str, Any]:
        document = self.document
        return {
            "application": {name: document.get(name) for name in ("route", "title", "standard", "specialty")},
            "person": document.get("applicant", {}),
            **document.get("answers", {}),
            "imports": {
                name: [self._entry(each) for each in entries]
                for name, entries in document.get("imports", {}).items()
            },
            "attachments": document.get("attachments", {}),
        }

    def _entry(self, entry: Mapping[str, Any]) -> dict[str, Any]:
        record = self.records.get(entry["record"], {})
        known = {"category": record.get("category"), "approval": record.get("state")}
        return {**record.get("data", {}), **entry, **known}


def _way(path: str) -> list[str]:
    steps = path.split("/")
    return steps if steps[0] in ("imports", "attachments") else ["answers", *steps]


def _leaves(node: Any) -> Iterator[Leaf]:
    if isinstance(node, Leaf):
        yield node
    elif isinstance(node, Group):
        for each in node.members.values():
            yield from _leaves(each)
    elif isinstance(node, Many):
        for record in node.records:
            yield from _leaves(record)
