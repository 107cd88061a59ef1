"""RFC 6901."""

from __future__ import annotations

import pytest

from zcforms.documents.pointer import pointer, steps


@pytest.mark.parametrize(
    ("path", "text"),
    [((), ""), (("a",), "/a"), (("a", 0, "b/c", "d~e", ""), "/a/0/b~1c/d~0e/"), (("~1",), "/~01")],
)
def test_there_and_back(path: tuple[str | int, ...], text: str) -> None:
    assert pointer(path) == text
    assert steps(text) == tuple(map(str, path))


def test_no_pointer() -> None:
    with pytest.raises(ValueError, match="a/b"):
        steps("a/b")
