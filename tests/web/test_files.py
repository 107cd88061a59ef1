"""Uploading from a page's script, and sending files out harmlessly (features 39, 56, 72)."""

from __future__ import annotations

import hashlib
import io
import re
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.printing.test_bare import photograph
from tests.web.conftest import Demonstration
from tests.web.site import Visitor, complaints
from tests.web.test_library import picture
from zcforms.domain.achievement import AchievementState
from zcforms.storage.work import work

OCTETS = {"Content-Type": "application/octet-stream"}


def slot_of(visitor: Visitor, page: str = "/library/work/new") -> str:
    found = re.search(r'data-slot="([^"]+)"', visitor.get(page).text)
    assert found
    return found[1]


def ask(visitor: Visitor, path: str, data: Any, **headers: str) -> TestResponse:
    """As the page's script asks."""
    return visitor.client.post(
        path,
        data=data,
        base_url=visitor.base,
        headers={"X-CSRFToken": visitor.csrf(), "Accept": "application/json", **headers},
    )


def begin(visitor: Visitor, data: bytes, name: str = "证明.jpg", slot: str = "") -> TestResponse:
    slot = slot or slot_of(visitor)
    digest = hashlib.sha256(data).hexdigest()
    return ask(visitor, "/uploads", {"slot": slot, "name": name, "size": len(data), "digest": digest})


def send(visitor: Visitor, data: bytes, name: str = "证明.jpg") -> dict[str, Any]:
    """A file's document, after it was sent in parts."""
    progress = begin(visitor, data, name).json
    while progress["file"] is None and progress["received"] < progress["size"]:
        part = data[progress["received"] :][:50_000]
        where = f"/uploads/{progress['id']}/parts/{progress['received']}"
        progress = ask(visitor, where, part, **OCTETS).json
    done = progress if progress["file"] else ask(visitor, f"/uploads/{progress['id']}/finish", {}).json
    return dict(done["file"])


@pytest.fixture
def visitor(demonstration: Demonstration) -> Visitor:
    return demonstration.sign_in("demo-library")


def test_a_file_comes_in_parts_and_goes_on_where_it_was_left(visitor: Visitor) -> None:
    data = picture("red") + bytes(100_000)
    begun = begin(visitor, data).json
    assert (begun["received"], begun["size"], begun["file"]) == (0, len(data), None)
    ask(visitor, f"/uploads/{begun['id']}/parts/0", data[:40_000], **OCTETS)
    assert begin(visitor, data).json["received"] == 40_000
    kept = send(visitor, data)
    assert (kept["name"], kept["size"], kept["media_type"]) == ("证明.jpg", len(data), "image/jpeg")
    assert begin(visitor, data).json["file"] == kept


def test_a_field_takes_what_its_document_says_and_no_page_can_ask_for_more(visitor: Visitor) -> None:
    slot = slot_of(visitor)
    for refused in (
        begin(visitor, picture(), slot=slot + "x"),
        begin(visitor, picture(), slot="x"),
        begin(visitor, b"PK\x03\x04 not accepted here", "表格.docx", slot),
        begin(visitor, b"", "空.jpg", slot),
    ):
        assert refused.status_code == 422
        assert refused.json["message"]
    program = begin(visitor, b"MZ...", "证明.jpg", slot).json
    answer = ask(visitor, f"/uploads/{program['id']}/parts/0", b"MZ...", **OCTETS)
    assert (answer.status_code, "程序文件" in answer.json["message"]) == (422, True)


def test_fields_are_told_apart_and_the_same_field_stays_the_same(visitor: Visitor) -> None:
    one, same, other = (slot_of(visitor, f"/library/{name}/new") for name in ("work", "work", "award"))
    assert one == same
    assert one != other


def test_a_part_is_limited_before_it_is_read(visitor: Visitor) -> None:
    begun = begin(visitor, b"\xff\xd8\xff" + bytes(3_000_000)).json
    answer = ask(visitor, f"/uploads/{begun['id']}/parts/0", bytes(1024 * 1024 + 1), **OCTETS)
    assert (answer.status_code, answer.json["heading"]) == (413, "内容过大")
    assert ask(visitor, f"/uploads/{begun['id']}/give-up", {}).json == {"given_up": True}
    assert ask(visitor, f"/uploads/{begun['id']}/parts/0", b"x", **OCTETS).status_code == 404
    assert ask(visitor, f"/uploads/{begun['id']}/give-up", {}).status_code == 200


def test_without_a_login_nothing_is_taken_and_the_script_learns_why(demonstration: Demonstration) -> None:
    visitor = demonstration.sign_in("demo-library")
    begun = begin(visitor, picture("black")).json
    slot = slot_of(visitor)
    token = visitor.csrf()
    with visitor.client.session_transaction(base_url=visitor.base) as session:
        session["session"] = "revoked"
    for path, data in (("/uploads", {"slot": slot}), (f"/uploads/{begun['id']}/parts/0", b"x")):
        answer = visitor.client.post(
            path,
            data=data,
            base_url=visitor.base,
            headers={"X-CSRFToken": token, "Accept": "application/json"},
        )
        assert (answer.status_code, answer.json["message"]) == (401, "登录已过期，请重新登录。")


