"""Rule documents as an author writes them, in a folder of a test."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from zcforms.checks import ruleset
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.errors import DocumentFault, DocumentsInvalid
from zcforms.domain.plan import Plan

POLICY = {"text": "依据", "source": "出处"}


def rule(name: str = "one", **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "row": "row",
        "caption": "规则",
        "policy": POLICY,
        "require": {"basic.work_years": {">=": 1}},
        "message": "不符合",
        **more,
    }


def row(name: str = "row", **more: Any) -> dict[str, Any]:
    return {"id": name, "caption": "行", "lines": [], **more}


class Author:
    """Writes rule documents into a folder and compiles them for a plan."""

    def __init__(self, folder: Path, plan: Plan) -> None:
        self.rules = folder / "rules"
        self.plan = replace(plan, ruleset="mine")
        for each in ruleset.FOLDERS:
            (self.rules / each).mkdir(parents=True)

    def write(self, name: str, **content: Any) -> None:
        text = json.dumps({"caption": "规则集", **content}, ensure_ascii=False)
        (self.rules / f"{name}.json").write_text(text, "utf-8")

    def compiled(self, **content: Any) -> Ruleset:
        if content:
            self.write("plans/mine", **content)
        return ruleset.compile(ruleset.load(self.rules), self.plan)

    def faults(self, **content: Any) -> tuple[DocumentFault, ...]:
        with pytest.raises(DocumentsInvalid) as caught:
            self.compiled(**content)
        return caught.value.faults

    def fault(self, **content: Any) -> tuple[str, str, str, str]:
        (found,) = self.faults(**content)
        return found.file, found.pointer, found.fault, found.remedy
