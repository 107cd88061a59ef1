"""The table of words is the parser's: nothing is told that is not there, nothing is there that is not told."""

from __future__ import annotations

import json
import re

import pytest

from zcforms import resources
from zcforms.checks import choosing, comparing, keywords, parser, values
from zcforms.checks.keywords import Keyword
from zcforms.documents import reading


def words(told: tuple[Keyword, ...]) -> set[str]:
    return {each.word for each in told}


def test_conditions_tests_and_values_are_the_parsers() -> None:
    assert words(keywords.CONDITIONS) == {*parser.CONDITIONS, *parser.MEASURES}
    assert words(keywords.TESTS) == {*comparing.TESTS, *choosing.TESTS}
    assert words(keywords.VALUES) == {*values.VALUES, *values.CHOICES}


def test_the_words_of_rules_and_documents_are_the_metaschemas() -> None:
    schema = json.loads((resources.folder("schemas") / "meta" / "ruleset.json").read_text(encoding="utf-8"))
    assert words(keywords.RULE) == set(schema["$defs"]["rule"]["properties"])
    assert words(keywords.DOCUMENT) == set(schema["properties"]) - {"$schema", "$comment", "id"}


@pytest.mark.parametrize("told", keywords.KEYWORDS, ids=lambda told: f"{told.place}-{told.word}")
def test_each_is_told_in_one_line_and_begins_a_sound_text(told: Keyword) -> None:
    assert 2 <= len(told.hint) <= 48
    assert "\n" not in told.hint
    data = reading.parse(_filled(told.snippet), "", is_yaml=True)
    assert list(data) == [told.word]


def _filled(snippet: str) -> str:
    """The snippet with the places filled in as they are named."""
    return re.sub(r"\$\{([^}]*)\}", r"\1", snippet)
