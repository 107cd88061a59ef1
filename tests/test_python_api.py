"""docs/python-api.md: what it shows is run, as it stands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from zcforms import checks

ROOT = Path(__file__).resolve().parent.parent
PAGE = (ROOT / "docs" / "python-api.md").read_text("utf-8")


def test_the_examples_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE, re.S)
    assert len(blocks) == 2
    script = tmp_path / "example.py"
    script.write_text("\n".join(blocks), "utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert "考核结果未填写。" in done.stdout
    assert '"outcome"' in done.stdout


def test_every_name_is_there_and_told() -> None:
    for name in checks.__all__:
        assert getattr(checks, name).__doc__
        assert f"`{name}`" in PAGE
    assert set(checks.__all__) <= set(dir(checks))
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = checks.nonsense
