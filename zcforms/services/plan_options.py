"""What the designer's forms offer to choose from: what the plan itself has, what lies in the library, and the words for what documents write in English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from zcforms.domain.plan import Choice, CodeList
from zcforms.forms.values import list_of
from zcforms.services import plan_offering
from zcforms.services.plan_conditions import TESTS, choices_of
from zcforms.services.plan_making import Making
from zcforms.services.plan_nodes import SECTION, Steps
from zcforms.services.plan_patterns import EXAMPLE, KNOWN, OTHER
from zcforms.services.plan_records import record_of

Codes = Mapping[str, CodeList]
Pairs = Iterable[tuple[str, str]]
_WORDS: Mapping[str, Mapping[str, str]] = {
    "tests": TESTS,
    "condition_modes": {"all": "全部满足", "any": "满足任一"},
    "countings": {"anniversary": "按周年（满一年算一年）", "calendar": "按年度"},
    "count_modes": {"records": "按记录条数", "items": "按小项个数"},
    "step_kinds": {"review": "审核", "notice": "公示", "result": "评审表决", "grant": "核准"},
    "step_actors": {
        "employer": "用人单位",
        "authority": "主管部门",
        "human_resources": "人社部门",
        "organising_unit": "组建单位",
        "committee": "评审委员会",
        "issuer": "发证机关",
    },
    "step_actions": {"endorse": "通过", "return": "退回", "reject": "不通过"},
    "file_kinds": {"jpg": "JPG 图片", "png": "PNG 图片", "pdf": "PDF 文件", "docx": "Word 文件（docx）"},
    "pattern_kinds": {
        **{name: caption for name, (caption, _) in KNOWN.items()},
        EXAMPLE: "像下面的例子",
        OTHER: "沿用原来写好的格式",
    },
}


def offered(making: Making, steps: Steps, codes: Codes) -> dict[str, CodeList]:
    """All code lists by the name that a form's `codes` says: the documents', and those of this place in the plan."""
    found = {**codes, **_static()}
    for name, pairs in _OF_PLAN.items():
        found[name] = listed(name, pairs(making, codes))
    for name, of_place in _OF_PLACE.items():
        found[name] = listed(name, of_place(making, steps))
    for name, asked in _ASKED.items():
        for field, schema in asked(making, steps).items():
            choices = choices_of(schema, codes)
            if 0 < len(choices) <= _MOST_CHOICES:
                found[list_of(name, field)] = listed(name, ((each, each) for each in choices))
    return found


def listed(name: str, pairs: Pairs) -> CodeList:
    """The same list for the same entries, so that what was compiled for it is found again."""
    return _listed(name, tuple(pairs))


@lru_cache(maxsize=512)
def _listed(name: str, pairs: tuple[tuple[str, str], ...]) -> CodeList:
    return CodeList(name, name, tuple(Choice(id_, caption) for id_, caption in pairs))


def _static() -> dict[str, CodeList]:
    return {name: listed(name, words.items()) for name, words in _WORDS.items()}


def _captions(making: Making, kind: str) -> Pairs:
    return [(name, str(making.data(kind, name)["caption"])) for name in making.names(kind)]


def _chains(making: Making, _: Codes) -> Pairs:
    """Not those of 补换证, which no plan can have."""
    taken = {str(each.data["chain"]) for _, each in making.base.of("replacement")}
    return [(name, caption) for name, caption in _captions(making, "chain") if name not in taken]


def sheets(making: Making) -> list[tuple[str, str]]:
    """Not those that requests of 补换证 and certificates are printed as, which say nothing of a declaration; what the plan already names stays."""
    taken = {
        str(each.data["sheet"]) for kind in ("replacement", "authority") for _, each in making.base.of(kind)
    }
    named = set(_named_sheets(making))
    return [
        (name, caption)
        for name, caption in _captions(making, "sheet")
        if name not in taken or name in named or making.is_own("sheet", name)
    ]


def _named_sheets(making: Making) -> Iterator[str]:
    plan = making.plan
    yield str(plan.get("sheet"))
    for each in (*plan.get("route_sheets", ()), *plan.get("downloads", ())):
        yield str(each.get("sheet", ""))
    if plan.get("attachments") in set(making.names("attachments")):
        items = making.data("attachments", str(plan["attachments"])).get("items", ())
        yield from (str(item.get("template", "")) for item in items)


def _coded(key: str, code_list: str) -> Callable[[Making, Codes], Pairs]:
    def pairs(making: Making, codes: Codes) -> Pairs:
        known = {each.id: each.caption for each in codes[code_list].codes} if code_list in codes else {}
        return [(code, known.get(code, code)) for code in making.plan[key]]

    return pairs


def _named(key: str) -> Callable[[Making, Codes], Pairs]:
    return lambda making, _: [(each["id"], each["caption"]) for each in making.plan[key]]


def _documents(kind: str) -> Callable[[Making, Codes], Pairs]:
    return lambda making, _: _captions(making, kind)


def _prefills(making: Making, _: Codes) -> Pairs:
    """What the sections that are there take from somewhere else, by their captions."""
    found: dict[str, str] = {}
    for _name, document in making.base.of("section"):
        for schema in document.data.get("properties", {}).values():
            if "prefill" in schema:
                found.setdefault(schema["prefill"], str(schema["caption"]))
    return found.items()


_OF_PLAN: Mapping[str, Callable[[Making, Codes], Pairs]] = {
    "plan_levels": _coded("levels", "levels"),
    "plan_routes": _coded("routes", "routes"),
    "plan_specialties": _named("specialties"),
    "plan_standards": _named("standards"),
    "plan_attachment_lists": _documents("attachments"),
    "plan_chains": _chains,
    "plan_pledges": _documents("pledge"),
    "sheets": lambda making, _: sheets(making),
    "plan_files": lambda making, _: plan_offering.options(making),
    "library_categories": _documents("achievement"),
    "code_lists": _documents("codes"),
    "prefills": _prefills,
}


def _fields(properties: Mapping[str, Any]) -> Pairs:
    return [(name, str(each.get("caption", name))) for name, each in properties.items()]


def _asked_beside(making: Making, steps: Steps) -> Mapping[str, Any]:
    found: Mapping[str, Any] = making.found(steps[:-1]) if "properties" in steps[-2:-1] else {}
    return {name: each for name, each in found.items() if name != steps[-1]}


def _siblings(making: Making, steps: Steps) -> Pairs:
    return _fields(_asked_beside(making, steps))


def _choices(making: Making, steps: Steps) -> Pairs:
    """What can be chosen in the field itself, where it lists that."""
    data = making.found(steps) if "properties" in steps[-2:-1] else {}
    inner = data.get("items", data)
    return [(str(each), str(each)) for each in inner.get("enum", ())]


def _own(making: Making, steps: Steps) -> Pairs:
    return (
        _fields(record_of(making.found(steps)).get("properties", {})) if steps[0].startswith(SECTION) else []
    )


def shared_fields(making: Making, categories: Iterable[str], *, every: bool) -> dict[str, Any]:
    """Properties of library categories by name: of all of them together, or those that each of them has."""
    found: dict[str, Any] | None = None
    for name in categories:
        properties = making.data("achievement", name)["schema"]["properties"]
        if found is None:
            found = dict(properties)
        elif every:
            found = {key: value for key, value in found.items() if key in properties}
        else:
            found = {**properties, **found}
    return found or {}


def _import_fields(making: Making, steps: Steps) -> Pairs:
    if len(steps) != 1 or not steps[0].startswith(SECTION):
        return []
    section = making.found(steps)
    taken = shared_fields(making, section.get("takes", ()), every=True)
    return [*_fields(taken), *_fields(section.get("properties", {}))] if section["kind"] == "import" else []


def _asked_of_records(making: Making, steps: Steps) -> Mapping[str, Any]:
    """Of an item, or of one that is yet to say what it takes."""
    if len(steps) != 7 or steps[0] != "requirements":
        return {}
    return shared_fields(making, making.found(steps).get("takes", ()), every=True)


def _category_fields(making: Making, steps: Steps) -> Pairs:
    return _fields(_asked_of_records(making, steps))


def _earlier_steps(making: Making, steps: Steps) -> Pairs:
    if steps[0] != "chain" or len(steps) < 3:
        return []
    chain = making.found(steps[:2])
    before = [each["id"] for each in chain].index(steps[2]) if steps[2] in [e["id"] for e in chain] else 0
    return [("applicant", "申报人"), *((each["id"], each["caption"]) for each in chain[:before])]


_OF_PLACE: Mapping[str, Callable[[Making, Steps], Pairs]] = {
    "sibling_fields": _siblings,
    "own_fields": _own,
    "own_choices": _choices,
    "import_fields": _import_fields,
    "category_fields": _category_fields,
    "earlier_steps": _earlier_steps,
}
_ASKED: Mapping[str, Callable[[Making, Steps], Mapping[str, Any]]] = {
    "sibling_fields": _asked_beside,
    "category_fields": _asked_of_records,
}
"""Lists of fields whose values can be chosen, too: list -> the fields themselves."""
_MOST_CHOICES = 500
"""What has more choices is written: nobody chooses from thousands."""
