"""`zcforms plan`: from the files of a new plan to a draft, back to the same files, and what is told of files that are wrong (issue 6)."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.services.conftest import NOW
from tests.services.workshop import author
from zcforms import resources
from zcforms.cli import main
from zcforms.demo.load import Stage
from zcforms.demo.people import RULE_AUTHOR, RULE_REVIEWER
from zcforms.domain.errors import DocumentsInvalid
from zcforms.services import (
    plan_drafts,
    plan_exports,
    plan_imports,
    plan_reviews,
    plan_templates,
    plan_versions,
)
from zcforms.services.bench import Bench
from zcforms.services.editions import Edition
from zcforms.services.plan_files import files_in, packaged, spelled
from zcforms.services.plan_templates import Wish

ID = "2023-teacher-senior"
PLAN = f"schemas/plans/{ID}"
UNIT = "蚌埠市教育局"


def zcforms(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["plan", *arguments])


@pytest.fixture(scope="module")
def edition(bench: Bench) -> Edition:
    return Edition.of_files(bench)


@pytest.fixture
def folder(edition: Edition, tmp_path: Path) -> Path:
    return written(edition, tmp_path / "plan")


def written(edition: Edition, folder: Path, *, as_yaml: bool = False) -> Path:
    """A new plan's files."""
    wish = Wish(ID, "2022-teacher-senior", 2023)
    plan_exports.write(plan_templates.files(edition, wish, as_yaml=as_yaml), folder)
    return folder


@pytest.fixture
def installed(workshop: Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Stage:
    """The commands work on the town's own database."""
    monkeypatch.setenv(
        "ZCFORMS_DATABASE_URL", workshop.house.database.url.render_as_string(hide_password=False)
    )
    monkeypatch.setenv("ZCFORMS_VAR", str(tmp_path / "var"))
    return workshop


def edited(path: Path, change: Callable[[Any], object]) -> None:
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")


def taken(town: Stage, source: Path) -> plan_imports.Imported:
    return plan_imports.take(town.house, author(town), files_in(source), "2023 年度计划", NOW)


def exported(town: Stage, draft_id: str, folder: Path) -> dict[str, bytes]:
    plan_exports.write(spelled(plan_drafts.draft(town.house, author(town), draft_id).content), folder)
    return content_of(folder)


def content_of(folder: Path) -> dict[str, bytes]:
    """What is the plan's, without what editors need."""
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
    return {file: data for file, data in found.items() if not file.startswith(("schemas/meta/", ".vscode/"))}


# -- new, lint, show, diff -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("as_yaml", [False, True])
@pytest.mark.parametrize(
    "plan", sorted(path.stem for path in (resources.folder("schemas") / "plans").iterdir())
)
def test_the_files_of_a_new_plan_are_sound_whichever_it_is_made_from(
    edition: Edition, plan: str, as_yaml: bool
) -> None:
    files = plan_templates.files(edition, Wish("2031-next", plan, 2031), as_yaml=as_yaml)
    package, left = plan_imports.held(
        edition,
        packaged({file: text for file, text in files.items() if not file.startswith(("schemas/meta/", "."))}),
    )
    assert left == ()
    assert spelled(package.content).items() <= files.items()
    assert "meta/plan.json" in files[f"schemas/plans/2031-next.{'yaml' if as_yaml else 'json'}"]


def test_the_command_writes_them(tmp_path: Path) -> None:
    made = zcforms("new", ID, str(tmp_path), "--from", "中小学教师", "--year", "2023", "--yaml")
    assert made.exit_code == 0, made.output
    linted = zcforms("lint", str(tmp_path))
    assert linted.exit_code == 0, linted.output
    assert (tmp_path / f"{PLAN}.yaml").is_file()


def test_a_new_plan_follows_the_year_and_says_what_is_asked(folder: Path) -> None:
    plan = json.loads((folder / f"{PLAN}.json").read_text("utf-8"))
    assert plan["year"] == 2023
    assert plan["opens"].startswith("2023-")
    assert "2022年" not in plan["caption"] + plan["content"]
    shown = zcforms("show", str(folder))
    assert shown.exit_code == 0
    for said in (plan["caption"], "业绩要求", "审核流程：", "检查规则", plan["titles"][0]["caption"]):
        assert said in shown.stdout


def test_what_an_item_takes_is_shown_in_words(folder: Path) -> None:
    where = {"level": ["national", "provincial"], "any": [{"rank": {"<=": 3}}, {"role": "主持"}]}

    def narrowed(plan: Any) -> None:
        plan["standards"][0]["categories"][0]["items"][0].update(takes=["project"], where=where)

    edited(folder / f"{PLAN}.json", narrowed)
    shown = zcforms("show", str(folder)).stdout
    assert "，限“级别”为国家级或省（部）级，且（“个人排名”不大于3，或“本人角色”为主持）" in shown


def test_a_plan_that_was_published_in_the_browser_is_found_by_its_name(
    installed: Stage, folder: Path
) -> None:
    assert "没有这个文件夹" in zcforms("show", ID).stderr
    made = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "2023 年度计划")
    assert made.exit_code == 0
    (line,) = plan_drafts.drafts(installed.house, author(installed))
    plan_reviews.submit(installed.house, author(installed), line.id, "", NOW)
    assert zcforms("publish", line.id, "--by", RULE_REVIEWER).exit_code == 0
    shown = zcforms("show", ID)
    assert shown.exit_code == 0, shown.output
    assert f"（{ID}）" in shown.stdout
    assert zcforms("export", ID, str(folder.parent / "again")).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("Teacher!", "--from", "2022-teacher-senior"), "计划编号"),
        (("2022-teacher-senior", "--from", "2022-teacher-senior"), "已经有"),
        (("2031-x", "--from", "2022-teacher-senor"), "2022-teacher-senior"),
    ],
)
def test_what_cannot_be_a_new_plan_is_told(tmp_path: Path, arguments: tuple[str, ...], said: str) -> None:
    made = zcforms("new", arguments[0], str(tmp_path / "x"), *arguments[1:])
    assert (made.exit_code, (tmp_path / "x").exists()) == (2, False)
    assert said in made.stderr


