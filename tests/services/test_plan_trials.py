"""Trying a draft as somebody made up."""

from __future__ import annotations

import io
from typing import Any

import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from tests.services.conftest import NOW
from tests.services.plan_drafting import FILE, RULES, author, begun, content, put, reviewer
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotFound, WrongState
from zcforms.services import plan_trials, trial_files, trial_filling
from zcforms.services.plan_trials import Trial
from zcforms.services.trial_document import first_choices, moved
from zcforms.services.trial_editing import EVIDENCE, library_schema
from zcforms.services.trial_people import NOBODY
from zcforms.storage import tables


def started(town: Stage, who: str = NOBODY) -> str:
    draft_id = begun(town.house, author(town))
    plan_trials.begin(town.house, author(town), draft_id, who, NOW)
    return draft_id


def shown(town: Stage, draft_id: str) -> Trial:
    return plan_trials.trial(town.house, author(town), draft_id)


def answers(town: Stage, draft_id: str) -> Any:
    return shown(town, draft_id).going.document["answers"]


def test_somebody_who_passes_and_somebody_who_fails_are_made_up_for_the_draft(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = begun(house, me)
    people = plan_trials.people(house, me, draft_id)
    assert [each.holds for each in people[:2]] == [True, False]
    for person in people[:2]:
        plan_trials.begin(house, me, draft_id, person.name, NOW)
        checked = plan_trials.check(house, me, draft_id)
        assert checked.verdict is not None
        assert checked.verdict.passed is person.holds
        assert shown(town, draft_id).who == person.caption
    assert checked.counsel
    assert any(checked.reasons.values())
    made = plan_trials.sheet(house, me, draft_id, NOW)
    assert made.data is not None
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(made.data)).pages)
    assert shown(town, draft_id).going.document["applicant"]["name"] in text.replace("\n", "")


def test_nothing_of_a_trial_is_a_declaration_and_nobody_else_sees_it(town: Stage) -> None:
    house, draft_id = town.house, started(town)
    fill(town, draft_id, work_years=20)
    with house.database.engine.connect() as connection:
        assert not connection.scalar(sa.select(sa.func.count()).select_from(tables.applications))
    assert plan_trials.trial(house, reviewer(town), draft_id).trying is None
    with pytest.raises(NotFound, match="还没有选择"):
        trial_filling.save_part(house, reviewer(town), draft_id, {}, None, now=NOW)


