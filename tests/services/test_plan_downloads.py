"""`zcforms plan`: a plan's own files go along with its documents, to the byte, and what is wrong with them is told (issue 6)."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.printing import uploads
from tests.services.conftest import NOW
from tests.services.plan_workshop import FILE, Change, begun, published
from tests.services.plan_workshop import PLAN as TEACHER
from tests.services.test_plan_files import ID, PLAN, content_of, edited, edition, folder, installed, zcforms
from tests.services.workshop import author
from zcforms import resources
from zcforms.demo.load import Stage
from zcforms.demo.people import RULE_AUTHOR
from zcforms.domain.errors import NotFound
from zcforms.services import (
    plan_drafts,
    plan_reviews,
    plan_starting,
    plan_versions,
    plans,
)
from zcforms.services.bench import Bench
from zcforms.services.editions import Edition
from zcforms.services.house import House
from zcforms.services.plan_downloads import of_draft, received
from zcforms.services.rulebook import Rulebook
from zcforms.services.versions import of_sources

__all__ = ["edition", "folder", "installed"]
NOTICE = uploads.pdf(2)
DIGEST = hashlib.sha256(NOTICE).hexdigest()
PATH = f"schemas/files/{DIGEST}.pdf"


@pytest.fixture
def offering(folder: Path) -> Path:
    """A new plan's folder with a file for applicants."""
    offered(folder, NOTICE)
    return folder


def offered(
    folder: Path, data: bytes, name: str = "申报须知.pdf", *, digest: str = "", size: int = 0
) -> None:
    digest = digest or hashlib.sha256(data).hexdigest()
    file = {"name": name, "sha256": digest, "bytes": size or len(data)}
    entry = {"id": "notice", "caption": "申报须知", "file": file}
    edited(folder / f"{PLAN}.json", lambda plan: plan.update(downloads=[entry]))
    (folder / "schemas/files").mkdir(exist_ok=True)
    (folder / f"schemas/files/{digest}.{name.rpartition('.')[2]}").write_bytes(data)


def test_what_was_imported_is_exported_as_the_same_bytes(installed: Stage, offering: Path) -> None:
    assert zcforms("lint", str(offering)).exit_code == 0
    made = zcforms("import", str(offering), "--by", RULE_AUTHOR, "--reason", "2023 年度计划")
    assert made.exit_code == 0, made.output
    (line,) = plan_drafts.drafts(installed.house, author(installed))
    out = offering.parent / "out"
    assert zcforms("export", line.id, str(out)).exit_code == 0
    assert content_of(out) == content_of(offering)
    assert (out / PATH).read_bytes() == NOTICE
    packed = offering.parent / "plan.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        for each in sorted(out.rglob("*")):
            if each.is_file():
                archive.write(each, each.relative_to(out).as_posix())
    again = zcforms("import", str(packed), "--by", RULE_AUTHOR, "--draft", line.id)
    assert again.exit_code == 0, again.output
    assert zcforms("export", line.id, str(out)).stdout.count("没有变化") == len(content_of(out))
    (out / PATH).write_bytes(b"other")
    refused = zcforms("export", line.id, str(out))
    assert (refused.exit_code, PATH in refused.stderr) == (2, True)


def test_a_folder_whose_files_are_wrong_is_told_by_place_and_nothing_is_taken(
    installed: Stage, folder: Path
) -> None:
    offered(folder, NOTICE + b"!", digest=DIGEST)
    for command in (("lint", str(folder)), ("import", str(folder), "--by", RULE_AUTHOR, "--reason", "x")):
        told = zcforms(*command)
        assert told.exit_code != 0
        assert f"{PLAN}.json#/downloads/0/file/sha256" in told.stderr
        assert hashlib.sha256(NOTICE + b"!").hexdigest() in told.stderr
    (folder / PATH).unlink()
    told = zcforms("lint", str(folder / f"{PLAN}.json"))
    assert f"找不到 {PATH}" in told.stderr
    assert plan_drafts.drafts(installed.house, author(installed)) == []


def test_a_file_that_is_not_what_it_is_called_is_not_taken(installed: Stage, folder: Path) -> None:
    offered(folder, b"MZ program")
    told = zcforms("import", str(folder), "--by", RULE_AUTHOR, "--reason", "x")
    assert told.exit_code != 0
    assert f"{PLAN}.json#/downloads/0/file" in told.stderr
    assert "程序文件" in told.stderr
    assert plan_drafts.drafts(installed.house, author(installed)) == []


