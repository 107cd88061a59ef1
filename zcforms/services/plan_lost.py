"""Fields that a draft once had and has no more, while something still asks for them: what people called them, and what puts each of them back.

Looked for in what the draft was begun from and in its own history; a shared section that became the plan's own is looked at as it is shared.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zcforms.checks.ruleset import Ruleset
from zcforms.documents import patching
from zcforms.documents.patching import Patch, PatchRefused
from zcforms.documents.pointer import steps
from zcforms.domain.errors import DocumentFault
from zcforms.domain.problem import Mend, Severity
from zcforms.forms import lint_words
from zcforms.forms.lint_faults import typed
from zcforms.forms.lint_package import Finding, answers_id, records
from zcforms.forms.shelf import Shelf
from zcforms.lab import lint_rules
from zcforms.services import plan_uses
from zcforms.services.plan_conditions import without
from zcforms.services.plan_documents import plan_path
from zcforms.services.plan_uses import Asked

_MOST = 40
"""Fields that are gone of which is told who still names them."""
_MOST_STEPS = 60
"""Steps of the draft's history that are looked at, the newest first."""
_MOST_COMPILED = 4
"""States of the draft whose rules are compiled to know what they read."""
_CONDITIONS = ("shownWhen", "requiredWhen")
_WORDS = {"shownWhen": "显示条件", "requiredWhen": "必填条件"}

Content = Mapping[str, Any]
Fields = Mapping[tuple[str, str], Asked]


@dataclass(frozen=True, slots=True)
class Lost:
    """A field that is gone. `section`: the id of its answers; `rules`: ids of the rules that read it while it was there; `back`: what puts it back in its place,
    with its section where that is gone, too; None where its page is gone as well."""

    section: str
    name: str
    field: Asked
    rules: frozenset[str]
    back: Mend | None

    @property
    def caption(self) -> str:
        return self.field.caption

    def is_asked_by(self, rule: str, fault: DocumentFault) -> bool:
        """Whether the fault of a rule is that the field is not there. `rule`: its id, "" for an unknown one."""
        named = re.search(
            rf"(?<![\w.-]){re.escape(self.section)}\.{re.escape(self.name)}(?![\w-])", fault.fault
        )
        return bool(named) or (rule in self.rules and "没有" in fault.fault)


def states(content: Content, base: Content | None, undoing: Iterable[Patch]) -> Iterator[Content]:
    """The draft as it was before each of its changes, the newest first, and what it was begun from. `undoing`: what takes each change back."""
    standing = content
    for patch in itertools.islice(undoing, _MOST_STEPS):
        try:
            standing = patching.patched(standing, patch)
        except PatchRefused:
            break
        yield standing
    if base and base.get("documents"):
        yield base


def lost(
    shared: Shelf,
    plan_id: str,
    content: Content,
    earlier: Iterable[Content],
    compiled: Callable[[Content], Ruleset | None],
) -> list[Lost]:
    """Every field that an earlier state had and the content has not. `shared`: the documents in force."""
    documents = content["documents"]
    now = _fields(shared, plan_id, documents)
    found: dict[tuple[str, str], Lost] = {}
    left = itertools.count()
    for state in earlier:
        before = _fields(shared, plan_id, state["documents"])
        gone = [key for key in before if key not in now and key not in found][: _MOST - len(found)]
        ruleset = compiled(state) if gone and next(left) < _MOST_COMPILED else None
        for key in gone:
            rules = (
                frozenset(rule.id for rule in lint_rules.reading(ruleset, key)) if ruleset else frozenset()
            )
            back = _back(documents, key, before[key]) or _section_back(
                documents, state["documents"], plan_id, before[key]
            )
            found[key] = Lost(*key, before[key], rules, back)
    return list(found.values())


def _fields(shared: Shelf, plan_id: str, documents: Mapping[str, Any]) -> Fields:
    """The fields of all own sections, and of those that the plan shows without having them itself."""
    own = plan_uses.fields(documents)
    here = {section for section, _ in own}
    beside = {}
    for name in _shown(documents.get(plan_path(plan_id))):
        data = shared.data("section", name)
        path = f"schemas/series/{name}.json"
        if data is not None and path not in documents and answers_id(name, data) not in here:
            beside[path] = data
    return {**plan_uses.fields(beside), **own}


def _shown(plan: Any) -> Iterator[str]:
    parts = plan.get("parts") if isinstance(plan, Mapping) else None
    for part in parts if isinstance(parts, list) else ():
        sections = part.get("sections") if isinstance(part, Mapping) else None
        yield from (each for each in sections or () if isinstance(each, str))


def _back(documents: Mapping[str, Any], key: tuple[str, str], gone: Asked) -> Mend | None:
    """The field among its old neighbours again, and required if it was."""
    for path, data in documents.items():
        if lint_words.kind_of(path) != "section" or not isinstance(data, Mapping):
            continue
        stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        record, at = records(data) if isinstance(data.get("items", {}), Mapping) else ({}, ())
        if answers_id(stem, data) == key[0] and isinstance(record.get("properties"), Mapping):
            patch = _put(record, ("documents", path, *at), key[1], gone)
            return Mend(f"恢复字段“{gone.caption}”", patch)
    return None


