"""Open drafts move to a new version of their plan; what was handed in does not (issue 6: open drafts move)."""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.services.conftest import NOW
from tests.services.plan_versions import PLAN, documents, published
from zcforms import worker
from zcforms.demo.load import TEACHER, Stage
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.domain.errors import WrongState
from zcforms.domain.plan_draft import PlanVersion
from zcforms.services import applications, draft_moving, drafts, file_uses, filling, notices, submission
from zcforms.services.house import House
from zcforms.storage.records import SetAside
from zcforms.storage.work import work

LATER = NOW + timedelta(hours=1)


def without_stage(data: dict[str, Any]) -> None:
    """The profession's form without 任教学段; 教龄 is called otherwise, and 从教日期 is a text."""
    del data["properties"]["stage"]
    data["properties"]["years_taught"] = data["properties"].pop("teaching_years")
    data["properties"]["rural_years"].pop("atMost")
    del data["properties"]["teaching_start"]["format"]
    data["required"] = [
        {"teaching_years": "years_taught"}.get(name, name) for name in data["required"] if name != "stage"
    ]


MOVES = [{"from": "/answers/profession/teaching_years", "to": "/answers/profession/years_taught"}]


def found(house: House, application_id: str) -> Application:
    with work(house.database, write=False) as w:
        return w.applications.get(application_id)


def aside(house: House, application_id: str) -> list[SetAside]:
    with work(house.database, write=False) as w:
        return w.set_aside.of(application_id)


def moved(town: Stage, version: PlanVersion, application_id: str, at: datetime = LATER) -> Application:
    draft_moving.move_draft(town.house, version.id, application_id, at)
    return found(town.house, application_id)


@pytest.fixture
def draft(town: Stage) -> tuple[Any, str]:
    return town.filled("ready", TEACHER)


