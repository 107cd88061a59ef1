"""What a program must not do to a draft by JSON Patch (issue 6): grow it without end, or make of it what the designer's pages cannot show."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.web.api_client import Client
from tests.web.conftest import Demonstration
from zcforms.demo.people import RULE_AUTHOR
from zcforms.services import accounts, plan_templates, tokens
from zcforms.services.plan_templates import Wish
from zcforms.storage.work import work
from zcforms.web.designer_tabs import TABS

PLAN = "2031-teacher-senior"
LIMIT = 3.0
"""Seconds on a machine that others work on as well; the bombs here would take hours."""


def member(path: str, *rest: str | int) -> str:
    return "/".join(["/documents", path.replace("/", "~1"), *map(str, rest)])


FILE = f"schemas/plans/{PLAN}.json"
LIST = f"schemas/attachments/{PLAN}.json"


@pytest.fixture(scope="module")
def program(demonstration: Demonstration) -> Client:
    with work(demonstration.house.database, write=False) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = accounts.actor_of(w, account)
    return Client(demonstration, tokens.make(demonstration.house, actor, "测试", datetime.now(UTC)).secret)


@pytest.fixture(scope="module")
def section(files: dict[str, str]) -> str:
    """Where one of the plan's own sections lies."""
    return next(path for path in files if path.startswith("schemas/series/"))


@pytest.fixture(scope="module")
def files(demonstration: Demonstration) -> dict[str, str]:
    made = plan_templates.files(
        demonstration.house.rulebook.edition(), Wish(PLAN, "2022-teacher-senior", 2031)
    )
    return {file: text for file, text in made.items() if not file.startswith(("schemas/meta/", "."))}


@pytest.fixture
def path(program: Client, files: dict[str, str]) -> str:
    made = program.post("/drafts", {"reason": "2031 年度", "files": files})
    assert made.status_code == 201
    return f"/drafts/{made.get_json()['id']}"


def patched(program: Client, path: str, patch: Any) -> tuple[int, list[dict[str, str]]]:
    answer = program.patch(path, patch, **{"If-Match": program.get(path).headers["ETag"]})
    return answer.status_code, answer.get_json(force=True).get("faults", [])


def op(name: str, path: str, **rest: Any) -> dict[str, Any]:
    return {"op": name, "path": path, **rest}


LETTERS = op("add", member(FILE, "x"), value=["a" * 100])
DOUBLED = op("copy", member(FILE, "x", "-"), **{"from": member(FILE, "x")})
DEEP = json.loads("[" * 50 + "]" * 50)
BOMBS = {
    "what it copies it copies again": [LETTERS, *[DOUBLED] * 40],
    "the whole into itself": [op("copy", member(FILE, "x"), **{"from": ""})] * 30,
    "a long text many times": [
        op("add", member(FILE, "x"), value=["a" * 1_000_000]),
        *[op("copy", member(FILE, "x", "-"), **{"from": member(FILE, "x", "0")})] * 400,
    ],
    "deeper with every operation": [
        op("add", member(FILE, "x"), value=DEEP),
        *[op("add", member(FILE, "x", *[0] * (49 * n), 0), value=DEEP) for n in range(1, 40)],
    ],
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_small_patch_does_not_make_a_large_draft(program: Client, path: str, name: str) -> None:
    before = program.get(path).get_json()
    start = time.perf_counter()
    status, faults = patched(program, path, BOMBS[name])
    assert time.perf_counter() - start < LIMIT
    assert status == 422
    assert faults
    assert all("上限" in each["detail"] or "嵌套" in each["detail"] for each in faults), faults
    assert program.get(path).get_json() == before


def test_what_does_not_fit_is_told_at_its_operation_and_in_chinese(program: Client, path: str) -> None:
    sound = op("replace", member(FILE, "caption"), value="新名")
    for wrong, said in (
        (op("replace", member(FILE, "nowhere", "x"), value=1), "没有它的 path"),
        (op("test", member(FILE, "caption"), value="别的"), "不成立"),
        (op("copy", member(FILE, "x")), "from"),
        (op("wish", member(FILE, "x")), "op 应为"),
    ):
        status, (fault,) = patched(program, path, [sound, wrong])
        assert (status, fault["pointer"]) == (422, "/1")
        assert said in fault["detail"]
        assert "$schema" not in fault["detail"]
        assert "class" not in fault["detail"]
    status, (fault,) = patched(program, path, [op("remove", "no/pointer")])
    assert (status, fault["pointer"]) == (422, "/0")


def test_what_a_metaschema_refuses_is_not_kept(program: Client, path: str, section: str) -> None:
    before = program.get(path).get_json()
    shown = before["documents"]
    name = next(iter(shown[section]["properties"]))
    refused = {
        member(FILE, "titles"): "x",
        member(FILE, "parts"): None,
        member(FILE, "standards"): {"a": 1},
        member(FILE, "specialties"): [1, 2],
        member(FILE, "closes"): "nie",
        member(section, "properties"): [1],
        member(section, "properties", name): None,
        member(section, "kind"): "zz",
        member(LIST, "items"): "x",
        member(FILE, "standards", 0, "categories", 0, "items"): None,
    }
    for place, value in refused.items():
        status, faults = patched(program, path, [op("replace", place, value=value)])
        assert status == 422, place
        assert all(each["file"] in (FILE, section, LIST) for each in faults), place
        assert all(each["pointer"] and "。" in each["detail"] for each in faults), (place, faults)
    assert program.get(path).get_json() == before


def test_whatever_is_kept_can_be_opened_in_the_designer(
    program: Client, path: str, section: str, demonstration: Demonstration
) -> None:
    visitor = demonstration.sign_in("demo-rule-author", "legal")
    own = section.rpartition("/")[2].removesuffix(".json")
    parts = program.get(path).get_json()["documents"][FILE]["parts"]
    (at,) = [
        (one, two)
        for one, part in enumerate(parts)
        for two, name in enumerate(part["sections"])
        if name == own
    ]
    named = member(FILE, "parts", at[0], "sections", at[1])
    for patch, kept in (
        ([op("replace", member(FILE, "chain"), value="nowhere")], False),
        ([op("replace", member(FILE, "attachments"), value="nowhere")], False),
        ([op("replace", member(FILE, "pledge"), value="nowhere")], False),
        ([op("replace", named, value="nowhere")], False),
        ([op("remove", member(section))], False),
        ([op("remove", member(LIST))], False),
        ([op("add", "/documents/schemas~1nowhere~1x.json", value={})], False),
        ([op("replace", member(FILE, "closes"), value="2030-01-01")], True),
        (
            [
                op(
                    "replace",
                    member(FILE, "standards", 0, "categories", 0, "items", 0, "takes"),
                    value=["nowhere"],
                )
            ],
            True,
        ),
        ([op("replace", member(f"rules/plans/{PLAN}.yaml"), value="rules: [")], True),
    ):
        status, faults = patched(program, path, patch)
        assert (status, bool(faults)) == ((200, False) if kept else (422, True)), patch
        for tab in (*TABS, "excel", "excel/plan.xlsx"):
            assert visitor.get(f"/plans/design{path}/{tab}").status_code == 200, (patch, tab)
