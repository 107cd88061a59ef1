"""Files on their way in, part by part (features 39, 71): lost connections, double clicks, restarts, two windows, hostile content."""

from __future__ import annotations

import hashlib
import io
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.achievement import FileRef
from zcforms.domain.errors import InputRefused, NotFound, UploadRefused, WrongState
from zcforms.services import files, uploads
from zcforms.services.house import House
from zcforms.services.uploads import Place, Progress, Wanted
from zcforms.storage.files import FileStore
from zcforms.storage.work import work
from zcforms.worker import KINDS, embedded

HERE = Place("/library/award/new#evidence", {"accept": ["jpg", "docx"], "maxBytes": 1_000_000}, 3)
THERE = replace(HERE, id="/applications/a/parts/attachments#pledge")
PART = 10_000


@pytest.fixture
def teacher(town: Stage) -> Replay:
    return town.employed("library", TEACHER)


@pytest.fixture(scope="module")
def scan() -> bytes:
    """Some 50 kB of a real picture."""
    file = io.BytesIO()
    Image.effect_noise((300, 200), 60).convert("RGB").save(file, "JPEG", quality=95)
    return file.getvalue()


def wanted(data: bytes, name: str = "证书.jpg") -> Wanted:
    return Wanted(name, len(data), hashlib.sha256(data).hexdigest())


def sender(house: House, who: Replay, data: bytes, place: Place = HERE) -> Callable[..., Progress]:
    """Sends part after part as the browser does, and stops after `parts` of them."""

    def send(parts: int = 10_000, name: str = "证书.jpg", later: timedelta = timedelta()) -> Progress:
        now = NOW + later
        progress = uploads.begin(house, who.actor, wanted(data, name), place, now)
        while parts and progress.received < progress.size:
            content = data[progress.received : progress.received + PART]
            progress = uploads.take(house, who.actor, progress.id, progress.received, content, now=now)
            parts -= 1
        if progress.received == progress.size and progress.file is None:
            progress = uploads.finish(house, who.actor, progress.id, now)
        return progress

    return send


def kept(house: House, who: Replay) -> list[FileRef]:
    with work(house.database, write=False) as w:
        return [file.ref for file in w.files.of_person(who.actor.person())]


def waiting(house: House, who: Replay) -> list[Any]:
    with work(house.database, write=False) as w:
        return w.uploads.of_person(who.actor.person())


def parts_on_disk(tmp_path: Path) -> list[Path]:
    return [path for path in (tmp_path / "files" / "parts").rglob("*") if path.is_file()]


