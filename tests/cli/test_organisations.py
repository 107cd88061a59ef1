"""`zcforms organisations`: an installation without the demonstration gets its desks."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zcforms.cli import main

BUREAU = ("authority", "某区教育局", "11340199MA00001035", "340303")


def called(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["organisations", *arguments])


def test_added_and_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    told = called("add", *BUREAU)
    assert (told.exit_code, "某区教育局" in told.output) == (0, True), told.output
    unit = ("organising_unit", "某市教育局", "11340199MA0000105B", "340300", "--parent", BUREAU[2])
    assert called("add", *unit).exit_code == 0
    lines = called("list").output.splitlines()
    assert [line.split()[0] for line in lines] == ["authority", "organising_unit"]
    assert "某区教育局" in lines[0]
    again = called("add", *BUREAU)
    assert again.exit_code == 2
    assert "已经注册" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("authority", "某局", "11340199MA00001036", "340303"), "统一社会信用代码有误"),
        (("authority", " ", BUREAU[2], "340303"), "请填写单位全称"),
        (("authority", "某局", BUREAU[2], "999999"), "请选择单位所在地区"),
        ((*BUREAU, "--nature", "club"), "请选择单位性质"),
        ((*BUREAU, "--parent", "11340199MA0000105B"), "请先登记它"),
        (("bureau", *BUREAU[1:]), "'bureau' is not one of"),
    ],
)
def test_what_is_wrong_is_told(
    arguments: tuple[str, ...], words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    told = called("add", *arguments)
    assert told.exit_code == 2
    assert words in told.stderr
    assert called("list").output == ""
