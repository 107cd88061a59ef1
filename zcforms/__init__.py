"""zcforms: forms as JSON-Schema documents, checks as declarative rules, one generic renderer.

For programmers: `open_bench` and `zcforms.checks` (docs/python-api.md).
"""

from __future__ import annotations

from importlib import import_module
from os import PathLike
from pathlib import Path
from typing import Any

__all__ = ["__version__", "open_bench"]

__version__ = "0.1.0"


def open_bench(folder: str | PathLike[str] | None = None) -> Any:
    """Every plan with its rules, a checker and a press (`zcforms.services.bench.Bench`): a context manager, to be closed.

    `folder` holds `schemas/` and `rules/`; without it the installed documents are used.

    Raises:
        DocumentsInvalid: with every fault of every document. InputRefused: the folder has no such documents.
    """
    bench = import_module(
        "zcforms.services.bench"
    )  # slow, and above us: whoever imports zcforms alone pays nothing
    return bench.Bench.load(None if folder is None else Path(folder))