def test_part_by_part_and_on_after_every_interruption(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    send = sender(house, teacher, scan)
    assert send(2).received == 2 * PART
    assert send(0).received == 2 * PART
    other_process = replace(house, files=FileStore(str(tmp_path / "files")))
    done = sender(other_process, teacher, scan)()
    assert done.file is not None
    opened = files.open_file(house, teacher.actor, done.file.id, NOW)
    assert (opened.data, opened.name, opened.media_type) == (scan, "证书.jpg", "image/jpeg")
    assert waiting(house, teacher) == []
    assert parts_on_disk(tmp_path) == []
    assert acts(house, f"file:{done.file.id}") == ["file.upload"]


def test_whatever_is_asked_twice_has_one_effect(house: House, teacher: Replay, scan: bytes) -> None:
    before = len(kept(house, teacher))
    first = uploads.begin(house, teacher.actor, wanted(scan), HERE, NOW)
    assert uploads.begin(house, teacher.actor, wanted(scan), HERE, NOW) == first
    for _ in range(3):
        taken = uploads.take(house, teacher.actor, first.id, 0, scan[:PART], now=NOW)
        assert taken.received == PART
    assert uploads.take(house, teacher.actor, first.id, 3 * PART, scan[:PART], now=NOW).received == PART
    done = sender(house, teacher, scan)()
    again = sender(house, teacher, scan)()
    assert done.file == again.file
    assert len(kept(house, teacher)) == before + 1
    with pytest.raises(NotFound):
        uploads.finish(house, teacher.actor, first.id, NOW)


def test_two_windows_that_send_the_same_file_at_once_make_one(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    before = len(kept(house, teacher))
    done: list[FileRef | None] = []
    gate = threading.Barrier(4)

    def send() -> None:
        gate.wait(10)
        for _ in range(5):
            try:
                done.append(sender(house, teacher, scan)().file)
            except NotFound:  # another one finished it between two parts: the browser asks again
                continue
            return

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(done) == 4
    assert len({file.id for file in done if file}) == 1
    assert len(kept(house, teacher)) == before + 1
    assert parts_on_disk(tmp_path) == []


def test_forms_that_are_sent_twice_at_once_keep_one_file(house: House, teacher: Replay, scan: bytes) -> None:
    """Without a script: the double click of an impatient person."""
    before = len(kept(house, teacher))
    gate, ids = threading.Barrier(4), []

    def send() -> None:
        gate.wait(10)
        ids.append(files.upload(house, teacher.actor, scan, "证书.jpg", HERE.limits, now=NOW).id)

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(ids), len(set(ids)), len(kept(house, teacher))) == (4, 1, before + 1)


def test_bytes_that_a_person_has_brought_before_are_not_sent_again(
    house: House, teacher: Replay, scan: bytes
) -> None:
    done = sender(house, teacher, scan)()
    other = uploads.begin(house, teacher.actor, wanted(scan, "另一个名字.jpg"), THERE, NOW)
    assert other.file is not None
    assert done.file is not None
    assert (other.file.digest, other.file.name) == (done.file.digest, "另一个名字.jpg")
    pdf = replace(HERE, limits={**HERE.limits, "accept": ["pdf"]})
    with pytest.raises(UploadRefused, match="此处只能上传：PDF 文档"):
        uploads.begin(house, teacher.actor, wanted(scan, "证书"), pdf, NOW)


def test_nobody_gets_at_what_others_have_or_send(
    house: House, town: Stage, teacher: Replay, scan: bytes
) -> None:
    sender(house, teacher, scan)()
    other = town.employed("draft", TEACHER)
    assert uploads.begin(house, other.actor, wanted(scan), HERE, NOW).file is None, (
        "knowing a digest is not having the file"
    )
    begun = uploads.begin(house, teacher.actor, wanted(scan + b"x"), HERE, NOW)
    for asked in (
        lambda: uploads.take(house, other.actor, begun.id, 0, scan[:PART], now=NOW),
        lambda: uploads.finish(house, other.actor, begun.id, NOW),
        lambda: uploads.give_up(house, other.actor, begun.id),
    ):
        with pytest.raises(NotFound):
            asked()
    assert acts(house, f"upload:{begun.id}") == ["look.refused"] * 3
    assert len(waiting(house, teacher)) == 1


def test_what_arrived_otherwise_than_it_was_announced_begins_anew(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    """A part that was damaged on the way, or that a power cut took."""
    send = sender(house, teacher, scan)
    broken = send(1)
    uploads.take(house, teacher.actor, broken.id, PART, b"?" * PART, now=NOW)
    anew = send()
    assert (anew.received, anew.file) == (0, None)
    assert anew.id != broken.id
    assert send(2).received == 2 * PART
    parts_on_disk(tmp_path)[0].unlink()
    assert send().received == 0
    assert send().file is not None


@pytest.mark.parametrize(
    ("content", "said"), [(b"", "大小不符"), (b"x" * (uploads.MOST_PART + 1), "大小不符")]
)
def test_a_part_is_neither_nothing_nor_more_than_was_announced(
    house: House, teacher: Replay, scan: bytes, content: bytes, said: str
) -> None:
    begun = uploads.begin(house, teacher.actor, wanted(scan), HERE, NOW)
    with pytest.raises(UploadRefused, match=said):
        uploads.take(house, teacher.actor, begun.id, 0, content, now=NOW)
    with pytest.raises(UploadRefused, match=said):
        uploads.take(house, teacher.actor, begun.id, 0, scan + b"x", now=NOW)
    with pytest.raises(WrongState):
        uploads.finish(house, teacher.actor, begun.id, NOW)


def test_what_cannot_be_taken_is_told_as_early_as_it_is_known(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    for name, size, said in (
        ("IMG_1.HEIC", 10, "兼容性最佳"),
        ("空.jpg", 0, "空文件"),
        ("大.jpg", 1_000_001, "超过上限"),
        ("证书.pdf", 10, "此处可以上传：JPG 图片、Word"),
        ("\u202egpj.exe", 10, "gpj.exe”不能上传：这是程序文件"),
    ):
        with pytest.raises(UploadRefused, match=said):
            uploads.begin(house, teacher.actor, Wanted(name, size, "0" * 64), HERE, NOW)
    with pytest.raises(InputRefused):
        uploads.begin(house, teacher.actor, Wanted("证书.jpg", 10, "../../etc"), HERE, NOW)
    assert waiting(house, teacher) == []
    program = b"MZ" + scan
    begun = uploads.begin(house, teacher.actor, wanted(program), HERE, NOW)
    with pytest.raises(UploadRefused, match="程序文件"):
        uploads.take(house, teacher.actor, begun.id, 0, program[:PART], now=NOW)
    assert (waiting(house, teacher), parts_on_disk(tmp_path)) == ([], [])


def test_what_only_shows_at_the_end_is_refused_there_and_leaves_nothing(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    before = kept(house, teacher)
    with pytest.raises(UploadRefused, match="图片已损坏"):
        sender(house, teacher, scan[:-2000])()
    assert (waiting(house, teacher), parts_on_disk(tmp_path)) == ([], [])
    assert kept(house, teacher) == before


def test_a_field_has_only_so_many_on_their_way_and_the_oldest_gives_way(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    sent = [scan + bytes([number]) for number in range(4)]
    begun = [sender(house, teacher, data)(1, later=timedelta(seconds=n)) for n, data in enumerate(sent)]
    elsewhere = sender(house, teacher, scan, THERE)(1)
    assert [each.id for each in waiting(house, teacher)] == [
        elsewhere.id,
        *(each.id for each in begun[1:]),
    ]
    assert len(parts_on_disk(tmp_path)) == 4
    with pytest.raises(NotFound):
        uploads.take(house, teacher.actor, begun[0].id, PART, scan[PART : 2 * PART], now=NOW)
    assert sender(house, teacher, sent[0])(1).received == PART


def test_one_person_has_only_so_much_on_the_way(house: House, teacher: Replay) -> None:
    for number in range(40):
        place = replace(HERE, id=f"field-{number}")
        uploads.begin(house, teacher.actor, Wanted("证书.jpg", 10, f"{number:064}"), place, NOW)
    assert len(waiting(house, teacher)) == 30


def test_the_quota_counts_what_is_on_its_way_and_says_what_there_is(
    house: House, teacher: Replay, scan: bytes
) -> None:
    used = sum({file.digest: file.size for file in kept(house, teacher)}.values())
    small = replace(house, terms=replace(house.terms, quota_bytes=used + len(scan) + 10))
    uploads.begin(small, teacher.actor, wanted(scan), HERE, NOW)
    with pytest.raises(UploadRefused, match=r"材料总量将超过.*现有.*请先在业绩或申报中移除"):
        uploads.begin(small, teacher.actor, Wanted("二.jpg", 20, "0" * 64), HERE, NOW)
    later = NOW + timedelta(hours=1)
    assert uploads.begin(small, teacher.actor, Wanted("二.jpg", 20, "0" * 64), HERE, later).received == 0


def test_files_that_stand_nowhere_make_room(house: House, teacher: Replay, scan: bytes) -> None:
    teacher.enter(["w1"])
    loose = files.upload(house, teacher.actor, scan, "没有用到.jpg", HERE.limits, now=NOW)
    used = sum({file.digest: file.size for file in kept(house, teacher)}.values())
    full = replace(house, terms=replace(house.terms, quota_bytes=used))
    with pytest.raises(UploadRefused, match="总量"):
        files.upload(full, teacher.actor, scan + b"\x00", "新.jpg", HERE.limits, now=NOW)
    with work(house.database) as w:
        (account,) = w.accounts.of_person(teacher.actor.person())
        w.drafts.save(account.id, "library/new/award", {"evidence:file": [loose.id]}, NOW)
    weeks = NOW + timedelta(days=30)
    bigger = scan + b"\x00"
    with pytest.raises(UploadRefused, match="总量"):
        files.upload(full, teacher.actor, bigger, "新.jpg", HERE.limits, now=weeks)
    with work(house.database) as w:
        w.drafts.discard(account.id, "library/new/award")
    full = replace(house, terms=replace(house.terms, quota_bytes=used + 10))
    assert files.upload(full, teacher.actor, bigger, "新.jpg", HERE.limits, now=weeks)
    names = {file.name for file in kept(house, teacher)}
    assert "没有用到.jpg" not in names
    assert len(names) > 1, "what stands in a record stays"
    assert acts(house, f"file:{loose.id}") == ["file.upload", "file.forget"]


def test_what_nobody_comes_back_for_is_cleared_by_a_job(
    house: House, teacher: Replay, scan: bytes, tmp_path: Path
) -> None:
    fresh = timedelta(days=4)
    old = sender(house, teacher, scan)(1)
    begun = sender(house, teacher, scan + b"x")(1, later=fresh)
    real = replace(house, clock=lambda: datetime.now(UTC))
    real.set_business_time(NOW + fresh)
    deadline = time.monotonic() + 60
    with embedded(real, KINDS):
        while [each.id for each in waiting(house, teacher)] != [begun.id]:
            assert time.monotonic() < deadline, house.database.jobs.failed()
            time.sleep(0.2)
    with pytest.raises(NotFound):
        uploads.take(house, teacher.actor, old.id, PART, scan[PART:], now=NOW)
    assert len(parts_on_disk(tmp_path)) == 2, "parts are cleared by their own age"
    far = replace(house, clock=lambda: datetime.now(UTC) + timedelta(days=7))
    uploads.clear(far, NOW + fresh)
    assert parts_on_disk(tmp_path) == []
    assert len(waiting(house, teacher)) == 1
