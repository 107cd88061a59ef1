"""The public JSON-Schema test suite through our loader and validator; docs/json-schema-suite.md is what it finds."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.documents import json_schema_suite as suite
from tests.documents.json_schema_suite import Tally

PAGE = Path(__file__).resolve().parents[2] / "docs" / "json-schema-suite.md"


@pytest.fixture(scope="module")
def tallies() -> dict[str, Tally]:
    return {path.stem: suite.tally(path) for path in suite.files()}


def test_every_case_that_has_a_place_in_a_form_comes_out_as_the_suite_says(tallies: dict[str, Tally]) -> None:
    different = {name: each.different for name, each in tallies.items() if each.different}
    assert set(different) <= set(suite.DIFFERENT), different


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("type", 27), ("enum", 15), ("minimum", 9), ("maximum", 7), ("exclusiveMinimum", 3), ("exclusiveMaximum", 3),
        ("multipleOf", 9), ("minLength", 6), ("maxLength", 6), ("minItems", 2), ("maxItems", 2), ("uniqueItems", 7),
        ("required", 4), ("properties", 1), ("items", 1), ("ref", 10), ("default", 5), ("pattern", 2), ("date", 41),
    ],
)  # fmt: skip
def test_no_keyword_of_ours_is_dressed_away(tallies: dict[str, Tally], name: str, least: int) -> None:
    assert tallies[name].passed >= least, tallies[name].outside


def test_the_page_says_what_is_found() -> None:
    assert PAGE.read_text(encoding="utf-8") == suite.page(), (
        "python -m tests.documents.test_json_schema_suite writes it"
    )


if __name__ == "__main__":
    PAGE.write_text(suite.page(), encoding="utf-8")
    sys.exit(0)
