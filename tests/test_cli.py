"""The `zcforms` command as a person runs it: a real process, its exit code, what it prints."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "examples"

INCOMPLETE = {
    "个人信息检测": ("个人信息已填写完整, 个人免冠照片已正确上传", "☑"),
    "工作经历": ("已填写1条工作经历信息", "☑"),
    "继续教育经历": ("已填写1条继续教育经历信息", "☑"),
    "教育经历": ("已填写1条教育经历信息, 已设定最高学历: 大学本科", "☑"),
    "年度考核情况": ("已添加1条年度考核记录, 未填写年度考核结果", "☒"),
    "附件上传情况": (
        "职称填报承诺书 已上传附件 1 个, 其他相关附件 已上传附件 1 个, 班主任工作经历 已上传附件 1 个",
        "☑",
    ),
    "思想政治": ("任职期表彰奖励 已录入 1 个业绩", "☑"),
    "乡村任教或支教": ("乡村任教或支教经历 已录入 1 个业绩", "☑"),
    "能力条件": (
        "行动研究报告 为必填项, 当前尚未录入, 行动研究报告 已录入 0 个业绩, "
        "指导青年教师方面 为必填项, 当前尚未录入, 指导青年教师方面 已录入 0 个业绩",
        "☒",
    ),
    "业绩条件": (
        "业绩条件 要求至少录入2项记录, 当前已录入了 2 项, 教育教学类表彰 已录入 1 个业绩, 政府特殊津贴 已录入 0 个业绩, "
        "教学成果奖 已录入 1 个业绩, 优秀班主任或所带班级获得表彰 已录入 0 个业绩, "
        "发展学生个性特长和创新能力方面做出成绩 已录入 0 个业绩, 开展教育教学改革并取得突出成绩 已录入 0 个业绩, "
        "主持或参与制定教育教学改革类文件、标准等 已录入 0 个业绩, 积极开展教育教学改革 已录入 0 个业绩",
        "☑",
    ),
    "教研科研条件": (
        "教研科研条件 要求至少录入1项记录, 当前已录入了 1 项, 本学科教育教学论文或教学方法介绍 已录入 0 个业绩, "
        "出版教育教学专著 已录入 1 个业绩, 国家课程教材、省或地方教材编写 已录入 0 个业绩, "
        "主持并完成课题研究 已录入 0 个业绩, 国家教育考试命题工作 已录入 0 个业绩",
        "☑",
    ),
}
"""Figure 4-25, row by row: 申报项 -> (检测结果, 是否通过)."""

COMPLETE = INCOMPLETE | {
    "年度考核情况": ("已添加1条年度考核记录, 已填写年度考核结果", "☑"),
    "能力条件": ("行动研究报告 已录入 1 个业绩, 指导青年教师方面 已录入 1 个业绩", "☑"),
}
"""Figure 4-26."""


def zcforms(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "zcforms", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def rows(document: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {row["caption"]: (row["text"], "☑" if row["passed"] else "☒") for row in document["rows"]}


@pytest.mark.parametrize(
    ("example", "table", "code"),
    [("teacher-incomplete.json", INCOMPLETE, 1), ("teacher-complete.json", COMPLETE, 0)],
)
def test_check_gives_the_rows_order_and_wording_of_the_figures(
    example: str, table: dict[str, tuple[str, str]], code: int
) -> None:
    """Features 58 to 61, figures 4-25 and 4-26."""
    done = zcforms("check", f"examples/{example}", "--plan", "2022-teacher-senior", "--json")
    assert done.returncode == code, done.stderr
    assert list(rows(json.loads(done.stdout)).items()) == list(table.items())


def test_check_prints_the_table_for_people() -> None:
    done = zcforms("check", "examples/teacher-incomplete.json")
    assert done.returncode == 1
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["序号", "申报项", "检测结果", "是否通过"]
    assert lines[5].split() == ["5", "年度考核情况", "已添加1条年度考核记录,", "未填写年度考核结果", "☒"]
    assert "(申报信息不完善, 无法提交)" in done.stdout
    for caption, (text, mark) in INCOMPLETE.items():
        assert any(f"{caption}  " in line and line.endswith(f"{text}  {mark}") for line in lines), caption


def test_the_engineer_passes_under_the_plan_that_the_file_names() -> None:
    done = zcforms("check", "examples/engineer-complete.json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "业绩贡献" in done.stdout


def test_check_leaves_nothing_behind(tmp_path: Path) -> None:
    zcforms("check", "examples/teacher-complete.json", ZCFORMS_VAR=str(tmp_path / "var"))
    assert not (tmp_path / "var").exists()


def changed(tmp_path: Path, **changes: Any) -> str:
    document = json.loads((EXAMPLES / "teacher-complete.json").read_text(encoding="utf-8")) | changes
    path = tmp_path / "application.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"plan": "2022-teacher-senoir"}, "2022-teacher-senior"),
        ({"route": "sideways"}, "/route"),
        ({"answers": []}, "/answers"),
        ({"imports": {"work": [{"record": "nobody"}]}}, "/imports/work/0"),
        ({"imports": {"nowhere": []}}, "/imports"),
        ({"surprise": 1}, "surprise"),
    ],
)
def test_unusable_applications_end_with_2_and_say_where(tmp_path: Path, changes: Any, said: str) -> None:
    done = zcforms("check", changed(tmp_path, **changes))
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b'{"plan": "a", "plan": "b"}', b"null"])
def test_files_that_are_no_application_end_with_2(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.json"
    path.write_bytes(content)
    done = zcforms("check", str(path))
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_missing_file_and_an_unknown_plan_end_with_2(tmp_path: Path) -> None:
    assert zcforms("check", str(tmp_path / "nothing.json")).returncode == 2
    done = zcforms("check", "examples/teacher-complete.json", "--plan", "2022-teecher-senior")
    assert done.returncode == 2
    assert "2022-teacher-senior" in done.stderr


def test_plan_list_names_a_plan_a_line_its_id_first() -> None:
    done = zcforms("plan", "list")
    assert done.returncode == 0
    written = sorted(path.stem for path in (ROOT / "schemas/plans").glob("*.json"))
    assert [line.split()[0] for line in done.stdout.splitlines()] == written


def home(tmp_path: Path) -> Path:
    for name in ("schemas", "rules", "templates"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def test_plan_lint_passes_and_names_each_fault(tmp_path: Path) -> None:
    assert zcforms("plan", "lint").returncode == 0
    folder = home(tmp_path)
    path = folder / "schemas/plans/2022-teacher-senior.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document["clozes"] = document.pop("closes", "2022-07-31")
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    done = zcforms("plan", "lint", str(folder))
    assert done.returncode == 1
    assert "schemas/plans/2022-teacher-senior.json" in done.stderr
    assert "closes" in done.stderr


def test_plan_lint_notes_what_nobody_uses(tmp_path: Path) -> None:
    folder = home(tmp_path)
    shutil.copy(folder / "schemas/chains/declaration-to-title.json", folder / "schemas/chains/spare.json")
    path = folder / "schemas/chains/spare.json"
    path.write_text(
        path.read_text(encoding="utf-8").replace('"declaration-to-title"', '"spare"'),
        encoding="utf-8",
    )
    done = zcforms("plan", "lint", str(folder))
    assert done.returncode == 0, done.stderr
    assert "提示：schemas/chains/spare.json" in done.stdout


def test_a_new_plan_is_a_document_and_nothing_else(tmp_path: Path) -> None:
    """The promise: no Python, no template."""
    folder = home(tmp_path)
    path = folder / "schemas/plans/2022-teacher-senior.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    document |= {"id": "2023-teacher-senior", "year": 2023, "caption": "2023年度中小学教师系列高级职称评审"}
    (folder / "schemas/plans/2023-teacher-senior.json").write_text(json.dumps(document), encoding="utf-8")
    listed = zcforms("plan", "list", ZCFORMS_HOME=str(folder)).stdout
    assert "2023-teacher-senior" in listed
    done = zcforms(
        "check", "examples/teacher-complete.json", "--plan", "2023-teacher-senior", ZCFORMS_HOME=str(folder)
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_sheet_writes_a_pdf(tmp_path: Path) -> None:
    """Feature 73."""
    out = tmp_path / "form.pdf"
    done = zcforms("sheet", "examples/teacher-complete.json", "-o", str(out))
    assert done.returncode == 0, done.stderr
    assert out.read_bytes().startswith(b"%PDF-")
    text = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True).stdout
    whole = "".join(text.split())
    assert "专业技术资格评审表" in whole
    assert "340199198503120066" in whole  # paper for the archive bears the whole number
    refused = zcforms("sheet", "examples/teacher-complete.json", "-o", str(tmp_path / "no" / "form.pdf"))
    assert refused.returncode == 2
    assert "Traceback" not in refused.stderr


def test_db_upgrade_and_demo_reset_can_be_repeated(tmp_path: Path, loaded_demonstration: Path) -> None:
    var = tmp_path / "var"
    shutil.copytree(loaded_demonstration, var)
    for _ in range(2):
        assert zcforms("db", "upgrade", ZCFORMS_VAR=str(var)).returncode == 0
    done = zcforms("demo", "--reset", ZCFORMS_VAR=str(var))
    assert done.returncode == 0, done.stderr
    assert "已载入演示数据" in done.stdout


def refused(*arguments: str, **environment: str) -> str:
    """The one line that a command ends with which cannot do its work."""
    done = zcforms(*arguments, **environment)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 1, lines
    return lines[0]


@pytest.mark.parametrize("command", [("plan", "list"), ("plan", "lint"), ("serve",), ("worker",)])
def test_a_home_without_documents_is_told_in_one_line(tmp_path: Path, command: tuple[str, ...]) -> None:
    home = {"ZCFORMS_HOME": str(tmp_path), "ZCFORMS_VAR": str(tmp_path / "var")}
    assert "ZCFORMS_HOME" in refused(*command, **home)


@pytest.mark.parametrize("command", [("db", "upgrade"), ("demo",), ("serve",), ("worker",)])
def test_a_folder_that_cannot_be_written_is_told_in_one_line(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    taken = tmp_path / "taken"
    taken.write_text("a file where a folder should be", encoding="utf-8")
    said = refused(*command, ZCFORMS_VAR=str(taken), ZCFORMS_PORT=str(free_port()))
    assert str(taken) in said
    assert "ZCFORMS_VAR" in said


@pytest.mark.parametrize("command", [("db", "upgrade"), ("demo", "--reset"), ("serve",), ("worker",)])
def test_a_database_that_does_not_answer_is_told_without_its_password(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = refused(
        *command,
        ZCFORMS_VAR=str(tmp_path),
        ZCFORMS_PORT=str(free_port()),
        ZCFORMS_DATABASE_URL="postgresql://zc:sesame@127.0.0.1:1/zc",
    )
    assert "127.0.0.1:1/zc" in said
    assert "sesame" not in said


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "not.db"
    path.write_text("not a database at all " * 100, encoding="utf-8")
    assert str(path) in refused(
        "db", "upgrade", ZCFORMS_VAR=str(tmp_path), ZCFORMS_DATABASE_URL=f"sqlite:///{path}"
    )


def test_serve_tells_that_the_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refused("serve", "--port", str(port), ZCFORMS_VAR=str(tmp_path))
    assert f"127.0.0.1:{port}" in said
    assert "--port" in said
    assert not list(tmp_path.iterdir())  # nothing was begun


def test_a_folder_given_as_an_application_is_called_a_folder(tmp_path: Path) -> None:
    assert "文件夹" in refused("check", str(tmp_path))
    assert "文件夹" not in refused("check", str(tmp_path / "nothing.json"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_settings_that_cannot_be_used_are_named() -> None:
    done = zcforms("db", "upgrade", ZCFORMS_PORT="many")
    assert done.returncode == 2
    assert "ZCFORMS_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_help_teaches() -> None:
    top = zcforms("--help").stdout
    for word in ("serve", "check", "sheet", "plan", "db", "demo", "worker", "examples/teacher-complete.json"):
        assert word in top
    assert "Exit code" in zcforms("check", "--help").stdout