def test_new_does_not_write_over_what_somebody_changed(folder: Path) -> None:
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(caption="改过的"))
    again = zcforms("new", ID, str(folder), "--from", "2022-teacher-senior", "--year", "2023")
    assert again.exit_code == 2
    assert "没有覆盖" in again.stderr
    assert "改过的" in (folder / f"{PLAN}.json").read_text("utf-8")


def test_a_fault_is_told_with_file_pointer_and_remedy(folder: Path) -> None:
    edited(
        folder / f"{PLAN}.json", lambda plan: plan["titles"][0].update(lvel=plan["titles"][0].pop("level"))
    )
    linted = zcforms("lint", str(folder))
    assert linted.exit_code == 1
    assert f"{PLAN}.json#/titles/0/lvel：不认识的关键字“lvel”。" in linted.stderr
    assert "    位置：计划信息 › 高级教师\n    建议：改为“level”\n" in linted.stderr
    one = zcforms("lint", str(folder / f"{PLAN}.json"))
    assert one.exit_code == 1
    assert "#/titles/0/lvel" in one.stderr
    assert zcforms("lint", str(folder / f"rules/plans/{ID}.yaml")).exit_code == 0
    assert zcforms("lint", str(folder / "nowhere")).exit_code == 2


def test_anothers_schema_is_taken_as_a_section_or_refused_by_place(folder: Path, tmp_path: Path) -> None:
    schema = tmp_path / "Training Form.json"
    fields = {"hours": {"type": "integer", "title": "学时"}}
    schema.write_text(json.dumps({"title": "培训", "type": "object", "properties": fields}), "utf-8")
    made = zcforms("take", str(schema), "--into", str(folder), "--as", f"{ID}-training")
    assert made.exit_code == 0, made.output
    written_ = folder / f"schemas/series/{ID}-training.json"
    assert json.loads(written_.read_text("utf-8"))["properties"]["hours"]["caption"] == "学时"
    edited(folder / f"{PLAN}.json", lambda plan: plan["parts"][0]["sections"].append(f"{ID}-training"))
    assert zcforms("lint", str(folder)).exit_code == 0, zcforms("lint", str(folder)).stderr
    assert zcforms("take", str(schema), "--as", "Wrong Name").exit_code == 2
    fields["hours"]["not"] = "x"
    schema.write_text(json.dumps({"title": "培训", "type": "object", "properties": fields}), "utf-8")
    refused = zcforms("take", str(schema), "--into", str(tmp_path / "other"))
    assert refused.exit_code == 1
    assert "Training Form.json#/properties/hours" in refused.stderr
    assert not (tmp_path / "other").exists()


