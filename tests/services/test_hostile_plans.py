"""Hostile documents of a plan at every door: a folder, a package, a change in the designer, the lint. Each is refused within a second with the document,
the place, what is wrong and how to mend it, and nothing of it is kept."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.services import plan_mistakes
from tests.services.conftest import NOW
from tests.services.plan_mistakes import FORM, PLAN, RULES, changed, fields
from tests.services.workshop import author
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.documents import patching
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.problem import Severity
from zcforms.forms import catalogue
from zcforms.services import plan_drafts, plan_linting
from zcforms.services.access import writing
from zcforms.services.bench import Bench
from zcforms.services.plan_drafts import Beginning, Step
from zcforms.services.plan_package import content_of, document_of, make
from zcforms.services.rule_authors import author as rule_author
from zcforms.services.rulebook import Edition

SECONDS = 1.0


@contextmanager
def within_a_second() -> Iterator[None]:
    """Of the processor's time: what others do on the machine meanwhile is not counted."""
    begun = time.process_time()
    yield
    assert time.process_time() - begun < SECONDS


def deep(levels: int) -> Any:
    made: Any = "x"
    for _ in range(levels):
        made = {"not": made}
    return made


def field_(**schema: Any) -> dict[str, Any]:
    return {"type": "string", "caption": "恶意", **schema}


FIELDS: dict[str, dict[str, Any]] = {
    "a reference to another machine": {"$ref": "https://example.com/schema.json", "caption": "x"},
    "a reference to a file": {"$ref": "file:///etc/passwd", "caption": "x"},
    "a reference to itself": {"$ref": "#/properties/hostile", "caption": "x"},
    "a condition of a thousand levels": field_(shownWhen=deep(1_000)),
    "a condition of a hundred thousand levels": field_(shownWhen=deep(100_000)),
    "a choice of a hundred thousand": field_(enum=[f"choice {n}" for n in range(100_000)]),
    "a million choices": field_(enum=list(range(1_000_000))),
    "a catastrophic pattern": field_(pattern="^(a|a)*$"),
    "a pattern of ten thousand characters": field_(pattern="^" + "a?" * 5_000 + "$"),
    "a pattern that looks behind": field_(pattern="^(?<=a)b$"),
    "repetition in repetition": field_(pattern="^((a{1,1000}){1,1000}){1,1000}$"),
    "a text of ten million characters": field_(hint="字" * 10_000_000),
    "a number of a thousand digits": {"type": "integer", "caption": "x", "minimum": 10**1_000},
    "no number at all": {"type": "number", "caption": "x", "minimum": float("nan")},
    "infinity": {"type": "number", "caption": "x", "maximum": float("inf")},
    "a million properties": {
        "type": "object",
        "caption": "x",
        "properties": {f"p{n}": {} for n in range(1_000_000)},
    },
    "a caption of control characters": {"type": "string", "caption": "a\u202eb"},
    "a prototype's name": {"type": "string", "caption": "x", "__proto__": {"polluted": True}},
}
"""What can be put in the place of one field."""

NAMES = ("__proto__", "constructor", "prototype", "toString", "__class__", "../../etc", "a" * 10_000)


def bomb(levels: int) -> dict[str, Any]:
    """Definitions that each say the one before ten times."""
    defs: dict[str, Any] = {"d0": field_()}
    for n in range(1, levels):
        inner = {f"f{k}": {"$ref": f"#/$defs/d{n - 1}"} for k in range(10)}
        defs[f"d{n}"] = {"type": "array", "caption": "x", "items": {"type": "object", "properties": inner}}
    return defs


def with_field(schema: dict[str, Any], name: str = "hostile") -> dict[str, Any]:
    return changed(lambda d: fields(d).update({name: schema}))


def every_document() -> dict[str, Callable[[], dict[str, Any]]]:
    found: dict[str, Callable[[], dict[str, Any]]] = {
        name: lambda schema=schema: with_field(schema)  # type: ignore[misc]
        for name, schema in FIELDS.items()
    }
    found |= {
        f"a field called {name[:20]}": lambda name=name: with_field(field_(), name)  # type: ignore[misc]
        for name in NAMES
    }
    found["repeated expansion"] = lambda: changed(
        lambda d: d[FORM].update({"$defs": bomb(12)}),
        lambda d: fields(d).update({"hostile": {"$ref": "#/$defs/d11"}}),
    )
    found["rules that are aliases of aliases"] = lambda: changed(lambda d: d.update({RULES: aliases()}))
    found["rules of a hundred thousand levels"] = lambda: changed(lambda d: d.update({RULES: "[" * 100_000}))
    found["rules of ten megabytes"] = lambda: changed(lambda d: d.update({RULES: "a: b\n" * 2_000_000}))
    found["a rule that stands once for each, and in each again"] = lambda: changed(
        lambda d: d.update({RULES: d[RULES] + copies()})
    )
    found["a document of no kind"] = lambda: changed(lambda d: d.update({"schemas/none/x.json": {}}))
    found["a document outside"] = lambda: changed(lambda d: d.update({"../../etc/passwd": {}}))
    found["a list in place of a plan"] = lambda: changed(lambda d: d.update({plan_mistakes.PLAN_PATH: [[]]}))
    found["nothing in place of a form"] = lambda: changed(lambda d: d.update({FORM: None}))
    return found


def aliases() -> str:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    return "\n".join(lines + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)])


def copies() -> str:
    rule = plan_mistakes.rule("{count: {of: attachments.other, '>=': 1}}", name="many-{each.id}")
    return rule.replace("    row:", "    each: attachments\n    row:") * 3_000


