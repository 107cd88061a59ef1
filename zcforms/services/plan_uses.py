"""What names a field of a plan: the rules that read it, the conditions that ask it, the tables and sheets that show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from zcforms.documents.conditions import names
from zcforms.documents.pointer import pointer
from zcforms.forms import lint_words
from zcforms.forms.lint_package import Package, answers_id, records
from zcforms.lab import lint_rules
from zcforms.services.plan_package import Made


class By(StrEnum):
    RULE = "rule"
    CONDITION = "condition"
    LIMIT = "limit"
    TABLE = "table"
    SHEET = "sheet"


@dataclass(frozen=True, slots=True)
class Use:
    """One place that names the field: `document` and `inside` where it is written, `where` in words; `by`: what kind of place it is."""

    document: str
    inside: str
    where: str
    by: By


def uses(made: Made, documents: Mapping[str, Any], plan_id: str, section: str, field: str) -> tuple[Use, ...]:
    """`section`: the id of its answers. What rules read is known only while they compile."""
    package = Package(made.shelf, documents, plan_id)
    found = list(_of_rules(made, section, field))
    for name, data, _ in package.sections():
        if answers_id(name, data) == section:
            document = made.shelf.sound["section", name]
            found += _of_section(document.file, data, field)
    found += _of_sheets(made, section, field)
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class Asked:
    """A field of a section: where it is written, what people call it and its section, its schema, whether everybody has to answer, and the names in front of it."""

    document: str
    at: tuple[str | int, ...]
    caption: str
    section: str
    schema: Any
    required: bool
    behind: tuple[str, ...]


def fields(documents: Mapping[str, Any]) -> dict[tuple[str, str], Asked]:
    """Section and name -> the field, of every one of the own sections, as far as they can be read."""
    found: dict[tuple[str, str], Asked] = {}
    for path, data in documents.items():
        if lint_words.kind_of(path) == "section" and isinstance(data, Mapping):
            stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
            inner, at = records(data) if isinstance(data.get("items", {}), Mapping) else ({}, ())
            section = answers_id(stem, data)
            found |= {(section, name): each for name, each in _asked(path, data, inner, at)}
    return found


def _asked(
    path: str, data: Mapping[str, Any], inner: Mapping[str, Any], at: tuple[str | int, ...]
) -> Iterator[tuple[str, Asked]]:
    properties, required = inner.get("properties"), inner.get("required")
    names_ = list(properties) if isinstance(properties, Mapping) else []
    for place, name in enumerate(names_):
        schema = inner["properties"][name]
        yield (
            name,
            Asked(
                document=path,
                at=(*at, "properties", name),
                caption=str(schema.get("caption", name) if isinstance(schema, Mapping) else name),
                section=str(data.get("caption", "")),
                schema=schema,
                required=isinstance(required, list) and name in required,
                behind=tuple(names_[:place]),
            ),
        )


def _of_rules(made: Made, section: str, field: str) -> Iterator[Use]:
    if made.ruleset is None:
        return
    for rule in lint_rules.reading(made.ruleset, (section, field)):
        yield Use(rule.file, rule.at, f"{lint_words.TABS[lint_words.RULES]} › {rule.caption}", By.RULE)


def _of_section(document: str, data: Mapping[str, Any], field: str) -> Iterator[Use]:
    record, at = records(data)
    for name, schema in record.get("properties", {}).items():
        if name == field:
            continue
        for keyword in ("shownWhen", "requiredWhen"):
            if field in names(schema.get(keyword, {})):
                here = (*at, "properties", name, keyword)
                yield Use(document, pointer(here), lint_words.where(document, data, here), By.CONDITION)
        if schema.get("atMost") == field:
            here = (*at, "properties", name, "atMost")
            yield Use(document, pointer(here), lint_words.where(document, data, here), By.LIMIT)
    if field in data.get("columns", ()):
        yield Use(document, "/columns", lint_words.where(document, data, ("columns",)), By.TABLE)


def _of_sheets(made: Made, section: str, field: str) -> Iterator[Use]:
    """Sheets that the plan prints and that name the field."""
    if made.plan is None:
        return
    used = {made.plan.sheet, *(each.sheet for each in made.plan.route_sheets)}
    token = f"{section}.{field}"
    for name in sorted(used):
        document = made.shelf.sound.get(("sheet", name))
        if document is not None and _says(document.data, token):
            yield Use(document.file, "", lint_words.where(document.file, document.data, ()), By.SHEET)


def _says(data: Any, token: str) -> bool:
    if isinstance(data, Mapping):
        return any(_says(each, token) for each in data.values())
    if isinstance(data, list):
        return any(_says(each, token) for each in data)
    return isinstance(data, str) and (data == token or f"{{{token}" in data)