def test_one_file_is_known_by_the_metaschema_that_it_names(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "loose.json"
    path.write_text('{"$schema": "https://zcforms.example/meta/codes.json", "caption": "表"}', "utf-8")
    linted = zcforms("lint", str(path))
    assert linted.exit_code == 1
    assert "缺少“codes”" in linted.stderr
    path.write_text('{"caption": "表"}', "utf-8")
    assert "看不出是哪一种文档" in zcforms("lint", str(path)).stderr


def test_rules_of_a_package_are_held_to_its_forms(folder: Path) -> None:
    path = folder / f"rules/plans/{ID}.yaml"
    path.write_text(
        path.read_text("utf-8").replace("profession.rural_years", "profession.rural_year"), "utf-8"
    )
    linted = zcforms("lint", str(folder))
    assert linted.exit_code == 1
    assert f"rules/plans/{ID}.yaml#/rules/" in linted.stderr
    assert "    位置：检查规则 › " in linted.stderr
    assert "    建议：" in linted.stderr


def test_a_difference_tells_what_it_means(edition: Edition, folder: Path) -> None:
    again = written(edition, folder.parent / "again")
    rules = folder / f"rules/plans/{ID}.yaml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace('rural_years: {">=": 1}', 'rural_years: {">=": 3}'), "utf-8")
    told = zcforms("diff", str(again), str(folder))
    assert told.exit_code == 1, told.output
    assert "检查规则：\n    ~ 乡村任教或支教满一年" in told.stdout
    assert "检测表里变化的行：" in told.stdout
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(chain="nowhere"))
    assert "看不出这些不同意味着什么" in zcforms("diff", str(again), str(folder)).stdout


def test_a_difference_tells_what_people_have_to_do(edition: Edition, folder: Path) -> None:
    """Issue 6: what it means. A renamed thing is told like everything else."""
    again = written(edition, folder.parent / "again")
    edited(folder / f"{PLAN}.json", _demanding)
    told = zcforms("diff", str(again), str(folder))
    assert told.exit_code == 1, told.output
    assert "对正在填报的人：\n    草稿还没有提交的人，“教学成果”至少要有 9 项业绩。" in told.stdout
    assert "（名称）：" in told.stdout
    entries = json.loads(zcforms("diff", "--json", str(again), str(folder)).stdout)["meaning"]["demands"]
    assert [(each["who"], each["what"]) for each in entries] == [
        ("草稿还没有提交的人", "“教学成果”至少要有 9 项业绩")
    ]


def _demanding(plan: dict[str, Any]) -> None:
    category = plan["standards"][0]["categories"][0]
    category["minimum"], category["caption"] = 9, "教学成果"


def _twice(plan: dict[str, Any]) -> None:
    first, second = plan["standards"][0]["categories"][:2]
    second["caption"] = first["caption"]


def test_what_is_probably_not_meant_is_noted_and_no_fault(folder: Path) -> None:
    edited(folder / f"{PLAN}.json", _twice)
    linted = zcforms("lint", str(folder))
    assert linted.exit_code == 0, linted.stderr
    assert f"提示：{PLAN}.json#/standards/0/categories/1" in linted.stdout
    assert "没有发现错误" in linted.stdout