DOCUMENTS = every_document()


@pytest.fixture(scope="module")
def edition(bench: Bench) -> Edition:
    made = Edition.of_files(bench)
    make(made.documents, made.shelf, plan_mistakes.sound(), PLAN)  # the metaschemas are read once
    return made


def told(faults: tuple[DocumentFault, ...]) -> None:
    assert faults
    assert all(each.fault and each.remedy and each.file for each in faults)
    assert all(len(each.fault) < 600 for each in faults)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_package_is_refused_within_a_second(edition: Edition, name: str) -> None:
    documents = DOCUMENTS[name]()
    with within_a_second():
        made = make(edition.documents, edition.shelf, documents, PLAN)
    told(made.faults)
    assert made.ruleset is None


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_lint_says_so_within_a_second(edition: Edition, name: str) -> None:
    content = {"documents": DOCUMENTS[name](), "moves": []}
    with within_a_second():
        problems = plan_linting.lint(edition, PLAN, content)
    assert any(each.severity is Severity.ERROR for each in problems)
    assert all(each.where and each.fault and each.reason for each in problems)


WIDE = (
    "a million choices", "a choice of a hundred thousand", "a million properties", "a condition of a hundred thousand levels",
    "a text of ten million characters", "a number of a thousand digits", "no number at all", "infinity",
)  # fmt: skip
"""What is not even kept while a draft is worked on; the rest is what an author may have begun to write."""


@pytest.fixture
def draft_id(town: Stage) -> str:
    house, actor = town.house, author(town)
    content = {"documents": plan_mistakes.sound(), "moves": []}
    with writing(house, actor) as w:
        who = rule_author(w, house, actor)
        return plan_drafts.begin(w, who, Beginning(PLAN, content, content), "试试", NOW).id


def test_a_change_that_nobody_could_read_is_not_kept(town: Stage, draft_id: str) -> None:
    house, actor = town.house, author(town)
    before = plan_drafts.draft(house, actor, draft_id)
    place = ("documents", FORM, "properties", "hostile")
    for name in WIDE:
        step = Step(name, lambda _, n=name: [patching.add(place, FIELDS[n])])  # type: ignore[misc]
        with within_a_second(), pytest.raises(DocumentsInvalid) as refused:
            plan_drafts.change(house, actor, draft_id, step, NOW)
        told(refused.value.faults)
        assert refused.value.faults[0].file == FORM
        assert refused.value.faults[0].pointer.startswith("/properties/hostile"), name
    many = [patching.add(("documents", f"schemas/series/s{n}.json"), {}) for n in range(200)]
    with pytest.raises(DocumentsInvalid, match="文档超过"):
        plan_drafts.change(house, actor, draft_id, Step("很多文档", lambda _: many), NOW)
    after = plan_drafts.draft(house, actor, draft_id)
    assert (after.content, after.version) == (before.content, before.version)


def test_a_draft_is_not_begun_with_what_nobody_could_read(town: Stage) -> None:
    house, actor = town.house, author(town)
    content = {"documents": with_field(FIELDS["a million choices"]), "moves": []}
    with writing(house, actor) as w, pytest.raises(DocumentsInvalid):
        plan_drafts.begin(w, rule_author(w, house, actor), Beginning(PLAN, content, content), "试试", NOW)


TEXTS: dict[str, str] = {
    "ten megabytes": '{"a": "' + "x" * 10_000_000 + '"}',
    "a hundred thousand levels": "[" * 100_000,
    "a key that comes twice": '{"caption": "a", "caption": "b"}',
    "a million members": "{" + ",".join(f'"p{n}": 1' for n in range(1_000_000)) + "}",
    "a number of ten thousand digits": '{"minimum": ' + "9" * 10_000 + "}",
    "NaN": '{"minimum": NaN}',
    "half a character": '{"caption": "\\ud800"}',
    "not JSON": "<html>",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_document_that_is_imported_is_refused_within_a_second(name: str) -> None:
    with within_a_second(), pytest.raises(DocumentsInvalid) as refused:
        imported(TEXTS[name])
    told(refused.value.faults)


def imported(text: str) -> None:
    """As a package is read: its data first, then the document that it makes."""
    document_of(FORM, content_of(FORM, text))


def test_a_folder_with_all_of_them_is_refused_and_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    schemas = tmp_path / "schemas"
    shutil.copytree(resources.folder("schemas"), schemas)
    written = 0
    for number, text in enumerate(TEXTS.values()):
        (schemas / "series" / f"text-{number}.json").write_text(
            text, encoding="utf-8", errors="surrogatepass"
        )
        written += 1
    for number, schema in enumerate(FIELDS.values()):
        section = {"caption": "x", "kind": "fields", "type": "object", "properties": {"hostile": schema}}
        if _is_deep(schema):
            continue
        (schemas / "series" / f"field-{number}.json").write_text(json.dumps(section), encoding="utf-8")
        written += 1
    begun = time.process_time()
    with pytest.raises(DocumentsInvalid) as refused:
        catalogue.load(schemas)
    assert time.process_time() - begun < written * SECONDS
    told(refused.value.faults)
    blamed = {each.file for each in refused.value.faults}
    assert len([file for file in blamed if "/text-" in file or "/field-" in file]) == written, blamed


def _is_deep(schema: dict[str, Any]) -> bool:
    """Python writes no such text; the texts above have it."""
    return "levels" in next(name for name, each in FIELDS.items() if each is schema)
