"""Rule documents: loaded once, held to the metaschema, tied to a plan.

A shelf holds every ruleset document by its id (its path below `rules/common`, `rules/series` or `rules/plans` without suffix, unless it says `id`). Compiling for a plan merges a
ruleset with what it extends, expands what stands once for each item, category, attachment or section, and types every rule
against the plan's facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcforms.checks import asking
from zcforms.checks import facts as facts_of_plan
from zcforms.checks.assembly import Table, assemble
from zcforms.checks.inheritance import Merged, merge
from zcforms.checks.scope import Surroundings
from zcforms.checks.shape import Shape
from zcforms.documents import metaschema, reading
from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.errors import CheckFailed, DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Counting, Plan

FOLDERS = ("common", "series", "plans")
KIND = "ruleset"
REFERENCE = "tenure"
"""The plan's date that elapsed years are counted to, unless a rule names another."""


@dataclass(frozen=True, slots=True)
class RulesetShelf:
    """Ruleset documents by id; each is sound by itself."""

    documents: Mapping[str, Document]

    def merged(self, ruleset: str) -> Merged:
        """The ruleset with everything that it extends.

        Raises:
            DocumentsInvalid: it does not exist, or contradicts what it extends.
        """
        return merge(self.documents, ruleset)


@dataclass(frozen=True, slots=True)
class Ruleset:
    """A plan's rules: one table for each of its standards. `digest` covers rules, rows and the facts' schema."""

    plan_digest: str
    digest: str
    shape: Shape
    tables: Mapping[str, Table]

    def table(self, standard: Any) -> Table:
        """Raises `CheckFailed` when the plan has no such standard."""
        if standard not in self.tables:
            raise CheckFailed("申报没有选定评审标准，或所选标准不属于该计划，无法检测。")
        return self.tables[standard]


def load(rules: Path) -> RulesetShelf:
    """Every ruleset document below the folder.

    Raises:
        DocumentsInvalid: with every fault of every document.
    """
    documents: dict[str, Document] = {}
    faults: list[DocumentFault] = []
    for folder in FOLDERS:
        found, unreadable = reading.read_tree(rules / folder, rules.parent)
        faults += unreadable
        for document in found:
            faults += metaschema.hold(document, KIND)
            ruleset = id_of(document)
            if ruleset in documents:
                other = documents[ruleset].file
                faults.append(
                    DocumentFault(
                        document.file, "/id", f"规则集“{ruleset}”与 {other} 重名", "请改用另一个 id。"
                    )
                )
            documents[ruleset] = document
    if faults:
        raise DocumentsInvalid(faults)
    return RulesetShelf(documents)


def compile(shelf: RulesetShelf, plan: Plan) -> Ruleset:
    """The plan's ruleset, typed against its facts.

    Raises:
        DocumentsInvalid: with every fault: unknown names, wrong types, impossible values, rules too large for the engine.
    """
    merged = shelf.merged(plan.ruleset)
    schema = facts_of_plan.schema(plan)
    shape = Shape(schema, schema)
    surroundings = _surroundings(merged, plan)
    faults: list[DocumentFault] = []
    tables = {}
    for standard in plan.standards:
        table = assemble(merged, plan, standard, shape, surroundings)
        faults += table.faults
        tables[standard.id] = table
    if faults:
        raise DocumentsInvalid(faults)
    digests = {standard: table.digest for standard, table in tables.items()}
    return Ruleset(plan.digest, reading.digest([digests, schema]), shape, tables)


def notes(compiled: Ruleset, plan: Plan) -> list[DocumentFault]:
    """What is no fault and probably not meant all the same: rules that need to know what some applicants of the plan are never asked, and
    do not say whom they are for."""
    found = {}
    for standard in plan.standards:
        asked = {name for group, item in plan.items(standard.id) for name in (group.id, item.id)}
        for rule in compiled.tables[standard.id].rules:
            question = rule.question
            for caption in asking.unsaid(
                question.guard, question.requirement, compiled.shape, frozenset(asked)
            ):
                fault = f"{plan.id} 的有些申报人不填写“{caption}”，规则“{rule.caption}”没有说明对他们怎么办"
                found[rule.id, caption] = DocumentFault(rule.file, rule.at, fault, _SAY_WHOM)
    return list(found.values())


_SAY_WHOM = "请用 when、routes、specialties、standards 写明适用于谁，或用 not_asked 写明不填写时怎样；不写则对这些人不作检查，并告诉本人。"


def id_of(document: Document) -> str:
    """A ruleset's id: what it says itself, or its path below its folder without the suffix."""
    written = document.data.get("id") if isinstance(document.data, Mapping) else None
    return str(written) if written else document.file.split("/", 2)[-1].rsplit(".", 1)[0]


def _surroundings(merged: Merged, plan: Plan) -> Surroundings:
    own = dict(plan.parameters or {})
    unknown = [name for name in own if name not in merged.parameters]
    if unknown:
        raise DocumentsInvalid(
            [
                DocumentFault(
                    f"schemas/plans/{plan.id}.json",
                    f"/parameters/{name}",
                    f"规则没有名为“{name}”的参数",
                    remedy_for(name, merged.parameters),
                )
                for name in unknown
            ]
        )
    return Surroundings(
        reference=plan.cutoffs.get(REFERENCE, plan.closes),
        dates=dict(plan.cutoffs) | {"opens": plan.opens, "closes": plan.closes},
        numbers={"year": plan.year},
        parameters={**merged.parameters, **own},
        calendar=plan.counting is Counting.CALENDAR,
    )