def test_a_link_out_of_the_folder_is_not_followed(offering: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(NOTICE)
    (offering / PATH).unlink()
    (offering / PATH).symlink_to(secret)
    told = zcforms("lint", str(offering))
    assert told.exit_code == 1
    assert "之外的链接" in told.stderr


def test_a_difference_names_the_file(edition: object, offering: Path) -> None:
    other = offering.parent / "other"
    other.mkdir()
    for each in offering.rglob("*"):
        if each.is_file():
            (other / each.relative_to(offering)).parent.mkdir(parents=True, exist_ok=True)
            (other / each.relative_to(offering)).write_bytes(each.read_bytes())
    offered(other, uploads.pdf(3))
    told = zcforms("diff", str(offering), str(other))
    assert told.exit_code == 1
    assert f"摘要 {DIGEST[:8]}" in told.stdout
    assert json.loads(zcforms("diff", "--json", str(offering), str(other)).stdout)["documents"]


# -- versions, and what was installed ----------------------------------------------------------------------------------------


def adding(house: House, data: bytes) -> Change:
    """The first file that the teachers' plan offers."""

    def change(documents: dict[str, object]) -> None:
        file = received(house, data, "申报须知.pdf")
        told = {"name": file.name, "sha256": file.digest, "bytes": file.size}
        plan = documents[FILE]
        assert isinstance(plan, dict)
        kept = [each for each in plan["downloads"] if each["id"] != "notice"]
        plan["downloads"] = [*kept, {"id": "notice", "caption": "申报须知", "file": told}]

    return change


def test_who_declared_by_an_older_version_gets_what_that_one_offers(workshop: Stage) -> None:
    house = workshop.house
    first = published(workshop, adding(house, NOTICE))
    assert plans.download(house, TEACHER, "notice").data == NOTICE
    who, application_id = workshop.filled("ready", "teacher-complete")
    second = published(workshop, adding(house, uploads.pdf(5)))
    assert first.digest != second.digest
    assert plans.download(house, TEACHER, "notice").data == uploads.pdf(5)
    assert plans.download_of(house, who.actor, application_id, "notice").data == NOTICE
    _, packed = plan_versions.package(house, author(workshop), TEACHER, first.number)
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert archive.read(PATH) == NOTICE


@pytest.fixture
def installation(workshop: Stage, tmp_path: Path) -> Iterator[tuple[Stage, Path]]:
    """A town whose installed teachers' plan offers a file, and the folder."""
    home = tmp_path / "home"
    for name in ("schemas", "rules"):
        shutil.copytree(resources.folder(name), home / name, ignore=shutil.ignore_patterns("cases"))
    entry = {
        "id": "notice",
        "caption": "申报须知",
        "file": {"name": "申报须知.pdf", "sha256": DIGEST, "bytes": len(NOTICE)},
    }
    edited(home / FILE, lambda plan: plan["downloads"].append(entry))
    (home / "schemas/files").mkdir()
    (home / PATH).write_bytes(NOTICE)
    with Bench.load(home) as bench:
        rulebook = Rulebook(workshop.house.database, Edition.of_files(bench))
        yield replace(workshop, house=replace(workshop.house, rulebook=rulebook)), home


def test_what_was_installed_is_offered_and_kept_for_copies_and_corrections(
    installation: tuple[Stage, Path],
) -> None:
    town, home = installation
    house = town.house
    assert plans.download(house, TEACHER, "notice").data == NOTICE
    corrected = plan_starting.begin_correction(house, author(town), TEACHER, "更正", NOW)
    copied = plan_starting.begin_next_year(house, author(town), TEACHER, NOW)
    (home / PATH).unlink()
    for draft_id in (corrected, copied):
        assert of_draft(house, author(town), draft_id, "notice").data == NOTICE
    assert plans.download(house, TEACHER, "notice").data == NOTICE


def test_a_plan_that_is_closed_keeps_what_it_was_installed_with(installation: tuple[Stage, Path]) -> None:
    town, home = installation
    plan_reviews.close(town.house, author(town), TEACHER, "停止申报", NOW)
    (home / PATH).unlink()
    assert plans.download(town.house, TEACHER, "notice").data == NOTICE


def test_what_a_plan_does_not_name_is_not_given_out(workshop: Stage) -> None:
    published(workshop, adding(workshop.house, NOTICE))
    with pytest.raises(NotFound):
        plans.download(workshop.house, TEACHER, DIGEST)


def test_rules_are_made_again_from_documents_without_the_files(installation: tuple[Stage, Path]) -> None:
    """What a verdict's archive keeps: no verdict depends on what a file says."""
    town, _ = installation
    files = town.house.rulebook.files
    assert not [path for path in files.sources.files if path.startswith("schemas/files/")]
    assert of_sources(files.sources, TEACHER, "").plan.digest == files.plans[TEACHER].digest


def test_a_draft_whose_file_nobody_has_is_not_published(workshop: Stage) -> None:
    def change(documents: dict[str, Any]) -> None:
        file = {"name": "申报须知.pdf", "sha256": DIGEST, "bytes": len(NOTICE)}
        documents[FILE]["downloads"] = [{"id": "notice", "caption": "申报须知", "file": file}]

    draft_id = begun(workshop, change)
    missing = plan_reviews.gate(workshop.house, author(workshop), draft_id).missing
    assert [(each.file, each.pointer) for each in missing] == [(FILE, "/downloads/0/file/sha256")]


def test_a_new_plan_and_an_export_take_along_what_was_installed(
    installation: tuple[Stage, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _, home = installation
    monkeypatch.setenv("ZCFORMS_HOME", str(home))
    for made in (
        zcforms("new", ID, str(tmp_path / "new"), "--from", TEACHER),
        zcforms("export", TEACHER, str(tmp_path / "out")),
    ):
        assert made.exit_code == 0, made.output
    assert (tmp_path / "new" / PATH).read_bytes() == (tmp_path / "out" / PATH).read_bytes() == NOTICE
    assert zcforms("lint", str(tmp_path / "new")).exit_code == 0
    assert zcforms("lint").exit_code == 0
    (home / PATH).write_bytes(NOTICE[:-1])
    assert f"{FILE}#/downloads/1/file/sha256" in zcforms("lint").stderr
