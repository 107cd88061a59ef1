"""`zcforms rules` with what cannot be used: sentences in Chinese, exit code 2, never a traceback."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from zcforms.cli import main
from zcforms.documents import reading

ROOT = Path(__file__).parents[2]
PLAN = "2022-teacher-senior"
BOMB = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nid: [*c, *c]\n"
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with everything that can be wrong with a file."""
    made = tmp_path_factory.mktemp("input")
    (made / "folder").mkdir()
    for suffix in ("json", "yaml"):
        (made / f"empty.{suffix}").write_text("", "utf-8")
        (made / f"latin.{suffix}").write_bytes('{"id": "é"}'.encode("latin-1"))
        (made / f"huge.{suffix}").write_bytes(b" " * (reading.LARGEST + 1))
        (made / f"list.{suffix}").write_text("[1, 2]", "utf-8")
    (made / "bomb.yaml").write_text(BOMB, "utf-8")
    (made / "people.jsonl").write_text("", "utf-8")
    return made


FILES = [
    ("nowhere.json", "没有这个文件"),
    ("folder", ""),
    ("empty.json", "这里缺少一个值"),
    ("empty.yaml", ""),
    ("latin.json", "不是 UTF-8"),
    ("latin.yaml", "不是 UTF-8"),
    ("huge.json", "MB 的上限"),
    ("huge.yaml", "MB 的上限"),
    ("list.json", ""),
    ("bomb.yaml", "锚"),
]


def refused(place: Path, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.chdir(place)
    monkeypatch.setenv("ZCFORMS_DATABASE_URL", f"sqlite:///{place / 'none.db'}")
    done: Result = CliRunner().invoke(main, ["rules", *arguments])
    assert done.exit_code == 2, (arguments, done.output)
    assert isinstance(done.exception, SystemExit), done.exception
    told = done.output.strip()
    assert told
    assert "Traceback" not in told
    assert not re.search(r"No such|Is a directory|Usage:", told), told
    for line in told.splitlines():
        assert _CHINESE.search(line), told
    return told


@pytest.mark.parametrize(("file", "said"), FILES)
@pytest.mark.parametrize(
    "command",
    [
        ("explain", "{}"),
        ("explain", "{}", "tenure", "--plan", PLAN),
        ("replay", "{}"),
        ("impact", "{}", "--plan", PLAN, "--over", "people.jsonl"),
        ("population", PLAN, "--mixture", "{}", "--shares"),
    ],
    ids=lambda command: command[0],
)
def test_a_file_that_cannot_be_used(
    place: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], file: str, said: str
) -> None:
    assert said in refused(place, monkeypatch, *(each.format(file) for each in command))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("test", "2022-teacher-senoir"), f"是不是想写“{PLAN}”？"),
        (("test", PLAN, "nowhere"), "没有评审计划或文件夹“nowhere”"),
        (("test", PLAN, "folder"), "这个文件夹里没有 schemas"),
        (("show", "2022-teacher-senoir"), f"是不是想写“{PLAN}”？"),
        (("show", PLAN, "tenur"), "没有名为“tenur”的规则"),
        (("population", "2022-teacher-senoir", "--shares"), f"是不是想写“{PLAN}”？"),
        (("population", PLAN, "-n", "1", "--facts", "-o", "folder"), "无法写入 folder：这是文件夹，不是文件"),
        (("population", PLAN, "-n", "1"), "请给出 -o 文件，或用 --shares"),
        (("replay",), "请写申报编号"),
        (("replay", "20223F1A000001"), "没有数据库"),
        (("replay", "--all"), "没有数据库"),
        (("export", "empty.json"), "没有数据库"),
        (("impact", "empty.yaml", "--plan", "2022-teacher-senoir", "--over", "people.jsonl"), f"是不是想写“{PLAN}”？"),
        (("impact", "folder", "--plan", PLAN, "--over", "people.jsonl"), "这个文件夹里没有规则"),
        (("impact", "folder", "--against", "nowhere", "--plan", PLAN, "--over", "people.jsonl"), "没有这个文件夹"),
        (("impact", "folder", "--plan", PLAN, "--database"), "这个文件夹里没有规则"),
        (("impact", str(ROOT / "rules"), "--plan", PLAN, "--over", "folder"), "这是文件夹"),
        (("impact", str(ROOT / "rules"), "--plan", PLAN, "--over", "nowhere.jsonl"), "没有这个文件"),
    ],
)  # fmt: skip
def test_what_else_cannot_be_used(
    place: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused(place, monkeypatch, *arguments)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", ""),
        (BOMB, "锚"),
        ("plan: 2022-teacher-senoir\napplicants: {a: {from: examples/teacher-complete.json}}\ncases: [{case: 甲, applicant: a, expect: {violated: []}}]\n", f"是不是想写“{PLAN}”？"),
        ("plan: 2022-accounting-senior\napplicants: {a: {from: examples/accountant-complete.json}}\ncases: [{case: 甲, applicant: a, expect: {violated: []}}]\n", "文件名与评审计划“2022-accounting-senior”不符"),
    ],
)  # fmt: skip
def test_a_file_of_cases_that_cannot_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, said: str
) -> None:
    for name in ("schemas", "examples"):
        shutil.copytree(ROOT / name, tmp_path / name)
    for name in ("common", "series", "plans"):
        shutil.copytree(ROOT / "rules" / name, tmp_path / "rules" / name)
    (tmp_path / "rules/cases").mkdir()
    (tmp_path / f"rules/cases/{PLAN}.yaml").write_text(text, "utf-8")
    assert said in refused(tmp_path, monkeypatch, "test", PLAN, ".")
