"""Files, drafts of forms, notices and saved settings."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest

from tests.storage.people import NOW, settle
from zcforms.storage.database import Database
from zcforms.storage.records import Notice, StoredFile, Upload
from zcforms.storage.work import work


def test_files_by_owner_without_the_deleted(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.files.add(StoredFile("f1", "d" * 64, "毕业证.pdf", 10, "application/pdf", NOW, person_id="p1"))
        w.files.add(
            StoredFile("f2", "d" * 64, "改名.pdf", 10, "application/pdf", NOW + timedelta(1), person_id="p1")
        )
        w.files.add(StoredFile("f3", "e" * 64, "公文.pdf", 10, "application/pdf", NOW, organisation_id="o1"))
    with work(database) as w:
        assert [one.id for one in w.files.of_person("p1")] == ["f2", "f1"]
        w.files.get("f2").deleted_at = NOW
    with work(database, write=False) as w:
        assert [one.ref.as_document()["name"] for one in w.files.of_person("p1")] == ["毕业证.pdf"]
        assert w.files.get("f2").name == "改名.pdf"


def upload(id: str, digest: str, **values: Any) -> Upload:
    given = {
        "place": "/library/award/new#evidence",
        "name": "证书.jpg",
        "size": 10,
        "limits": {"accept": ["jpg"]},
    }
    return Upload(id, "p1", digest=digest * 64, **{**given, "begun_at": NOW, "changed_at": NOW, **values})


def test_of_two_parts_at_the_same_place_one_is_noted(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.uploads.add(upload("u1", "d"))
    with work(database, write=False) as w:
        seen = [w.uploads.get("u1"), w.uploads.get("u1")]
    noted = []
    for one, size in zip(seen, (4, 6), strict=True):
        with work(database) as w:
            noted.append(w.uploads.advance(one, size, NOW + timedelta(seconds=size)))
    assert noted == [True, False]
    with work(database) as w:
        kept = w.uploads.get("u1")
        assert (kept.received, list(kept.parts), kept.complete) == (4, [4], False)
        assert w.uploads.advance(kept, 6, NOW)
    with work(database, write=False) as w:
        assert w.uploads.get("u1").complete


def test_uploads_that_wait_are_told_by_their_age(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.uploads.add(upload("u1", "d", changed_at=NOW + timedelta(hours=2)))
        w.uploads.add(upload("u2", "e"))
    with work(database) as w:
        assert [one.id for one in w.uploads.of_person("p1")] == ["u2", "u1"]
        assert not w.uploads.waits_since_before(NOW)
        assert w.uploads.waits_since_before(NOW + timedelta(hours=1))
        assert w.uploads.drop_before(NOW + timedelta(hours=1)) == 1
        w.uploads.drop("u2")
    with work(database, write=False) as w:
        assert [one.id for one in w.uploads.of_person("p1")] == ["u1"]


def test_whoever_holds_a_person_second_waits(database: Database) -> None:
    settle(database)
    order: list[str] = []
    inside = threading.Event()

    def second() -> None:
        inside.wait(10)
        with work(database) as w:
            w.people.hold("p1")
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with work(database) as w:
        w.people.hold("p1")
        inside.set()
        thread.join(0.5)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_the_later_draft_counts(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.drafts.save("a1", "basic", {"name": "王"}, NOW)
        w.drafts.save("a1", "basic", {"name": "王晓"}, NOW)
    with work(database) as w:
        w.drafts.save("a1", "basic", {"name": "王晓梅"}, NOW + timedelta(seconds=1))
        draft = w.drafts.find("a1", "basic")
        assert draft is not None
        assert (draft.content, draft.updated_at) == ({"name": "王晓梅"}, NOW + timedelta(seconds=1))
        assert w.drafts.find("a1", "work") is None
        w.drafts.discard("a1", "basic")
        assert w.drafts.find("a1", "basic") is None


def test_two_windows_that_save_the_same_draft_both_succeed(database: Database) -> None:
    settle(database)
    faults: list[Exception] = []

    def save(number: int) -> None:
        try:
            with work(database) as w:
                w.drafts.save("a1", "basic", {"number": number}, NOW)
        except Exception as error:
            faults.append(error)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with work(database, write=False) as w:
        draft = w.drafts.find("a1", "basic")
        assert draft is not None
        assert draft.content["number"] in range(12)


def test_a_draft_is_changed_by_who_has_seen_it(database: Database) -> None:
    """Issue 4: two windows that save at the same moment cannot overwrite each other."""
    settle(database)
    with work(database) as w:
        assert w.drafts.change("a1", "basic", {"name": "王"}, NOW, 0)
        assert not w.drafts.change("a1", "basic", {"name": "李"}, NOW, 0)
        assert w.drafts.change("a1", "basic", {"name": "王晓"}, NOW, 1)
        assert not w.drafts.change("a1", "basic", {"name": "李"}, NOW, 1)
    with work(database, write=False) as w:
        draft = w.drafts.find("a1", "basic")
        assert draft is not None
        assert (draft.content, draft.version) == ({"name": "王晓"}, 2)


def test_a_form_is_used_once(database: Database) -> None:
    """Issue 4: three clicks, one effect."""
    settle(database)
    used: list[bool] = []

    def use() -> None:
        with work(database) as w:
            used.append(w.form_uses.claim("a1", "form", "digest", NOW))

    threads = [threading.Thread(target=use) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(used) == [False, False, True]
    with work(database) as w:
        w.form_uses.tell("a1", "form", {"location": "/library"})
        assert w.form_uses.claim("a1", "other", "digest", NOW + timedelta(days=1))
    with work(database) as w:
        found = w.form_uses.find("a1", "form")
        assert found is not None
        assert (found.digest, found.outcome) == ("digest", {"location": "/library"})
        w.form_uses.clear_older(NOW + timedelta(hours=1))
    with work(database, write=False) as w:
        assert w.form_uses.find("a1", "form") is None
        assert w.form_uses.find("a1", "other") is not None


def test_a_form_whose_work_fails_was_not_used(database: Database) -> None:
    settle(database)

    def fail() -> None:
        with work(database) as w:
            assert w.form_uses.claim("a1", "form", "digest", NOW)
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    with work(database) as w:
        assert w.form_uses.claim("a1", "form", "digest", NOW)


def test_old_drafts_are_cleared(database: Database) -> None:
    settle(database)
    with work(database) as w:
        w.drafts.save("a1", "old", {}, NOW)
        w.drafts.save("a1", "new", {}, NOW + timedelta(days=2))
        w.drafts.clear_older(NOW + timedelta(days=1))
    with work(database, write=False) as w:
        assert w.drafts.find("a1", "old") is None
        assert w.drafts.find("a1", "new") is not None


def test_notices_are_read_once(database: Database) -> None:
    settle(database)
    with work(database) as w:
        for number in range(3):
            w.notices.add(
                Notice(f"n{number}", f"第{number}条", NOW + timedelta(minutes=number), person_id="p1")
            )
        w.notices.add(Notice("n9", "给单位", NOW, organisation_id="o1", link="/desk"))
    with work(database) as w:
        assert [one.id for one in w.notices.unread(person_id="p1")] == ["n2", "n1", "n0"]
        assert [one.link for one in w.notices.unread(organisation_id="o1")] == ["/desk"]
        w.notices.mark_read(["n1", "unknown"], NOW)
    with work(database) as w:
        w.notices.mark_read(["n1"], NOW + timedelta(days=1))
        assert w.notices.get("n1").read_at == NOW
        assert w.notices.count_unread(person_id="p1") == 2
        assert [one.id for one in w.notices.of(person_id="p1", limit=2, offset=1)] == ["n1", "n0"]


@pytest.mark.parametrize("to", [{}, {"person_id": "p1", "organisation_id": "o1"}])
def test_notices_of_nobody_or_of_two_are_a_fault_of_the_program(
    database: Database, to: dict[str, str]
) -> None:
    with work(database, write=False) as w, pytest.raises(ValueError, match="a person or"):
        w.notices.unread(**to)


def test_settings_are_kept_replaced_and_removed(database: Database) -> None:
    with work(database) as w:
        assert w.settings.get("clock") is None
        w.settings.put("clock", {"offset": 3600})
        w.settings.put("clock", {"offset": -7})
        w.settings.put("nothing", None)
    with work(database) as w:
        assert w.settings.get("clock") == {"offset": -7}
        assert w.settings.get("nothing", 5) is None
        w.settings.remove("clock")
        assert w.settings.get("clock", 5) == 5