def _section_back(
    documents: Mapping[str, Any], before: Mapping[str, Any], plan_id: str, gone: Asked
) -> Mend | None:
    """The section on its page again, with everything that it asked."""
    path, name = plan_path(plan_id), gone.document.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    old, new = (each.get(path) for each in (before, documents))
    if not isinstance(old, Mapping) or not isinstance(new, Mapping) or name in set(_shown(new)):
        return None
    pages = {each["id"]: at for at, each in enumerate(new.get("parts", ()))}
    page = next((each for each in old.get("parts", ()) if name in each["sections"]), None)
    if page is None or page["id"] not in pages:
        return None
    at = pages[page["id"]]
    place = min(page["sections"].index(name), len(new["parts"][at]["sections"]))
    patch = [patching.add(("documents", path, "parts", at, "sections", place), name)]
    if gone.document in before and gone.document not in documents:
        patch.insert(0, patching.add(("documents", gone.document), before[gone.document]))
    return Mend(f"恢复分区“{gone.section}”", tuple(patch))


def _put(
    record: Mapping[str, Any], at: tuple[str | int, ...], name: str, gone: Asked
) -> tuple[Mapping[str, Any], ...]:
    properties: Mapping[str, Any] = record["properties"]
    names = list(properties)
    place = max((names.index(each) + 1 for each in gone.behind if each in properties), default=0)
    names.insert(place, name)
    every = {**properties, name: gone.schema}
    patch = [patching.in_order((*at, "properties"), {each: every[each] for each in names})]
    required = record.get("required", [])
    if gone.required and isinstance(required, list) and name not in required:
        patch.append(patching.add((*at, "required"), [*required, name]))
    return tuple(patch)


# -- what asks for them ---------------------------------------------------------------------------------------------------


def of_condition(documents: Mapping[str, Any], fault: DocumentFault, gone: Sequence[Lost]) -> Finding | None:
    """A condition of a field of the plan on a field that is gone; None for whatever else."""
    data = documents.get(fault.file)
    if lint_words.kind_of(fault.file) != "section" or not isinstance(data, Mapping):
        return None
    at = typed(data, steps(fault.pointer))
    keyword = next((each for each in at if each in _CONDITIONS), None)
    section = answers_id(fault.file.rsplit("/", 1)[-1].rsplit(".", 1)[0], data)
    found = next((each for each in gone if (each.section, each.name) == (section, at[-1:] and at[-1])), None)
    if keyword is None or found is None:
        return None
    here = at[: at.index(keyword) + 1]
    asking = _caption(patching.found(data, here[:-1]), str(here[-2]))
    word = _WORDS[str(keyword)]
    left = without(patching.found(data, here), found.name)
    place = ("documents", fault.file, *here)
    drop = Mend(
        f"不再问“{found.caption}”", (patching.replace(place, left) if left else patching.remove(place),)
    )
    mends = [*([found.back] if found.back else []), drop]
    return Finding(
        kind="fault",
        severity=Severity.ERROR,
        document=fault.file,
        at=at,
        fault=f"“{asking}”的{word}要看字段“{found.caption}”，而它已经删去",
        reason=f"“{found.caption}”在这次修改中从“{found.field.section}”删去了，{word}无从判断，方案不能载入，也不能发布。",
        mend=mends[0].patch,
        mend_caption=mends[0].caption,
        others=tuple(mends[1:]),
        about=f"{fault.file}{fault.pointer}{fault.fault}",
    )


def of_filter(
    shelf: Shelf, documents: Mapping[str, Any], path: str, fault: DocumentFault, gone: Sequence[Lost]
) -> Finding | None:
    """An item's filter on what one of the chosen library categories does not have (any more); None for whatever else."""
    at = typed(documents.get(path), steps(fault.pointer)) if fault.file == path else ()
    if "where" not in at or "没有字段" not in fault.fault:
        return None
    here, name = at[: at.index("where") + 1], str(at[-1])
    item = patching.found(documents[path], here[:-1])
    takes = [each for each in item.get("takes", ()) if isinstance(each, str)]
    without_it = [each for each in takes if name not in _properties(shelf.data("achievement", each))]
    if not without_it:
        return None
    caption = _called(shelf, name, gone)
    left = without(item["where"], name)
    place = ("documents", path, *here)
    mends = [
        Mend(
            f"去掉“{caption}”这一条筛选", (patching.replace(place, left) if left else patching.remove(place),)
        )
    ]
    kept = [each for each in takes if each not in without_it]
    named = "”“".join(_caption(shelf.data("achievement", each), each) for each in without_it)
    if kept:
        taken = ("documents", path, *here[:-1], "takes")
        mends.append(Mend(f"不再导入“{named}”", (patching.replace(taken, kept),)))
    return Finding(
        kind="fault",
        severity=Severity.ERROR,
        document=path,
        at=at,
        fault=f"“{_caption(item, '这一小项')}”按“{caption}”筛选业绩，而业绩类别“{named}”没有“{caption}”",
        reason=f"没有“{caption}”的业绩无从筛选，方案不能载入，也不能发布。",
        mend=mends[0].patch,
        mend_caption=mends[0].caption,
        others=tuple(mends[1:]),
        about=f"{fault.file}{fault.pointer}",
    )


def _properties(data: Any) -> Mapping[str, Any]:
    schema = data.get("schema") if isinstance(data, Mapping) else None
    found = schema.get("properties") if isinstance(schema, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _called(shelf: Shelf, name: str, gone: Sequence[Lost]) -> str:
    """What people call a field of the library, by whichever category has it."""
    for _, document in shelf.of("achievement"):
        if name in (properties := _properties(document.data)):
            return _caption(properties[name], name)
    return next((each.caption for each in gone if each.name == name), name)


def _caption(data: Any, name: str) -> str:
    return str(data.get("caption", name)) if isinstance(data, Mapping) else name