def test_a_difference_is_told_by_place(edition: Edition, folder: Path) -> None:
    same = zcforms("diff", str(folder), str(folder))
    assert (same.exit_code, same.stdout) == (0, "完全一致。\n")
    again = written(edition, folder.parent / "again", as_yaml=True)
    assert zcforms("diff", str(folder), str(again)).exit_code == 0
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(closes="2023-09-30"))
    edited(folder / f"{PLAN}.json", lambda plan: plan["specialties"].pop(0))
    told = zcforms("diff", str(again), str(folder))
    assert told.exit_code == 1
    assert " → 2023-09-30" in told.stdout
    assert "- /specialties/0：" in told.stdout
    assert "\n计划信息：\n    ~ 计划信息（申报截止）：" in told.stdout
    entries = json.loads(zcforms("diff", "--json", str(again), str(folder)).stdout)
    assert {each["pointer"] for each in entries["documents"]} == {"/closes", "/specialties/0"}
    assert "2023-09-30 23:59" in [each["after"] for each in entries["meaning"]["changes"]]
    assert zcforms("diff", str(folder), "2022-teacher-senior").exit_code == 1
    assert zcforms("diff", str(folder), "nowhere").exit_code == 2


# -- import, export, publish ---------------------------------------------------------------------------------------------


def test_imported_from_the_command_line_in_somebodys_name(installed: Stage, folder: Path) -> None:
    refused = zcforms("import", str(folder), "--by", "nobody", "--reason", "x")
    assert refused.exit_code == 2
    assert RULE_AUTHOR in refused.stderr
    assert zcforms("import", str(folder), "--by", RULE_AUTHOR).exit_code == 2
    made = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "2023 年度计划")
    assert made.exit_code == 0, made.output
    (line,) = plan_drafts.drafts(installed.house, author(installed))
    assert (line.plan_id, line.reason) == (ID, "2023 年度计划")
    assert line.id in made.stdout
    out = folder.parent / "out"
    assert zcforms("export", line.id, str(out)).exit_code == 0
    assert content_of(out) == content_of(folder)
    assert "没有变化" in zcforms("export", line.id, str(out)).stdout
    assert zcforms("show", line.id).exit_code == 0
    assert zcforms("diff", line.id, str(folder)).exit_code == 0


def test_published_from_the_command_line_by_another_and_given_out_as_the_same_bytes(
    installed: Stage, folder: Path, tmp_path: Path
) -> None:
    moves = {"moves": [{"from": "/answers/profession/rural_years", "to": "/answers/basic/rural_years"}]}
    (folder / "moves.json").write_text(json.dumps(moves), "utf-8")
    assert zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "2023 年度计划").exit_code == 0
    (line,) = plan_drafts.drafts(installed.house, author(installed))
    early = zcforms("publish", line.id, "--by", RULE_REVIEWER)
    assert (early.exit_code, "待复核" in early.stderr) == (2, True)
    plan_reviews.submit(installed.house, author(installed), line.id, "", NOW)
    own = zcforms("publish", line.id, "--by", RULE_AUTHOR)
    assert (own.exit_code, "另一账号" in own.stderr) == (2, True)
    done = zcforms("publish", line.id, "--by", RULE_REVIEWER, "--opinion", "同意")
    assert done.exit_code == 0, done.output
    assert "第 1 版已发布，立即生效" in done.stdout
    installed.house.rulebook.edition(wait=True)
    assert installed.house.plan(ID).year == 2023
    assert zcforms("export", f"{ID}@1", str(tmp_path / "out")).exit_code == 0
    name, data = plan_versions.package(installed.house, author(installed), ID, 1)
    assert name == f"{ID}-1.zip"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        given = {each: archive.read(each) for each in archive.namelist()}
    assert "moves.json" in given
    assert given == content_of(tmp_path / "out")
    (tmp_path / "again.zip").write_bytes(data)
    assert zcforms("lint", str(tmp_path / "again.zip")).exit_code == 0


