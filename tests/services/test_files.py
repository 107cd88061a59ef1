"""Evidence files (features 39, 71, 72) and who may open them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts, everything
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.errors import InputRefused, NotFound, UploadRefused, WrongState
from zcforms.services import achievements, approvals, files, filling, overviews, registration
from zcforms.services.house import House
from zcforms.services.submission import submit
from zcforms.storage.records import StoredFile
from zcforms.storage.work import work

ANY = {"accept": ["jpg", "pdf"], "maxBytes": 1_000_000}


@pytest.fixture
def teacher(town: Stage) -> Replay:
    return town.employed("library", TEACHER)


def upload(town: Stage, who: Replay, name: str) -> files.FileRef:
    return files.upload(town.house, who.actor, town.evidence.file(name, "甲"), name, ANY, now=NOW)


def kept_bytes(house: House, who: Replay) -> int:
    """What the quota counts: the same bytes under two names once."""
    with work(house.database, write=False) as w:
        sizes = {file.digest: file.size for file in w.files.of_person(who.actor.person())}
    return sum(sizes.values())


@pytest.mark.parametrize(
    ("name", "media_type"), [("证书.jpg", "image/jpeg"), ("证明.pdf", "application/pdf")]
)
def test_uploaded_and_opened(town: Stage, teacher: Replay, house: House, name: str, media_type: str) -> None:
    kept = upload(town, teacher, name)
    opened = files.open_file(house, teacher.actor, kept.id, NOW)
    assert (opened.name, opened.media_type, opened.data) == (name, media_type, town.evidence.file(name, "甲"))
    assert kept_bytes(house, teacher) >= kept.size


def test_the_same_file_again_is_the_same(town: Stage, teacher: Replay, house: House) -> None:
    first = upload(town, teacher, "证书.jpg")
    used = kept_bytes(house, teacher)
    assert upload(town, teacher, "证书.jpg") == first
    other = files.upload(
        house, teacher.actor, town.evidence.file("证书.jpg", "甲"), "另一个名字.jpg", ANY, now=NOW
    )
    assert (other.digest, other.id != first.id) == (first.digest, True)
    assert kept_bytes(house, teacher) == used


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "空.pdf", "空文件"),
        (b"MZ\x90\x00" + b"0" * 200, "证书.jpg", "不能上传"),
        (b"x" * 1_000_001, "大.jpg", "超过上限"),
    ],
)
def test_what_is_not_what_it_says(
    town: Stage, teacher: Replay, house: House, data: bytes, name: str, said: str
) -> None:
    before = kept_bytes(house, teacher)
    with pytest.raises(UploadRefused, match=said):
        files.upload(house, teacher.actor, data, name, ANY, now=NOW)
    assert kept_bytes(house, teacher) == before


def test_the_quota(town: Stage, teacher: Replay, house: House) -> None:
    small = replace(house, terms=replace(house.terms, quota_bytes=kept_bytes(house, teacher) + 10))
    with pytest.raises(UploadRefused, match="总量"):
        files.upload(small, teacher.actor, town.evidence.file("证书.jpg", "甲"), "证书.jpg", ANY, now=NOW)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("C:\\证书\\一.jpg", "一.jpg"),
        ("../../etc/二.jpg", "二.jpg"),
        ("三\u0000\u202e.jpg", "三.jpg"),
        ("长" * 300 + ".jpg", "长" * 100 + ".jpg"),
    ],
)
def test_a_name_is_a_name(town: Stage, teacher: Replay, house: House, given: str, kept: str) -> None:
    data = town.evidence.file("证书.jpg", "甲")
    assert files.upload(house, teacher.actor, data, given, ANY, now=NOW).name == kept


def test_renamed_where_it_is_used(town: Stage, teacher: Replay, house: House) -> None:
    """Feature 72: the extension stays, what waits for approval keeps the name that it was submitted with."""
    kept = upload(town, teacher, "IMG_0001.jpg")
    draft = achievements.save(house, teacher.actor, "award", {"name": "甲"}, [kept.id], now=NOW)
    assert files.rename(house, teacher.actor, kept.id, "获奖证书.jpg", NOW).name == "获奖证书.jpg"
    assert files.rename(house, teacher.actor, kept.id, "教学成果奖证书", NOW).name == "教学成果奖证书.jpg"
    assert achievements.get(house, teacher.actor, draft.id).evidence[0]["name"] == "教学成果奖证书.jpg"
    assert "教学成果奖证书" not in everything(house)


def test_renaming_reaches_a_draft_application(town: Stage, house: House) -> None:
    replay, application_id = town.filled("ready", TEACHER)
    groups = {group.id: group for group in overviews.attachment_overview(house, replay.actor, application_id)}
    pledge, title = groups["pledge"].files[0], groups["titles"].files[0]
    work = groups["work"].files[0]
    for file in (pledge, title, work):
        files.rename(house, replay.actor, file["id"], "新名字", NOW)
    after = {group.id: group for group in overviews.attachment_overview(house, replay.actor, application_id)}
    assert after["pledge"].files[0]["name"] == "新名字.jpg"
    assert after["titles"].files[0]["name"] == "新名字.jpg"
    assert after["work"].files[0]["name"] == work["name"], "an approved record does not change"


@pytest.mark.parametrize("name", ["", "  ", ".jpg", "长" * 101])
def test_a_file_needs_a_name(town: Stage, teacher: Replay, house: House, name: str) -> None:
    kept = upload(town, teacher, "证书.jpg")
    if len(name) > 100:
        assert len(files.rename(house, teacher.actor, kept.id, name, NOW).name) == 104
        return
    with pytest.raises(InputRefused) as refused:
        files.rename(house, teacher.actor, kept.id, name, NOW)
    assert refused.value.faults[0].pointer == "/name"


def test_removed_unless_used(town: Stage, teacher: Replay, house: House) -> None:
    kept = upload(town, teacher, "证书.jpg")
    draft = achievements.save(house, teacher.actor, "award", {"name": "甲"}, [kept.id], now=NOW)
    with pytest.raises(WrongState, match="正在使用"):
        files.remove(house, teacher.actor, kept.id, NOW)
    achievements.delete(house, teacher.actor, draft.id, NOW)
    files.remove(house, teacher.actor, kept.id, NOW)
    with pytest.raises(NotFound):
        files.rename(house, teacher.actor, kept.id, "x", NOW)
    with pytest.raises(InputRefused):
        achievements.save(house, teacher.actor, "award", {"name": "甲"}, [kept.id], now=NOW)


def test_the_photo_in_use_is_not_removed(town: Stage, house: House) -> None:
    replay, application_id = town.filled("ready", TEACHER)
    groups = overviews.attachment_overview(house, replay.actor, application_id)
    for file in (groups[0].files[0], groups[1].files[0]):
        with pytest.raises(WrongState):
            files.remove(house, replay.actor, file["id"], NOW)


def test_nobody_else_opens_it(town: Stage, teacher: Replay, house: House) -> None:
    kept = upload(town, teacher, "证书.jpg")
    other = town.employed("draft", TEACHER)
    for actor in (other.actor, town.desks["demo-school"], town.desks["demo-company"]):
        with pytest.raises(NotFound):
            files.open_file(house, actor, kept.id, NOW)
    assert acts(house, f"file:{kept.id}") == ["file.upload", *["look.refused"] * 3]
    with pytest.raises(NotFound):
        files.rename(house, other.actor, kept.id, "我的", NOW)
    with pytest.raises(NotFound):
        files.remove(house, other.actor, kept.id, NOW)


def test_the_employer_opens_what_was_submitted_to_it(town: Stage, teacher: Replay, house: House) -> None:
    teacher.enter(["w1", "t1"])
    evidence = {
        name: achievements.get(house, teacher.actor, made).evidence[0]["id"]
        for name, made in teacher.records.items()
    }
    teacher.hand_in(["w1"])
    assert files.open_file(house, town.desks["demo-school"], evidence["w1"], NOW).data
    for actor, name in ((town.desks["demo-school"], "t1"), (town.desks["demo-company"], "w1")):
        with pytest.raises(NotFound):
            files.open_file(house, actor, evidence[name], NOW)


def test_who_handles_an_application_opens_its_files(town: Stage, house: House) -> None:
    """Each at its turn and afterwards: employer, then authority; the photo, the evidence, the attachments."""
    replay, application_id = town.filled("ready", TEACHER)
    groups = overviews.attachment_overview(house, replay.actor, application_id)
    every = [file["id"] for group in groups for file in group.files]
    unused = upload(town, replay, "没有用到.jpg").id
    school, authority = town.desks["demo-school"], town.desks["demo-education"]
    submit(house, replay.actor, application_id, NOW)
    assert all(files.open_file(house, school, file_id, NOW).data for file_id in every)
    for actor, file_id in ((school, unused), (authority, every[0]), (town.desks["demo-company"], every[0])):
        with pytest.raises(NotFound):
            files.open_file(house, actor, file_id, NOW)
    approvals.endorse(house, school, application_id, "", NOW)
    assert all(
        files.open_file(house, actor, file_id, NOW).data for file_id in every for actor in (school, authority)
    )


def test_a_new_photo_leaves_the_submitted_one(town: Stage, house: House) -> None:
    """Feature 77."""
    replay, application_id = town.filled("ready", TEACHER)
    submit(house, replay.actor, application_id, NOW)
    before = overviews.document(house, replay.actor, application_id)["applicant"]
    registration.remove_photo(house, replay.actor, NOW)
    assert overviews.document(house, replay.actor, application_id)["applicant"] == before
    assert files.open_file(house, town.desks["demo-school"], before["photo"]["id"], NOW).data


def test_attachments_hold_their_limits(town: Stage, house: House) -> None:
    """Feature 46."""
    replay, application_id = town.filled("ready", TEACHER)
    rows = {row.item.id: row for row in filling.attachments(house, replay.actor, application_id)}
    assert rows["pledge"].limits == "至少上传 1 个，最多上传 2 个，支持 jpg、png、pdf 格式，每个不超过 10 MB"
    too_many = [upload(town, replay, f"{number}.jpg").id for number in range(3)]
    with pytest.raises(InputRefused) as refused:
        filling.save_attachments(house, replay.actor, application_id, "pledge", too_many, now=NOW)
    assert refused.value.faults[0].pointer == ""
    with pytest.raises(InputRefused) as refused:
        filling.save_attachments(house, replay.actor, application_id, "pledge", ["unknown"], now=NOW)
    assert refused.value.faults[0].pointer == "/0"
    with pytest.raises(NotFound):
        filling.save_attachments(house, replay.actor, application_id, "nothing", [], now=NOW)


def test_only_own_files_are_given_as_documents(town: Stage, teacher: Replay, house: House) -> None:
    """What a form may refer to."""
    own, others = upload(town, teacher, "证书.jpg"), upload(town, town.employed("draft", TEACHER), "别人.jpg")
    assert files.documents(house, teacher.actor, [own.id, own.id, others.id, "unknown"]) == {
        own.id: own.as_document()
    }


def test_a_file_of_an_organisation_is_its_own(town: Stage, teacher: Replay, house: House) -> None:
    digest = house.files.put(b"x")
    owner = town.desks["demo-school"].organisation()
    with work(house.database) as w:
        w.files.add(
            StoredFile("f9", digest, "单位公示.pdf", 1, "application/pdf", NOW, organisation_id=owner)
        )
    assert files.open_file(house, town.desks["demo-school"], "f9", NOW).data == b"x"
    for actor in (teacher.actor, town.desks["demo-company"]):
        with pytest.raises(NotFound):
            files.open_file(house, actor, "f9", NOW)
