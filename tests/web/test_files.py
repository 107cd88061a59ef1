"""Uploading from a page's script, and sending files out harmlessly (features 39, 56, 72)."""

from __future__ import annotations

import io
import re

from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from tests.web.test_library import picture


def slot_of(visitor: Visitor) -> str:
    found = re.search(r'data-slot="([^"]+)"', visitor.page.text)
    assert found
    return found[1]


def send(visitor: Visitor, slot: str, *files: tuple[bytes, str]):  # type: ignore[no-untyped-def]
    return visitor.client.post(
        "/files",
        data={"slot": slot, "file": [(io.BytesIO(data), name) for data, name in files]},
        base_url=visitor.base,
        headers={"X-CSRFToken": visitor.csrf(), "Accept": "application/json"},
    )


def test_each_file_is_judged_by_itself(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    visitor.get("/library/work/new")
    answer = send(visitor, slot_of(visitor), (picture("red"), "证明.jpg"), (b"MZ...", "病毒.jpg"))
    assert answer.status_code == 200
    good, bad = answer.json["files"]
    assert good["name"] == "证明.jpg"
    assert good["id"]
    assert "病毒.jpg" in bad["error"] or bad["name"] == "病毒.jpg"
    assert "id" not in bad


def test_a_field_takes_what_its_document_says_and_no_page_can_ask_for_more(
    demonstration: Demonstration,
) -> None:
    visitor = demonstration.sign_in("demo-library")
    visitor.get("/library/work/new")
    slot = slot_of(visitor)
    assert send(visitor, slot + "x", (picture(), "证明.jpg")).status_code == 422
    assert send(visitor, "", (picture(), "证明.jpg")).status_code == 422
    assert send(visitor, slot, (b"PK\x03\x04 not accepted here", "表格.docx")).status_code == 422


def test_no_file_at_all_is_a_bad_request(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    visitor.get("/library/work/new")
    assert send(visitor, slot_of(visitor)).status_code == 400


def test_files_go_out_locked(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    visitor.get("/library/work/new")
    file_id = send(visitor, slot_of(visitor), (picture("green"), '证 明"；.jpg')).json["files"][0]["id"]
    shown = visitor.get(f"/files/{file_id}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "filename*=UTF-8''" in shown.headers["Content-Disposition"]
    assert visitor.get(f"/files/{file_id}?download=1").headers["Content-Disposition"].startswith("attachment")
    page = visitor.get(f"/files/{file_id}/view").text
    assert "点击图片可放大缩小查看" in page


def test_renaming_and_removing(demonstration: Demonstration) -> None:
    """Feature 72."""
    visitor = demonstration.sign_in("demo-library")
    visitor.get("/library/work/new")
    file_id = send(visitor, slot_of(visitor), (picture("pink"), "IMG_0001.jpg")).json["files"][0]["id"]
    token = visitor.csrf()
    named = visitor.post(f"/files/{file_id}/name", {"csrf_token": token, "name": "教师资格证"})
    assert named.json["name"] == "教师资格证.jpg"
    empty = visitor.post(
        f"/files/{file_id}/name", {"csrf_token": token, "name": " "}, headers={"Accept": "application/json"}
    )
    assert empty.status_code == 422
    assert visitor.post(f"/files/{file_id}/remove", {"csrf_token": token}).json == {"removed": True}
    assert visitor.get(f"/files/{file_id}").status_code == 404


def test_typed_names_are_kept_with_the_record(demonstration: Demonstration) -> None:
    """Feature 72 in the form: the name beside the file is saved with the rest."""
    visitor = demonstration.sign_in("demo-library")
    visitor.get("/library/work/new")
    file_id = send(visitor, slot_of(visitor), (picture("gold"), "IMG_0002.jpg")).json["files"][0]["id"]
    extra = {"evidence:file": file_id, f"evidence:name:{file_id}": "任职文件"}
    page = visitor.send("data.employer", data__employer="某校", **extra)
    assert "任职文件.jpg" in page.text


def test_another_persons_file_cannot_be_slipped_into_a_record(demonstration: Demonstration) -> None:
    owner = demonstration.sign_in("demo-library")
    owner.get("/library/work/new")
    file_id = send(owner, slot_of(owner), (picture("olive"), "别人的.jpg")).json["files"][0]["id"]
    thief = demonstration.sign_in("demo-returned")
    thief.get("/library/work/new")
    page = thief.send("data.employer", data__employer="某校", **{"evidence:file": file_id})
    assert "别人的" not in page.text