@pytest.mark.parametrize("as_yaml", [False, True])
def test_a_draft_exported_and_imported_is_the_same_and_exported_again_the_same_bytes(
    workshop: Stage, edition: Edition, tmp_path: Path, as_yaml: bool
) -> None:
    written(edition, tmp_path / "plan", as_yaml=as_yaml)
    first = taken(workshop, tmp_path / "plan")
    once = exported(workshop, first.draft_id, tmp_path / "once")
    assert once == content_of(tmp_path / "plan")
    second = taken(workshop, tmp_path / "once")
    assert exported(workshop, second.draft_id, tmp_path / "twice") == once
    contents = [
        plan_drafts.draft(workshop.house, author(workshop), each.draft_id).content for each in (first, second)
    ]
    assert json.dumps(contents[0]) == json.dumps(contents[1])


def test_what_is_not_changed_keeps_its_spelling_and_what_is_changed_its_file(
    workshop: Stage, edition: Edition, tmp_path: Path
) -> None:
    written(edition, tmp_path / "plan", as_yaml=True)
    plan = tmp_path / "plan" / f"{PLAN}.yaml"
    plan.write_text(f"# 教育局的计划\n\n{plan.read_text('utf-8')}", "utf-8")
    wide = tmp_path / "plan" / f"schemas/attachments/{ID}.yaml"
    made = taken(workshop, tmp_path / "plan")
    assert exported(workshop, made.draft_id, tmp_path / "once")[f"{PLAN}.yaml"] == plan.read_bytes()
    step = plan_drafts.Step(
        "改截止日期",
        lambda _: [
            {
                "op": "replace",
                "path": f"/documents/{PLAN.replace('/', '~1')}.json/closes",
                "value": "2023-09-01",
            }
        ],
    )
    plan_drafts.change(workshop.house, author(workshop), made.draft_id, step, NOW)
    after = exported(workshop, made.draft_id, tmp_path / "changed")
    assert after.keys() == content_of(tmp_path / "plan").keys()
    assert after[f"{PLAN}.yaml"].decode().startswith("# 教育局的计划\n\n# yaml-language-server")
    assert "closes: 2023-09-01" in after[f"{PLAN}.yaml"].decode()
    assert after[f"schemas/attachments/{ID}.yaml"] == wide.read_bytes()
    assert taken(workshop, tmp_path / "changed").plan_id == ID


def test_an_import_into_a_draft_is_one_step_that_can_be_undone(workshop: Stage, folder: Path) -> None:
    house, actor = workshop.house, author(workshop)
    made = taken(workshop, folder)
    before = plan_drafts.draft(house, actor, made.draft_id).content
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(closes="2023-09-30"))
    put = plan_imports.put(house, actor, made.draft_id, files_in(folder), NOW)
    shown = plan_drafts.draft(house, actor, made.draft_id)
    assert (shown.undo, shown.version) == ("导入文件", put.version)
    assert shown.documents[f"{PLAN}.json"]["closes"] == "2023-09-30"
    assert plan_imports.put(house, actor, made.draft_id, files_in(folder), NOW).version == put.version
    plan_drafts.undo(house, actor, made.draft_id, NOW)
    assert json.dumps(plan_drafts.draft(house, actor, made.draft_id).content) == json.dumps(before)


def test_an_installed_plan_is_exported_and_comes_back_as_no_change(installed: Stage, tmp_path: Path) -> None:
    made = zcforms("export", "2022-teacher-senior", str(tmp_path / "out"))
    assert made.exit_code == 0, made.output
    back = taken(installed, tmp_path / "out")
    shown = plan_drafts.draft(installed.house, author(installed), back.draft_id)
    own = {path: each for path, each in shown.documents.items() if not path.startswith("rules/cases/")}
    assert own == shown.base["documents"], "the town's own documents are those installed, without cases"


