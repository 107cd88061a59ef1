"""`zcforms certificates load`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from zcforms.cli import main

ONE = {
    "id_type": "passport",
    "id_number": "E00000001",
    "name": "Ada",
    "series": "22",
    "title": "一级教师",
    "level": "intermediate",
    "obtained_on": "2015-11-20",
}


def test_loaded_and_loaded_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    file = tmp_path / "issued.json"
    file.write_text(json.dumps({"certificates": [ONE]}), encoding="utf-8")
    told = [CliRunner().invoke(main, ["certificates", "load", str(file)]) for _ in range(2)]
    assert [each.exit_code for each in told] == [0, 0], told[0].output
    assert [each.output for each in told] == [
        "已登记 1 张新证书，更新 0 张已有的证书。\n",
        "已登记 0 张新证书，更新 1 张已有的证书。\n",
    ]


def test_a_broken_file_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    file = tmp_path / "issued.json"
    file.write_text(json.dumps({"certificates": [{**ONE, "serie": "22"}]}), encoding="utf-8")
    told = CliRunner().invoke(main, ["certificates", "load", str(file)])
    assert told.exit_code == 2
    assert "issued.json#/certificates/0" in told.stderr
    assert "series" in told.stderr
