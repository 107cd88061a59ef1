"""Where the documents and templates are: an operator's folder, the installed wheel's copy, or the checkout."""

from __future__ import annotations

import os
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def root() -> Path:
    """The folder that holds `schemas/`, `rules/`, `templates/` and `examples/`; `ZCFORMS_HOME` wins over what is installed."""
    home = os.environ.get("ZCFORMS_HOME")
    if home:
        return Path(home)
    installed = _HERE / "_data"
    return installed if installed.is_dir() else _HERE.parent


def folder(name: str) -> Path:
    """One of those folders.

    Raises:
        FileNotFoundError: the installation is incomplete, or `ZCFORMS_HOME` names a folder without it.
    """
    path = root() / name
    if not path.is_dir():
        raise FileNotFoundError(f"没有找到文件夹 {path}；请检查安装，或环境变量 ZCFORMS_HOME。")
    return path
