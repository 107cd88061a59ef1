"""A secretary's own files on a plan's list: uploaded, replaced, renamed, put in order, taken out, undone, by several authors (issue 6)."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from tests.printing import uploads
from tests.services.conftest import NOW
from tests.services.plan_workshop import FILE, begun
from tests.services.workshop import author, reviewer
from zcforms.demo.load import Stage
from zcforms.domain.errors import DocumentsInvalid, InputRefused, NotFound, WrongState
from zcforms.forms import downloads
from zcforms.printing import spreadsheet
from zcforms.services import plan_design, plan_downloads, plan_drafts, plan_patching
from zcforms.storage.files import FOR_ALL

NOTICE, OTHER = uploads.pdf(1), uploads.pdf(2)
TABLE = spreadsheet.write("汇总表", [("姓名", 10)], [["王明"]])


@pytest.fixture
def draft_id(workshop: Stage) -> str:
    return begun(workshop, lambda documents: None)


def offered(
    town: Stage, draft_id: str, data: bytes, name: str, caption: str = "", *, instead: str = ""
) -> str:
    return plan_design.offer(
        town.house, author(town), draft_id, (data, name), caption, instead=instead, now=NOW
    )


def listed(town: Stage, draft_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = plan_drafts.draft(town.house, author(town), draft_id).documents[FILE][
        "downloads"
    ]
    return found


def filled(town: Stage, draft_id: str, rows: list[dict[str, Any]], seen: str = "") -> None:
    shown = plan_design.shown(town.house, author(town), draft_id, "texts")
    answers = {**shown.answers, "downloads": rows}
    plan_design.fill(town.house, author(town), draft_id, "texts", answers, seen=seen or shown.seen, now=NOW)


def rows(town: Stage, draft_id: str) -> list[dict[str, Any]]:
    return list(plan_design.shown(town.house, author(town), draft_id, "texts").answers["downloads"])


def test_a_file_is_listed_under_its_own_name_and_kept(workshop: Stage, draft_id: str) -> None:
    assert offered(workshop, draft_id, NOTICE, "C:\\files\\申报\u202e须知.PDF") == "申报须知"
    digest = hashlib.sha256(NOTICE).hexdigest()
    assert listed(workshop, draft_id)[-1] == {
        "id": "shen-bao-xu-zhi",
        "caption": "申报须知",
        "file": {"name": "申报须知.pdf", "sha256": digest, "bytes": len(NOTICE)},
    }
    got = plan_downloads.of_draft(workshop.house, author(workshop), draft_id, "shen-bao-xu-zhi")
    assert (got.data, got.name, got.media_type, got.digest) == (
        NOTICE,
        "申报须知.pdf",
        "application/pdf",
        digest,
    )
    with pytest.raises(NotFound):
        plan_downloads.of_draft(workshop.house, author(workshop), draft_id, "pledge")
    (change, *_) = plan_drafts.changes(workshop.house, author(workshop), draft_id)
    assert change.caption == "上传文件“申报须知”"


@pytest.mark.parametrize(
    ("data", "name", "caption", "at", "said"),
    [
        (b"MZ program", "须知.pdf", "", "/file", "程序文件"),
        (b"", "须知.pdf", "", "/file", "空文件"),
        (NOTICE, "须知.docx", "", "/file", "扩展名"),
        (bytes([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + bytes(600), "汇总表.xls", "", "/file", "另存为 .xlsx"),
        (NOTICE + bytes(downloads.MOST_BYTES), "须知.pdf", "", "/file", "10 MB"),
        (NOTICE, "须知.pdf", "长" * 101, "/caption", "100 个字"),
    ],
)  # fmt: skip
def test_what_cannot_be_offered_is_told_at_its_field(
    workshop: Stage, draft_id: str, data: bytes, name: str, caption: str, at: str, said: str
) -> None:
    with pytest.raises(InputRefused) as refused:
        offered(workshop, draft_id, data, name, caption)
    assert [each.pointer for each in refused.value.faults] == [at]
    assert said in refused.value.faults[0].message
    assert [each["id"] for each in listed(workshop, draft_id)] == ["pledge"]


def test_the_list_is_put_in_order_renamed_and_its_ids_stay(workshop: Stage, draft_id: str) -> None:
    offered(workshop, draft_id, NOTICE, "申报须知.pdf")
    offered(workshop, draft_id, TABLE, "汇总表.xlsx", "推荐汇总表")
    pledge, notice, table = rows(workshop, draft_id)
    filled(workshop, draft_id, [table, {**notice, "caption": "2022 年申报须知"}, pledge])
    assert [(each["id"], each["caption"]) for each in listed(workshop, draft_id)] == [
        ("tui-jian-hui-zong-biao", "推荐汇总表"),
        ("shen-bao-xu-zhi", "2022 年申报须知"),
        ("pledge", "诚信承诺书（模板）"),
    ]
    filled(workshop, draft_id, [pledge])
    assert [each["id"] for each in listed(workshop, draft_id)] == ["pledge"]
    plan_drafts.undo(workshop.house, author(workshop), draft_id, NOW)
    assert [each["id"] for each in listed(workshop, draft_id)][1] == "shen-bao-xu-zhi"
    got = plan_downloads.of_draft(workshop.house, author(workshop), draft_id, "shen-bao-xu-zhi")
    assert got.data == NOTICE


@pytest.mark.parametrize(
    ("row", "at"), [({}, "/downloads/1/sheet"), ({"sheet": "pledge", "file": True}, "/downloads/1/file")]
)
def test_an_entry_is_a_sheet_or_a_file(workshop: Stage, draft_id: str, row: dict[str, Any], at: str) -> None:
    offered(workshop, draft_id, NOTICE, "申报须知.pdf")
    pledge, notice = rows(workshop, draft_id)
    wrong = {"caption": "两样", **row, **({"file": notice["file"]} if "file" in row else {})}
    with pytest.raises(InputRefused) as refused:
        filled(workshop, draft_id, [pledge, wrong, notice])
    assert [each.pointer for each in refused.value.faults] == [at]


def test_a_newer_file_takes_the_place_of_an_entry(workshop: Stage, draft_id: str) -> None:
    offered(workshop, draft_id, NOTICE, "申报须知.pdf")
    with pytest.raises(InputRefused, match="已在列表中"):
        offered(workshop, draft_id, NOTICE, "再来.pdf")
    assert offered(workshop, draft_id, OTHER, "申报须知（修订）.pdf", instead="shen-bao-xu-zhi") == "申报须知"
    entry = listed(workshop, draft_id)[-1]
    assert (entry["id"], entry["file"]["name"]) == ("shen-bao-xu-zhi", "申报须知（修订）.pdf")
    offered(workshop, draft_id, TABLE, "承诺书.xlsx", instead="pledge")
    assert "sheet" not in listed(workshop, draft_id)[0]
    with pytest.raises(WrongState, match="已被同事移除"):
        offered(workshop, draft_id, NOTICE, "x.pdf", instead="gone")


def test_two_authors_upload_at_once_and_none_is_lost(workshop: Stage, draft_id: str) -> None:
    house = workshop.house
    seen = plan_design.shown(house, reviewer(workshop), draft_id, "texts").seen
    offered(workshop, draft_id, NOTICE, "申报须知.pdf")
    plan_design.offer(house, reviewer(workshop), draft_id, (TABLE, "汇总表.xlsx"), "", now=NOW)
    assert [each["caption"] for each in listed(workshop, draft_id)][1:] == ["申报须知", "汇总表"]
    with pytest.raises(plan_drafts.Clash):  # the form was drawn before
        filled(workshop, draft_id, [], seen)


def test_the_list_has_an_end(workshop: Stage, draft_id: str) -> None:
    sheets = [{"caption": f"表{number}", "sheet": "pledge"} for number in range(downloads.MOST)]
    filled(workshop, draft_id, sheets)
    with pytest.raises(InputRefused, match="最多 20 项"):
        offered(workshop, draft_id, NOTICE, "申报须知.pdf")


def test_a_program_cannot_publish_what_a_person_has_brought_for_somebody(
    workshop: Stage, draft_id: str
) -> None:
    """Who knows the digest of somebody's certificate gets it not by naming it."""
    private = workshop.house.files.put(OTHER)
    entry = {
        "id": "x",
        "caption": "他人的证件",
        "file": {"name": "x.pdf", "sha256": private, "bytes": len(OTHER)},
    }
    path = f"/documents/{FILE.replace('/', '~1')}/downloads/-"
    change = [{"op": "add", "path": path, "value": entry}]
    at = workshop.house, author(workshop), draft_id, change
    version = plan_drafts.draft(workshop.house, author(workshop), draft_id).version
    with pytest.raises(DocumentsInvalid) as refused:
        plan_patching.patch(*at, version=version, now=NOW)
    assert [each.pointer for each in refused.value.faults] == ["/downloads/1/file/sha256"]
    workshop.house.files.put(OTHER, FOR_ALL)
    assert plan_patching.patch(*at, version=version, now=NOW) > version
