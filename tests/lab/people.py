"""A plan with a handful of rules of the tests' own, and lines of facts about made-up people."""

from __future__ import annotations

import copy
import dataclasses
import json
from functools import cache
from pathlib import Path
from typing import Any

from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.plan import Plan
from zcforms.forms import catalogue

ROOT = Path(__file__).parents[2]
ID = "2022-teacher-senior"

POLICY = {"text": "工作年限须满足要求", "source": "测试"}


def rule(id: str, require: Any, row: str = "personal", **more: Any) -> dict[str, Any]:
    return {
        "id": id,
        "row": row,
        "caption": f"规则 {id}",
        "policy": POLICY,
        "require": require,
        "message": "工作年限为{value:basic.work_years}年",
        **more,
    }


CAP = {
    "id": "capped",
    "row": "personal",
    "caption": "专业年限不大于工作年限",
    "policy": POLICY,
    "severity": "adjusting",
    "when": {"basic.specialty_years": {">": {"field": "basic.work_years"}}},
    "adjust": {"set": "basic.specialty_years", "to": {"field": "basic.work_years"}},
    "message": "已调整为{value:basic.specialty_years}年",
}
BASE: dict[str, Any] = {
    "caption": "测试规则",
    "rows": [
        {"id": "personal", "caption": "个人信息检测", "lines": []},
        {"id": "education", "caption": "教育经历", "lines": []},
    ],
    "rules": [
        rule("experienced", {"basic.work_years": {">=": 5}}),
        rule("named", {"present": "person.name"}),
        rule("educated", {"count": {"of": "education", ">=": 1}}, row="education"),
        CAP,
        rule("specialised", {"basic.specialty_years": {">=": 3}}, row="education", missing="pass"),
    ],
}


@cache
def plan() -> Plan:
    return dataclasses.replace(catalogue.load(ROOT / "schemas").plans[ID], parameters={})


def shelf(data: dict[str, Any] = BASE) -> RulesetShelf:
    return RulesetShelf({ID: Document("rules/plans/test.yaml", data, reading.digest(data))})


def changed(**rules: Any) -> RulesetShelf:
    """The base with rules changed: `rule={...}` members that become other, `rule=None` one that goes."""
    data = copy.deepcopy(BASE)
    kept = []
    for each in data["rules"]:
        if each["id"] not in rules:
            kept.append(each)
        elif rules[each["id"]] is not None:
            kept.append({**each, **rules[each["id"]]})
    return shelf({**data, "rules": kept})


def added(*rules: dict[str, Any]) -> RulesetShelf:
    return shelf({**copy.deepcopy(BASE), "rules": [*copy.deepcopy(BASE["rules"]), *rules]})


def person(years: int | None, **more: Any) -> dict[str, Any]:
    """Facts: so many years of work, employed by 甲校 when they are even, by 乙校 when odd."""
    facts: dict[str, Any] = {
        "application": {
            "standard": "teacher",
            "route": "regular" if (years or 0) < 10 else "exceptional",
            "level": "senior",
            "specialty": "primary-science",
        },
        "person": {"name": "王小明", "employer": {"name": ("甲校", "乙校")[(years or 0) % 2]}},
        "basic": {} if years is None else {"work_years": years},
        "education": [{"education": "21"}],
    }
    return {**facts, **more}


def written(folder: Path, people: list[Any], name: str = "people.jsonl") -> Path:
    """A file of lines; a text stands as it is."""
    path = folder / name
    lines = (one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in people)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path
