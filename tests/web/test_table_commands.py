"""What is done with a row of a table."""

from __future__ import annotations

import pytest

from zcforms.domain.errors import InputRefused
from zcforms.web.table_commands import TableCommand, command_of, place_of


@pytest.mark.parametrize(
    ("sent", "command"),
    [
        ("delete:3", TableCommand("delete", 3)),
        ("up:2", TableCommand("up", 2, -1)),
        ("down:0", TableCommand("down", 0, 1)),
        ("move:0:4", TableCommand("move", 0, 4)),
        ("move:4:1", TableCommand("move", 4, -3)),
    ],
)
def test_buttons_and_dragging(sent: str, command: TableCommand) -> None:
    assert command_of({"_do": sent}) == command


@pytest.mark.parametrize("sent", ["", "move:1", "up:-1", "move:1:2:3", "drop:1", "up:99999"])
def test_what_no_page_of_ours_sends(sent: str) -> None:
    with pytest.raises(InputRefused):
        command_of({"_do": sent})


def test_a_place_is_a_number() -> None:
    assert place_of({"position": "12"}) == 12
    for sent in ({}, {"position": "-1"}, {"position": "二"}):
        with pytest.raises(InputRefused):
            place_of(sent)