def test_faults_leave_nothing_behind(installed: Stage, folder: Path) -> None:
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(chain="nowhere"))
    (folder / f"schemas/attachments/{ID}.json").write_text('{"items": [}', "utf-8")
    made = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "x")
    assert made.exit_code == 2
    assert f"schemas/attachments/{ID}.json：第 1 行" in made.stderr
    assert plan_drafts.drafts(installed.house, author(installed)) == []


def test_another_units_plan_and_a_shared_document_are_left_alone(installed: Stage, folder: Path) -> None:
    code = json.loads((resources.folder("schemas") / "codes/levels.json").read_text("utf-8"))
    path = folder / "schemas/codes/levels.json"
    path.parent.mkdir()
    path.write_text(json.dumps(code, ensure_ascii=False), "utf-8")
    made = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "x")
    assert "直接沿用：schemas/codes/levels.json" in made.stdout, made.output
    code["codes"][0]["caption"] = "改了"
    path.write_text(json.dumps(code, ensure_ascii=False), "utf-8")
    made = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "x")
    assert made.exit_code == 2
    assert "其他计划也在使用" in made.stderr
    assert f"{ID}-levels.json" in made.stderr
    path.unlink()
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(organising_unit="别的单位"))
    made = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "x")
    assert made.exit_code == 2
    assert "别的单位" in made.stderr


# -- hostile files -------------------------------------------------------------------------------------------------------


def zipped(path: Path, entries: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return path


def test_a_zip_is_as_good_as_a_folder_also_with_one_folder_around(
    workshop: Stage, folder: Path, tmp_path: Path
) -> None:
    entries = {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }
    flat = zipped(tmp_path / "flat.zip", entries)
    around = zipped(tmp_path / "around.zip", {f"plan-main/{name}": data for name, data in entries.items()})
    assert files_in(flat) == files_in(around) == files_in(folder)
    assert taken(workshop, around).plan_id == ID


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ({"../schemas/plans/x.json": b"{}"}, "之外"),
        ({"/schemas/plans/x.json": b"{}"}, "之外"),
        ({"schemas\\plans\\x.json": b"{}"}, "之外"),
        ({"C:/schemas/plans/x.json": b"{}"}, "之外"),
        ({f"schemas/plans/{n}.json": b"{}" for n in range(400)}, "个"),
        ({"schemas/plans/x.json": b" " * 9_000_000}, "MB"),
        ({"schemas/plans/x.json": b"\xff"}, "UTF-8"),
        ({"readme.md": b""}, "没有评审计划文档"),
        ({"schemas/plans/x.json": b"[" * 100_000}, "嵌套"),
        ({"schemas/plans/x.yaml": b"a: &a [x]\nb: [*a, *a]\n"}, "锚"),
        ({"schemas/plans/x.json": b"{}", "schemas/plans/x.yaml": b"{}"}, "两个文件"),
        ({"schemas/plans/x.json": b"{}", "schemas/plans/y.json": b"{}"}, "--plan"),
        ({"schemas/plans/x.json": b"{}", "moves.json": b'{"moves": [1]}'}, "写法不对"),
    ],
)  # fmt: skip
def test_hostile_archives_are_refused_within_a_second(
    tmp_path: Path, entries: dict[str, bytes], said: str
) -> None:
    path = zipped(tmp_path / "x.zip", entries)
    started = datetime.now(UTC)
    with pytest.raises(DocumentsInvalid, match=said):
        packaged(files_in(path))
    assert (datetime.now(UTC) - started).total_seconds() < 1


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text("{}", "utf-8")
    os.symlink(secret, folder / "schemas/plans/link.json")
    linted = zcforms("lint", str(folder))
    assert linted.exit_code == 1
    assert "链接" in linted.stderr


def test_what_is_no_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(b"PK")
    with pytest.raises(DocumentsInvalid, match="ZIP"):
        files_in(path)
