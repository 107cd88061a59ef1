"""Two documents -> differences that make the one of the other."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from tests.lab.writing import PLAN, ROOT, bench
from zcforms.lab import applicants
from zcforms.lab.recounting import differences

BASE: dict[str, Any] = json.loads((ROOT / "examples/teacher-complete.json").read_text("utf-8"))


def set_years(document: dict[str, Any]) -> None:
    document["answers"]["basic"]["work_years"] = 3


def leave_out(document: dict[str, Any]) -> None:
    del document["answers"]["basic"]["health"]
    document["imports"]["work"] = []


def take_titles_away(document: dict[str, Any]) -> None:
    document["answers"]["titles"] = []


def import_twice(document: dict[str, Any]) -> None:
    document["imports"]["work"].append({"record": "w1"})


def appoint_again(document: dict[str, Any]) -> None:
    document["answers"]["titles"][0]["appointments"].append({"position": "x", "start": "2020-01-01"})


@pytest.mark.parametrize("edit", [set_years, leave_out, take_titles_away, import_twice, appoint_again])
def test_the_differences_make_the_second_of_the_first(edit: Callable[[dict[str, Any]], None]) -> None:
    after = copy.deepcopy(BASE)
    edit(after)
    told = differences(BASE, after)
    made, misuses = applicants.document(bench().catalogue.plans[PLAN], BASE, told)
    assert misuses == []
    assert made == after


def test_a_new_achievement_is_told_where_it_is_imported() -> None:
    after = copy.deepcopy(BASE)
    new = {"id": "z", "category": "book", "state": "approved", "data": {"name": "书"}, "evidence": []}
    after["achievements"].append(new)
    after["imports"]["monograph"].append({"record": "z"})
    assert differences(BASE, after) == {
        "add": {"imports.monograph": {"category": "book", "data": {"name": "书"}}}
    }


def test_nothing_is_told_of_the_same() -> None:
    assert differences(BASE, copy.deepcopy(BASE)) == {}