def test_an_empty_declaration_is_filled_in_page_by_page(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = started(town)
    fill(town, draft_id, work_years=20)
    assert answers(town, draft_id)["basic"]["work_years"] == 20
    with pytest.raises(InputRefused) as refused:
        fill(town, draft_id, work_years=-1)
    assert [fault.pointer for fault in refused.value.faults] == ["/basic/work_years"]
    assert answers(town, draft_id)["basic"]["work_years"] == 20
    item = next(each.id for each in shown(town, draft_id).plan.attachments)
    trial_filling.save_part(house, me, draft_id, {}, {item: "聘书.pdf、批复"}, now=NOW)
    files = shown(town, draft_id).going.document["attachments"][item]
    assert [file["name"] for file in files] == ["聘书.pdf", "批复.jpg"]
    with pytest.raises(InputRefused) as refused:
        trial_filling.save_part(house, me, draft_id, {}, {item: "病毒.exe"}, now=NOW)
    assert refused.value.faults[0].pointer.startswith(f"/attachments/{item}")
    with pytest.raises(NotFound):
        trial_filling.save_part(house, me, draft_id, {"nothing": {}}, None, now=NOW)


def test_records_are_entered_whole_moved_and_deleted(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = passing(town)
    before = answers(town, draft_id)["titles"]
    record = trial_files.names_of(title_items(town, draft_id), before[0])
    where = house, me, draft_id, "titles"
    trial_filling.save_record(*where, None, content={**record, "title": "新的职称"}, now=NOW)
    assert answers(town, draft_id)["titles"][-1]["title"] == "新的职称"
    assert answers(town, draft_id)["titles"][:-1] == before
    with pytest.raises(InputRefused):
        trial_filling.save_record(*where, None, content={}, now=NOW)
    last = len(before)
    trial_filling.arrange_record(*where, last, offset=-last, now=NOW)
    assert answers(town, draft_id)["titles"][0]["title"] == "新的职称"
    trial_filling.arrange_record(*where, 0, offset=None, now=NOW)
    assert answers(town, draft_id)["titles"] == before
    with pytest.raises(NotFound):
        trial_filling.arrange_record(*where, 99, offset=None, now=NOW)


def test_library_records_are_imported_as_the_lists_allow(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = passing(town)
    trial = shown(town, draft_id)
    list_id, entries = next(
        (name, entries) for name, entries in trial.going.document["imports"].items() if entries
    )
    record = entries[0]["record"]
    assert trial.records()[record].taken
    where = house, me, draft_id
    with pytest.raises(InputRefused, match="不能再次导入"):
        trial_filling.import_records(*where, list_id, [record], now=NOW)
    trial_filling.arrange_import(*where, list_id, record, offset=None, now=NOW)
    assert shown(town, draft_id).records()[record].taken is None
    trial_filling.import_records(*where, list_id, [record], now=NOW)
    assert shown(town, draft_id).going.document["imports"][list_id][-1]["record"] == record
    trial_filling.drop_achievement(*where, record, NOW)
    document = shown(town, draft_id).going.document
    assert record not in [each["id"] for each in document["achievements"]]
    assert record not in [each["record"] for each in document["imports"][list_id]]
    with pytest.raises(NotFound):
        trial_filling.import_records(*where, list_id, ["nothing"], now=NOW)


def test_a_library_record_is_held_to_its_category(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = passing(town)
    trial = shown(town, draft_id)
    record = next(iter(trial.going.records.values()))
    schema = library_schema(trial.plan.categories[record.category])
    kept = trial_files.names_of(schema, {**record.data, EVIDENCE: record.evidence})
    where = house, me, draft_id, record.category
    trial_filling.keep_achievement(*where, None, content=kept, now=NOW)
    assert len(shown(town, draft_id).going.records) == len(trial.going.records) + 1
    trial_filling.keep_achievement(*where, record.id, content={**kept, EVIDENCE: "改名.jpg"}, now=NOW)
    assert shown(town, draft_id).going.records[record.id].evidence[0]["name"] == "改名.jpg"
    with pytest.raises(InputRefused):
        trial_filling.keep_achievement(*where, None, content={}, now=NOW)


def test_what_was_typed_survives_changes_of_the_draft(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = begun(house, me)
    plan_trials.begin(house, me, draft_id, NOBODY, NOW)
    fill(town, draft_id, work_years=20)
    parts = content(house)["documents"][FILE]["parts"]
    put(house, me, draft_id, ("parts", 0, "sections"), [])
    put(house, me, draft_id, ("parts",), parts)
    assert answers(town, draft_id)["basic"]["work_years"] == 20


def test_a_choice_that_is_gone_gives_way_and_comes_back(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = started(town)
    plan = shown(town, draft_id).plan
    wanted = {**first_choices(plan), "specialty": plan.specialties[1].id}
    trial_filling.choose(house, me, draft_id, wanted, NOW)
    specialties = content(house)["documents"][FILE]["specialties"]
    put(house, me, draft_id, ("specialties", 1), None)
    assert shown(town, draft_id).going.document["specialty"] == plan.specialties[0].id
    put(house, me, draft_id, ("specialties",), specialties)
    assert shown(town, draft_id).going.document["specialty"] == plan.specialties[1].id
    with pytest.raises(InputRefused):
        trial_filling.choose(house, me, draft_id, {**wanted, "route": "nothing"}, NOW)


def test_answers_go_along_where_the_author_moves_their_field(town: Stage) -> None:
    kept = {"answers": {"basic": {"work_years": 20}, "other": {}}, "achievements": []}
    moves = [{"from": "/answers/basic/work_years", "to": "/answers/other/years"}]
    assert moved(kept, moves)["answers"] == {"basic": {}, "other": {"years": 20}}
    assert kept["answers"] == {"basic": {"work_years": 20}, "other": {}}
    assert moved(kept, [{"from": "/answers/none/x", "to": "/answers/basic/y"}]) == kept
    standing = [{"from": "/answers/basic/work_years", "to": "/answers/basic/work_years"}]
    assert moved(kept, standing) == kept


def test_a_draft_with_faults_is_shown_without_them(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = started(town)
    put(house, me, draft_id, ("parts", 0, "sections", 0), "no-such-section")
    found = shown(town, draft_id)
    assert not found.showing.whole
    assert found.plan.parts[0].sections
    assert "no-such-section" in found.showing.faults[0].fault
    put(house, me, draft_id, ("caption",), None)
    found = shown(town, draft_id)
    assert found.showing.plan is None
    with pytest.raises(WrongState, match="还有错误"):
        fill(town, draft_id, work_years=20)


def test_rules_that_do_not_compile_leave_the_forms(town: Stage) -> None:
    house, me = town.house, author(town)
    text = content(house)["documents"][RULES].replace("\nrules:", "\nrules: [oops\nother:", 1)
    draft_id = begun(house, me, {RULES: text})
    plan_trials.begin(house, me, draft_id, NOBODY, NOW)
    assert shown(town, draft_id).plan
    assert plan_trials.people(house, me, draft_id) == []
    with pytest.raises(WrongState, match="检查规则"):
        plan_trials.check(house, me, draft_id)
    with pytest.raises(InputRefused):
        plan_trials.begin(house, me, draft_id, "0", NOW)


def test_it_is_forgotten_when_asked_and_begun_anew(town: Stage) -> None:
    house, me = town.house, author(town)
    draft_id = passing(town)
    plan_trials.reset(house, me, draft_id, NOW)
    assert shown(town, draft_id).trying is None
    plan_trials.begin(house, me, draft_id, NOBODY, NOW)
    assert answers(town, draft_id) == {}


def fill(town: Stage, draft_id: str, **fields: Any) -> None:
    trial_filling.save_part(town.house, author(town), draft_id, {"basic": fields}, None, now=NOW)


def passing(town: Stage) -> str:
    draft_id = begun(town.house, author(town))
    who = plan_trials.people(town.house, author(town), draft_id)[0]
    plan_trials.begin(town.house, author(town), draft_id, who.name, NOW)
    return draft_id


def title_items(town: Stage, draft_id: str) -> Any:
    section = shown(town, draft_id).plan.section("titles")
    assert section is not None
    return section.schema["items"]


def test_a_made_up_declaration_says_what_a_renamed_choice_is_called_now() -> None:
    kept = {"answers": {"s": {"kind": ["推广", "科研"]}, "r": [{"kind": "推广"}, {"kind": "科研"}]}}
    moves = [{"from": f"/answers/{each}/kind/推广", "to": f"/answers/{each}/kind/技术推广"} for each in "sr"]
    assert moved(kept, moves) == {
        "answers": {"s": {"kind": ["技术推广", "科研"]}, "r": [{"kind": "技术推广"}, {"kind": "科研"}]}
    }
    assert kept["answers"]["r"] == [{"kind": "推广"}, {"kind": "科研"}]


def test_those_who_fail_are_told_apart_by_the_rules_they_break(town: Stage) -> None:
    draft_id = begun(town.house, author(town))
    people = plan_trials.people(town.house, author(town), draft_id)
    assert all("不符合“" in each.caption for each in people if each.holds is False)
    assert len({each.caption for each in people}) > 3
