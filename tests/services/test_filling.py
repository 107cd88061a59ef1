"""Filling in (features 30 to 46, 65 to 67)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from zcforms.demo.load import TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, StaleWrite, WrongState
from zcforms.services import filling
from zcforms.services.house import House
from zcforms.services.submission import submit

BASIC: dict[str, Any] = {
    "ethnicity": "01",
    "birthplace": "安徽蚌埠",
    "work_start": "2007-08-20",
    "work_years": 14,
    "specialty_years": 14,
    "politics": "01",
}
TITLE: dict[str, Any] = {
    "method": "review",
    "employer": "蚌埠市禾田路小学",
    "series": "中小学教师",
    "specialty": "小学科学",
    "title": "一级教师",
    "reviewing_body": "某评委会",
    "reviewed_on": "2015-11-20",
    "issuing_body": "某人社局",
    "issued_on": "2015-12-15",
}


class Form:
    """An application that is being filled in."""

    def __init__(self, town: Stage) -> None:
        self.house = town.house
        self.who: Replay = town.employed("draft", TEACHER)
        self.id = self.who.declare()

    def save(self, content: dict[str, Any], section: str = "basic", **more: Any) -> filling.Saved:
        return filling.save_fields(self.house, self.who.actor, self.id, section, content, now=NOW, **more)

    def add(self, **changed: Any) -> filling.Saved:
        return filling.add_record(
            self.house, self.who.actor, self.id, "titles", {**TITLE, **changed}, now=NOW
        )

    def section(self, section_id: str) -> filling.SectionContent:
        return filling.section(self.house, self.who.actor, self.id, section_id, NOW)

    def titles(self) -> list[str]:
        return [record["title"] for record in self.section("titles").value]


@pytest.fixture
def form(town: Stage) -> Form:
    return Form(town)


def pointers(refused: pytest.ExceptionInfo[InputRefused]) -> set[str]:
    return {fault.pointer for fault in refused.value.faults}


def test_the_header(form: Form, house: House) -> None:
    """Feature 32: read only, the number masked."""
    shared = filling.filling(house, form.who.actor, form.id, NOW)
    header = dict(shared.header)
    assert (header["申报形式"], header["申报职称"], header["申报单位"], header["申报人"], header["是否面试"]) == (
        "常规申报", "高级教师", "蚌埠市禾田路小学", "褚文心", "不需要",
    )  # fmt: skip
    assert form.who.person.id_number not in repr(shared.header)
    assert (shared.editable, shared.progress.done, shared.checked) == (True, 0, None)


def test_a_section_begins_with_what_is_known(form: Form) -> None:
    """Feature 34: prefilled from the profile; the photo is the profile's."""
    content = form.section("basic")
    assert (content.value, content.editable, content.can_undo) == ({}, True, False)
    assert (content.prefill["ethnicity"], content.prefill["work_start"]) == ("01", "2007-08-20")
    assert content.prefill["photo"]["media_type"] == "image/jpeg"


def test_saved_and_shown(form: Form, house: House) -> None:
    """Features 23, 34, 67: empty fields are not kept."""
    saved = form.save({**BASIC, "former_name": " ", "health": None})
    content = form.section("basic")
    assert (content.value, content.version) == (BASIC, saved.version)
    shared = filling.filling(house, form.who.actor, form.id, NOW)
    assert shared.saved_at == NOW
    assert not any("/answers/basic" in gap.pointer for gap in shared.progress.gaps)
    assert acts(house, f"application:{form.id}")[-1] == "application.save"


def test_incomplete_is_kept(form: Form) -> None:
    """Feature 23: 先保存但不提交."""
    assert form.save({"birthplace": "安徽蚌埠"}).told == ()
    assert form.section("basic").value == {"birthplace": "安徽蚌埠"}


def test_professional_years_are_adjusted_and_told(form: Form) -> None:
    """Feature 66."""
    saved = form.save({**BASIC, "work_years": 6, "specialty_years": 9})
    assert saved.told == ("“专业年限”已自动调整为 6 年。",)
    assert form.section("basic").value["specialty_years"] == 6
    assert form.save({**BASIC, "work_years": 6, "specialty_years": 6}).told == ()


