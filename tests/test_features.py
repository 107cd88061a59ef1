"""docs/features.md is true: a row for each feature of the applicant's manual, and what each row names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from zcforms.web.blueprints import BLUEPRINTS
from zcforms.web.signin import CHOOSE
from zcforms.web.signin import bp as signin

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/features.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TEXT.splitlines()
    if re.match(r"\| *\d+ *\|", line)
]
NUMBER, WHAT, PAGE, DOCUMENTS, TESTS = range(5)
FEATURES = range(1, 90)
NOTHING = "—"


def named(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def every(column: int) -> set[str]:
    return {name for row in ROWS for name in named(row[column])}


def test_every_feature_has_its_row_in_order() -> None:
    assert [int(row[NUMBER]) for row in ROWS] == list(FEATURES)
    assert all(len(row) == 5 and row[WHAT] for row in ROWS)
    for row in ROWS:
        for cell in row[PAGE:]:
            assert cell == NOTHING or cell == ", ".join(f"`{name}`" for name in named(cell)), row


def test_every_page_is_an_address_of_the_application() -> None:
    app = Flask("addresses")
    for blueprint in (*BLUEPRINTS, signin):
        app.register_blueprint(blueprint)
    kept = {_shape(rule.rule) for rule in app.url_map.iter_rules()}
    assert CHOOSE in kept
    assert [row[NUMBER] for row in ROWS if row[PAGE] == NOTHING] == []
    assert {page for page in every(PAGE) if _shape(page) not in kept} == set()


def test_every_document_is_there() -> None:
    assert {name for name in every(DOCUMENTS) if not (ROOT / name).is_file()} == set()


@pytest.mark.parametrize("file", sorted({name.partition("::")[0] for name in every(TESTS)}))
def test_every_test_is_there(file: str) -> None:
    defined = set(re.findall(r"^def (test_\w+)", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE))
    wanted = {name.partition("::")[2] for name in every(TESTS) if name.startswith(f"{file}::")}
    assert wanted <= defined


def test_what_is_missing_is_told_and_nothing_else() -> None:
    """A row without a test is a gap: each is told below the table, so that nobody takes a dash for done."""
    gaps = {row[NUMBER] for row in ROWS if row[TESTS] == NOTHING}
    told = set(re.findall(r"^- (\d+): ", TEXT, re.MULTILINE))
    assert told == gaps


def _shape(address: str) -> str:
    """Addresses are compared without the names and kinds of what is variable."""
    return re.sub(r"<[^>]*>", "<>", address)
