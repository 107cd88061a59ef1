"""The promise: nothing in Python or in a template knows a plan, series, field, category, item or rule by name."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = [
    *(path for path in (ROOT / "zcforms").rglob("*.py") if "demo" not in path.parts),
    *(ROOT / "templates").rglob("*.html"),
    *(path for path in (ROOT / "zcforms/web/static").rglob("*.js") if "vendor" not in path.parts),
]


MANUAL_WORDS = {"基本信息", "工作经历", "附件上传"}
"""Words of the manual's own pages (基本信息 of a plan and of a person; where to upload), which plans happen to use as captions too."""


def documents(folder: str) -> Iterator[dict[str, object]]:
    for path in sorted((ROOT / "schemas" / folder).rglob("*.json")):
        yield json.loads(path.read_text(encoding="utf-8"))


def names_that_only_documents_know() -> set[str]:
    """Ids and captions of plans, series, categories and items: words that no mechanism may contain."""
    names: set[str] = set()
    for plan in documents("plans"):
        names |= {str(plan["id"]), str(plan["caption"]), str(plan["committee"])}
        text = json.dumps(plan, ensure_ascii=False)
        names |= set(re.findall(r'"id": "([a-z]+_[a-z_]+)"', text))
        names |= set(re.findall(r'"caption": "([^"]{4,})"', text))
    for section in documents("series"):
        names |= set(section.get("properties", {}))  # type: ignore[call-overload]
    return {name for name in names if len(name) > 3}


def test_no_mechanism_knows_a_document_by_name() -> None:
    names = names_that_only_documents_know()
    assert len(names) > 60
    allowed = {"专业技术资格评审表", *MANUAL_WORDS}
    found = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in CODE
        for name in names - allowed
        if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", path.read_text(encoding="utf-8"))
    ]
    assert not found


def test_no_mechanism_asks_which_series_or_plan_it_serves() -> None:
    asks = re.compile(
        r"\b(?:series|plan|plan_id|specialty|standard)(?:\.id)?\s*(?:==|!=|\bin\b)\s*[\[\(]?[\"']"
    )
    found = [str(path.relative_to(ROOT)) for path in CODE if asks.search(path.read_text(encoding="utf-8"))]
    assert not found