def test_a_draft_moves_with_every_answer_and_is_told(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    before = found(house, application_id)
    kept = dict(before.answers["profession"])
    version = published(town, documents(profession=without_stage), MOVES)
    after = moved(town, version, application_id)
    assert after.plan_digest == version.digest
    assert after.version == before.version + 1
    expected = {name: value for name, value in kept.items() if name not in ("stage", "teaching_years")}
    assert after.answers["profession"] == expected | {"years_taught": kept["teaching_years"]}
    others = {name: value for name, value in before.answers.items() if name != "profession"}
    assert {name: value for name, value in after.answers.items() if name != "profession"} == others
    assert (after.imports, after.attachments, after.record_ids) == (
        before.imports,
        before.attachments,
        before.record_ids,
    )
    (line,) = aside(house, application_id)
    assert (line.pointer, line.caption, line.value, line.from_digest) == (
        "/answers/profession/stage",
        "专业信息 · 任教学段",
        kept["stage"],
        before.plan_digest,
    )
    told = notices.listing(house, who.actor).rows[0].text
    assert "已自动转到新版；其中 1 项在新版中没有位置，已另外为您保存，请核对" in told
    assert told.endswith("更新原因：按补充通知更正")
    with work(house.database, write=False) as w:
        assert w.journal.verify() is None


def test_moving_again_changes_nothing(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    version = published(town, documents(profession=without_stage), MOVES)
    first = moved(town, version, application_id)
    again = moved(town, version, application_id)
    assert again.version == first.version
    assert len(aside(house, application_id)) == 1
    assert sum("已自动转到新版" in each.text for each in notices.listing(house, who.actor).rows) == 1


def test_the_job_moves_every_open_draft_and_nothing_else(town: Stage, draft: tuple[Any, str]) -> None:
    (_, application_id), house = draft, town.house
    _, other = town.filled("draft", TEACHER)
    who, handed_in = town.submitted("endorsed", days_ago=2)
    submission.withdraw(house, who.actor, handed_in, NOW)
    version = published(town, documents(profession=without_stage), MOVES)
    with work(house.database) as w:
        w.enqueue(draft_moving.JOB, version.id, {"version": version.id})
    engine = worker.embed(house)
    try:
        for _ in range(240):
            if all(found(house, each).plan_digest == version.digest for each in (application_id, other)):
                break
            time.sleep(0.25)
    finally:
        engine.stop()
    assert found(house, application_id).plan_digest == version.digest
    assert found(house, other).plan_digest == version.digest
    stayed = found(house, handed_in)
    assert stayed.state is ApplicationState.DRAFT
    assert stayed.plan_digest != version.digest
    assert house.database.jobs.failed() == []


def test_a_job_of_a_version_that_is_superseded_leaves_it_to_the_next(
    town: Stage, draft: tuple[Any, str]
) -> None:
    _, application_id = draft
    first = published(town, documents(profession=without_stage), MOVES)
    second = published(town, documents(), [{"from": each["to"], "to": each["from"]} for each in MOVES])
    before = found(town.house, application_id)
    assert moved(town, first, application_id).plan_digest == before.plan_digest
    after = moved(town, second, application_id)
    assert after.answers == before.answers


def test_a_correction_of_the_correction_puts_things_back(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    before = found(house, application_id)
    kept = {name: dict(value) if isinstance(value, dict) else value for name, value in before.answers.items()}
    moved(town, published(town, documents(profession=without_stage), MOVES), application_id)
    back = [{"from": each["to"], "to": each["from"]} for each in MOVES]

    def longer(data: dict[str, Any]) -> None:
        data["content"] += "（更正）"

    version = published(town, documents(plan=longer), back)
    after = moved(town, version, application_id, LATER + timedelta(days=1))
    assert after.answers == kept
    (line,) = aside(house, application_id)
    assert line.seen_at is not None
    assert "已自动放回原处" in line.reason
    assert "以前另存的 1 项已放回原处" in notices.listing(house, who.actor).rows[0].text


def test_a_title_that_is_gone_is_chosen_again_before_handing_in(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house

    def other(data: dict[str, Any]) -> None:
        data["specialties"] = [each for each in data["specialties"] if each["id"] != "primary-science"]

    version = published(town, documents(plan=other))
    after = moved(town, version, application_id)
    assert (after.state, after.specialty) == (ApplicationState.DRAFT, "primary-science")
    assert "请点击“修改专业”重新选择申报专业" in notices.listing(house, who.actor).rows[0].text
    with pytest.raises(WrongState, match="您所选的申报专业已不再提供"):
        submission.submit(house, who.actor, application_id, LATER)
    assert [each.pointer for each in aside(house, application_id)] == ["/specialty"]


def test_another_pledge_is_confirmed_again(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    content = documents()
    content["schemas/pledges/strict.json"] = {
        "$schema": "../meta/pledge.json",
        "caption": "诚信承诺书",
        "paragraphs": ["本人承诺所填内容全部真实。"],
        "sheet": "pledge",
    }
    pledge = house.rulebook.files.documents.sound["pledge", "integrity"].data
    content["schemas/pledges/strict.json"] = {**pledge, "paragraphs": ["本人承诺所填内容全部真实。"]}
    content["schemas/pledges/strict.json"].pop("id", None)
    content["schemas/plans/2022-teacher-senior.json"]["pledge"] = "strict"
    after = moved(town, published(town, content), application_id)
    assert after.pledged_at is None
    assert "请重新阅读并确认" in notices.listing(house, who.actor).rows[0].text


def test_what_was_typed_and_not_saved_is_not_lost(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    key = f"application/{application_id}/basic"
    typed = {
        "profession.stage": ({"profession.stage": ["高中"]}, "x"),
        "profession.qualification": ({"profession.qualification": ["小学教师资格"]}, "x"),
        "profession.teaching_years": ({"profession.teaching_years": ["31"]}, "x"),
    }
    drafts.keep(house, who.actor, key, typed, NOW, by="window")
    moved(town, published(town, documents(profession=without_stage), MOVES), application_id)
    lines = {each.caption: each.shown for each in aside(house, application_id)}
    assert lines["专业信息 · 任教学段（未保存）"] == "高中"
    assert lines["专业信息 · 教龄（未保存）"] == "31"
    assert "专业信息 · 教师资格（未保存）" not in lines
    left = drafts.find(house, who.actor, key)
    assert left is not None
    assert "profession.qualification" in left.typed.fields


def test_a_record_that_was_deleted_comes_back_as_the_new_version_has_it(
    town: Stage, draft: tuple[Any, str]
) -> None:
    (who, application_id), house = draft, town.house
    section = next(
        each.id
        for each in house.plan(PLAN).sections
        if each.id in found(house, application_id).record_ids
        or isinstance(found(house, application_id).answers.get(each.id), list)
    )
    before = found(house, application_id).answers[section]
    filling.delete_record(house, who.actor, application_id, section, 0, now=NOW)
    moved(town, published(town, documents(profession=without_stage), MOVES), application_id)
    filling.undo_delete(house, who.actor, application_id, section, LATER)
    assert found(house, application_id).answers[section] == before


def test_a_deleted_draft_moves_without_a_word(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    applications.delete(house, who.actor, application_id, NOW)
    version = published(town, documents(profession=without_stage), MOVES)
    after = moved(town, version, application_id)
    assert (after.state, after.plan_digest) == (ApplicationState.DELETED, version.digest)
    assert all("已自动转到新版" not in each.text for each in notices.listing(house, who.actor).rows)


def test_a_file_that_was_set_aside_is_still_in_use(town: Stage, draft: tuple[Any, str]) -> None:
    (who, application_id), house = draft, town.house
    item, (file, *_) = next(
        (name, kept) for name, kept in found(house, application_id).attachments.items() if kept
    )

    def without(data: dict[str, Any]) -> None:
        data["items"] = [each for each in data["items"] if each["id"] != item]

    moved(town, published(town, documents(attachments=without)), application_id)
    assert item not in found(house, application_id).attachments

    with work(house.database, write=False) as w:
        assert file_uses.in_use(w, w.files.get(file["id"]), who.actor.person())