@pytest.mark.parametrize(
    ("wrong", "place"),
    [
        ({"work_years": "六"}, "/work_years"),
        ({"work_years": -1}, "/work_years"),
        ({"work_start": "2007-13-01"}, "/work_start"),
        ({"politics": "99"}, "/politics"),
        ({"unknown": 1}, "/unknown"),
        ({"former_name": "长" * 61}, "/former_name"),
    ],
)
def test_wrong_answers_are_told_and_nothing_changed(form: Form, wrong: dict[str, Any], place: str) -> None:
    form.save(BASIC)
    with pytest.raises(InputRefused) as refused:
        form.save({**BASIC, **wrong})
    assert pointers(refused) == {place}
    assert form.section("basic").value == BASIC


def test_a_read_only_field_is_never_taken(form: Form) -> None:
    form.save(
        {
            **BASIC,
            "photo": {
                "id": "x",
                "name": "别人.jpg",
                "digest": "ab" * 32,
                "size": 1,
                "media_type": "image/jpeg",
            },
        }
    )
    assert "photo" not in form.section("basic").value


def test_the_series_own_section(form: Form) -> None:
    """Feature 35."""
    form.save({"teacher_kind": "小学教师", "teaching_years": 14, "rural_years": 1}, "profession")
    assert form.section("profession").value["teacher_kind"] == "小学教师"
    with pytest.raises(InputRefused) as refused:
        form.save({"teacher_kind": "大学教师"}, "profession")
    assert pointers(refused) == {"/teacher_kind"}


@pytest.mark.parametrize("section", ["titles", "work", "attachments", "nothing"])
def test_only_fields_are_saved_as_fields(form: Form, section: str) -> None:
    with pytest.raises(NotFound):
        form.save({}, section)


def test_records_are_added_edited_and_ordered(form: Form, house: House) -> None:
    """Feature 36."""
    for title in ("甲", "乙", "丙"):
        form.add(title=title)
    assert form.titles() == ["甲", "乙", "丙"]
    actor = form.who.actor
    filling.move_record(house, actor, form.id, "titles", 2, offset=-1, now=NOW)
    assert form.titles() == ["甲", "丙", "乙"]
    filling.move_record(house, actor, form.id, "titles", 0, offset=-1, now=NOW)
    filling.move_record(house, actor, form.id, "titles", 2, offset=1, now=NOW)
    assert form.titles() == ["甲", "丙", "乙"]
    changed = {**TITLE, "title": "丁"}
    filling.edit_record(house, actor, form.id, "titles", 1, content=changed, now=NOW)
    assert form.titles() == ["甲", "丁", "乙"]


def test_a_record_is_complete_with_its_nested_records(form: Form) -> None:
    """Features 37, 38."""
    with pytest.raises(InputRefused) as refused:
        form.add(title="", issued_on=None, appointments=[{"position": "教师"}])
    assert pointers(refused) == {"/title", "/issued_on", "/appointments/0/employer", "/appointments/0/start"}
    assert form.titles() == []
    form.add(appointments=[{"position": "教师", "employer": "某校", "start": "2016-01-01", "end": ""}])
    (record,) = form.section("titles").value
    assert record["appointments"] == [{"position": "教师", "employer": "某校", "start": "2016-01-01"}]


def test_evidence_of_a_record_is_an_own_file(form: Form) -> None:
    """Feature 39: jpg and docx alone."""
    right = form.who._upload("资格证书.jpg", {"accept": ["jpg"], "maxBytes": 10_000_000})
    form.add(evidence=[{"id": right, "name": "别的.exe", "size": 1}])
    (record,) = form.section("titles").value
    assert (record["evidence"][0]["id"], record["evidence"][0]["name"]) == (right, "资格证书.jpg")
    wrong = form.who._upload("证明.pdf", {"accept": ["pdf"], "maxBytes": 10_000_000})
    with pytest.raises(InputRefused) as refused:
        form.add(evidence=[{"id": wrong}, {"id": "unknown"}])
    assert pointers(refused) == {"/evidence", "/evidence/1"}