def test_without_a_script_a_form_brings_its_files_and_each_is_judged_by_itself(visitor: Visitor) -> None:
    """Names are told apart within the field, the same file is no second one, and what is wrong does not cost the rest."""
    visitor.get("/library/work/new")
    parts = [
        (io.BytesIO(picture("teal")), "image.jpg"),
        (io.BytesIO(picture("navy")), "image.jpg"),
        (io.BytesIO(picture("teal")), "image.jpg"),
        (io.BytesIO(b"MZ..."), "病毒.jpg"),
        (io.BytesIO(picture("peru")), "../\u202egpj.证书.jpg"),
    ]
    page = visitor.send("data.employer", data__employer="某校", **{"evidence:upload": parts})
    assert "“病毒.jpg”不能上传：这是程序文件" in page.text
    names = re.findall(r'name="evidence:name:\w{24}" value="([^"]*)"', page.text)
    assert names == ["image", "image（2）", "gpj.证书"]


def test_files_go_out_locked(visitor: Visitor) -> None:
    file_id = send(visitor, picture("green"), '证 明"；.jpg')["id"]
    shown = visitor.get(f"/files/{file_id}")
    assert shown.headers["Content-Type"] == "image/jpeg"
    assert shown.headers["Content-Security-Policy"].startswith("sandbox")
    assert shown.headers["X-Content-Type-Options"] == "nosniff"
    assert "filename*=UTF-8''" in shown.headers["Content-Disposition"]
    assert visitor.get(f"/files/{file_id}?download=1").headers["Content-Disposition"].startswith("attachment")
    page = visitor.get(f"/files/{file_id}/view").text
    assert "点击图片可放大缩小查看" in page


def test_a_part_of_a_file_can_be_asked_for(visitor: Visitor) -> None:
    """A viewer shows the first page of a large PDF before the last one is there."""
    data = picture("lime") + bytes(50_000)
    where = f"/files/{send(visitor, data, '大.jpg')['id']}"
    whole = visitor.get(where)
    assert (whole.status_code, whole.headers["Accept-Ranges"], whole.data) == (200, "bytes", data)
    part = visitor.get(where, headers={"Range": "bytes=100-199", "If-Range": whole.headers["ETag"]})
    assert (part.status_code, part.data) == (206, data[100:200])
    assert part.headers["Content-Range"] == f"bytes 100-199/{len(data)}"
    assert part.headers["Content-Security-Policy"].startswith("sandbox")
    assert visitor.get(where, headers={"Range": f"bytes={len(data)}-"}).status_code == 416
    other = visitor.get(where, headers={"Range": "bytes=0-9", "If-Range": '"another"'})
    assert (other.status_code, other.data) == (200, data)


def test_only_the_owner_sees_where_a_photo_was_taken(demonstration: Demonstration) -> None:
    owner = demonstration.sign_in("demo-library")
    file_id = send(owner, photograph(), "现场.jpg")["id"]
    assert b"SECRET CAMERA" in owner.get(f"/files/{file_id}").data
    owner.get("/library/work/new")
    owner.send("data.employer", data__employer="某校", **{"evidence:file": file_id})
    with work(demonstration.house.database) as w:
        record = next(
            each
            for each in w.achievements.of(w.files.get(file_id).person_id or "")
            if file_id in str(each.evidence)
        )
        employed = w.bindings.current(record.person_id)
        assert employed
        record.state, record.organisation_id = AchievementState.SUBMITTED, employed.organisation_id
    employer = demonstration.sign_in("demo-school", "legal")
    for query in ("", "?download=1"):
        shown = employer.get(f"/files/{file_id}{query}")
        assert shown.status_code == 200
        assert b"SECRET CAMERA" not in shown.data
        assert len(shown.data) < len(photograph())


def test_renaming_and_removing(visitor: Visitor) -> None:
    """Feature 72."""
    visitor.get("/library/work/new")
    file_id = send(visitor, picture("pink"), "IMG_0001.jpg")["id"]
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
    file_id = send(visitor, picture("gold"), "IMG_0002.jpg")["id"]
    extra = {"evidence:file": file_id, f"evidence:name:{file_id}": "任职文件"}
    page = visitor.send("data.employer", data__employer="某校", **extra)
    assert "任职文件.jpg" in page.text


def test_another_persons_file_cannot_be_slipped_into_a_record(demonstration: Demonstration) -> None:
    owner = demonstration.sign_in("demo-library")
    owner.get("/library/work/new")
    file_id = send(owner, picture("olive"), "别人的.jpg")["id"]
    thief = demonstration.sign_in("demo-returned")
    thief.get("/library/work/new")
    page = thief.send("data.employer", data__employer="某校", **{"evidence:file": file_id})
    assert "别人的" not in page.text


def test_of_two_windows_neither_loses_the_others_file(visitor: Visitor) -> None:
    """Features 23, 39: the second one to save sees both lists, and unless it says otherwise both are kept."""
    visitor.get("/library/work/new")
    visitor.send("data.employer", data__employer="两窗学校")
    found = re.search(r"/library/records/\w+/edit", visitor.page.text)
    assert found
    one, other = send(visitor, picture("coral"), "甲.jpg"), send(visitor, picture("khaki"), "乙.jpg")
    visitor.get(found[0])
    before = visitor.form("data.employer").fields
    old = {name: before[name] for name in ("origins", "once")}
    visitor.get(found[0])
    visitor.send("data.employer", **{"evidence:file": one["id"]})
    visitor.get(found[0])
    stale = visitor.send("data.employer", **old, **{"evidence:file": other["id"]})
    assert stale.status_code == 409
    chooser = visitor.form("choose:evidence")
    assert chooser.fields["choose:evidence"].startswith("both:")
    assert "两边的文件都保留" in stale.text
    saved = visitor.send("choose:evidence")
    assert saved.status_code == 200, complaints(saved)
    assert "甲.jpg" in saved.text
    assert "乙.jpg" in saved.text
