"""How long the texts of a pattern are."""

from __future__ import annotations

import pytest

from zcforms.documents.pattern_tree import lengths, parsed
from zcforms.documents.patterns import OPEN_ENDED


@pytest.mark.parametrize(
    ("pattern", "least", "most"),
    [
        ("^$", 0, 0),
        ("^1[3-9][0-9]{9}$", 11, 11),
        ("^(19|20)[0-9]{2}$", 4, 4),
        ("^[0-9]{4}(-[A-Z]|字第[0-9]{1,5}号)?$", 4, 12),
        (r"^\.a*b?\$$", 2, OPEN_ENDED),
        ("^[^|(]{2,}$", 2, OPEN_ENDED),
    ],
)
def test_the_shortest_and_the_longest_text_of_a_pattern(pattern: str, least: int, most: int) -> None:
    assert lengths(parsed(pattern)) == (least, most)