def test_a_deleted_record_comes_back(form: Form, house: House) -> None:
    """Feature 36, and its undo."""
    for title in ("甲", "乙", "丙"):
        form.add(title=title)
    actor = form.who.actor
    filling.delete_record(house, actor, form.id, "titles", 1, now=NOW)
    assert form.titles() == ["甲", "丙"]
    assert form.section("titles").can_undo
    filling.undo_delete(house, actor, form.id, "titles", NOW)
    assert form.titles() == ["甲", "乙", "丙"]
    with pytest.raises(WrongState, match="没有可以恢复"):
        filling.undo_delete(house, actor, form.id, "titles", NOW)


def test_the_last_of_one_comes_back_too(form: Form, house: House) -> None:
    form.add(title="甲")
    filling.delete_record(house, form.who.actor, form.id, "titles", 0, now=NOW)
    assert form.titles() == []
    filling.undo_delete(house, form.who.actor, form.id, "titles", NOW)
    assert form.titles() == ["甲"]


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_a_record_that_is_not_there(form: Form, house: House, index: int) -> None:
    form.add()
    for act in (
        lambda: filling.delete_record(house, form.who.actor, form.id, "titles", index, now=NOW),
        lambda: filling.move_record(house, form.who.actor, form.id, "titles", index, offset=1, now=NOW),
        lambda: filling.edit_record(house, form.who.actor, form.id, "titles", index, content=TITLE, now=NOW),
    ):
        with pytest.raises(NotFound):
            act()


def test_nothing_to_delete_in_an_empty_list(form: Form, house: House) -> None:
    with pytest.raises(NotFound):
        filling.delete_record(house, form.who.actor, form.id, "titles", 0, now=NOW)


def test_no_more_than_the_most(form: Form, house: House) -> None:
    most = form.section("titles").section.schema["maxItems"]
    for _ in range(most):
        form.add()
    with pytest.raises(InputRefused, match=f"最多可以录入 {most} 条"):
        form.add()


def test_two_windows(form: Form, house: House) -> None:
    """What was seen last counts; nothing is overwritten unseen."""
    seen = form.section("basic").version
    form.save(BASIC, version=seen)
    with pytest.raises(StaleWrite):
        form.save({}, version=seen)
    with pytest.raises(StaleWrite):
        filling.add_record(house, form.who.actor, form.id, "titles", TITLE, now=NOW, version=seen)
    assert form.section("basic").value == BASIC


def test_submitted_is_closed(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    submit(house, who.actor, application_id, NOW)
    assert not filling.section(house, who.actor, application_id, "basic", NOW).editable
    for act in (
        lambda: filling.save_fields(house, who.actor, application_id, "basic", BASIC, now=NOW),
        lambda: filling.delete_record(house, who.actor, application_id, "titles", 0, now=NOW),
        lambda: filling.save_attachments(house, who.actor, application_id, "pledge", [], now=NOW),
    ):
        with pytest.raises(WrongState):
            act()


def test_anothers_form_is_not_found(town: Stage, form: Form, house: House) -> None:
    other = town.employed("library", TEACHER).actor
    looks = (
        lambda: filling.filling(house, other, form.id, NOW),
        lambda: filling.section(house, other, form.id, "basic", NOW),
        lambda: filling.attachments(house, other, form.id),
        lambda: filling.save_fields(house, other, form.id, "basic", BASIC, now=NOW),
        lambda: filling.add_record(house, other, form.id, "titles", TITLE, now=NOW),
    )
    for look in looks:
        with pytest.raises(NotFound):
            look()
    assert acts(house, f"application:{form.id}").count("look.refused") == len(looks)
    with pytest.raises(NotAllowed):
        filling.filling(house, town.desks["demo-school"], form.id, NOW)
