"""What a plan offers for download beside its documents: each file is there, and is what the plan says (issue 6, feature 27)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.forms.test_catalogue import PLAN, change, faults, put, schemas
from zcforms.domain.plan import PlanFile
from zcforms.forms import downloads
from zcforms.forms.catalogue import load

__all__ = ["schemas"]
NOTICE = b"%PDF-1.7 notice"
DIGEST = hashlib.sha256(NOTICE).hexdigest()
OTHER = "0" * 64
ENTRY = {
    "id": "notice",
    "caption": "申报须知",
    "file": {"name": "申报须知.pdf", "sha256": DIGEST, "bytes": len(NOTICE)},
}


def offering(
    schemas: Path, entry: Any = ENTRY, content: bytes | None = NOTICE, name: str = f"{DIGEST}.pdf"
) -> Path:
    """The teachers' plan offers a file."""
    change(schemas, PLAN, lambda plan: plan["downloads"].append(entry))
    if content is not None:
        (schemas / "files").mkdir(exist_ok=True)
        (schemas / "files" / name).write_bytes(content)
    return schemas


def test_a_file_beside_the_documents_is_offered(schemas: Path) -> None:
    before = load(schemas).plans["2022-teacher-senior"]
    plan = load(offering(schemas)).plans["2022-teacher-senior"]
    assert [(each.id, each.sheet, each.file) for each in plan.downloads] == [
        ("pledge", "pledge", None),
        ("notice", "", PlanFile("申报须知.pdf", DIGEST, len(NOTICE))),
    ]
    assert plan.digest != before.digest


def _with(**changed: Any) -> dict[str, Any]:
    return {**ENTRY, "file": {**ENTRY["file"], **changed}}  # type: ignore[dict-item]


FILE = "/downloads/1/file"


@pytest.mark.parametrize(
    ("given", "pointer", "fault", "remedy"),
    [
        (lambda schemas: offering(schemas, content=None), FILE, f"找不到 schemas/files/{DIGEST}.pdf", "改正 sha256 和 bytes"),
        (
            lambda schemas: offering(schemas, content=NOTICE + b"!"),
            f"{FILE}/sha256",
            "可能被改动过",
            f"schemas/files/{hashlib.sha256(NOTICE + b'!').hexdigest()}.pdf",
        ),
        (lambda schemas: offering(schemas, _with(bytes=9)), f"{FILE}/bytes", f"有 {len(NOTICE)} 字节，这里写的是 9", f"请改为 {len(NOTICE)}"),
        (lambda schemas: offering(schemas, _with(name="con.pdf")), f"{FILE}/name", "不是每台电脑都能用", "请改为“_con.pdf”"),
        (lambda schemas: offering(schemas, _with(name="../须知.pdf")), f"{FILE}/name", "写法不对", "申报须知.pdf"),
        (lambda schemas: offering(schemas, _with(name="须知.exe")), f"{FILE}/name", "写法不对", "pdf、docx、xlsx"),
        (lambda schemas: offering(schemas, _with(sha256="ABC")), f"{FILE}/sha256", "写法不对", "64 位小写"),
        (lambda schemas: offering(schemas, _with(bytes=10 * 1024 * 1024 + 1)), f"{FILE}/bytes", "大于 10485760", ""),
        (lambda schemas: offering(schemas, {**ENTRY, "sheet": "pledge"}), "/downloads/1", "只能用一种", "二者选一"),
        (lambda schemas: offering(schemas, {"id": "x", "caption": "无"}), "/downloads/1", "只能用一种", "二者选一"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_what_would_be_right(
    schemas: Path, given: Callable[[Path], Path], pointer: str, fault: str, remedy: str
) -> None:
    (told,) = faults(given(schemas))
    assert (told.file, told.pointer) == (PLAN, pointer)
    assert fault in told.fault
    assert remedy in told.remedy


def test_together_they_stay_small_enough_to_be_taken_along(schemas: Path) -> None:
    entries = [
        {
            "id": f"n{number}",
            "caption": "表",
            "file": {"name": "表.xlsx", "sha256": f"{number}" * 64, "bytes": downloads.MOST_BYTES},
        }
        for number in range(7)
    ]
    change(schemas, PLAN, put("downloads", entries))
    told = [each for each in faults(schemas) if each.pointer == "/downloads"]
    assert ["超过 60 MB" in each.fault for each in told] == [True]
