"""待处理 (feature 17): what waits for somebody, each with where to go."""

from __future__ import annotations

from datetime import datetime, timedelta

from tests.services.conftest import NOW
from tests.storage.queries import counted
from zcforms.demo.load import ENGINEER, INCOMPLETE, TEACHER, Stage
from zcforms.demo.replay import Replay
from zcforms.domain.petition import PetitionState
from zcforms.services import (
    achievements,
    applications,
    approvals,
    desk,
    filling,
    home,
    last_check,
    notices,
    submission,
    waivers,
)
from zcforms.services.applications import Choices
from zcforms.services.house import House
from zcforms.services.tasks import Task
from zcforms.services.telling import Target
from zcforms.storage.columns import CHINA
from zcforms.storage.work import work

PLAN = "2022年度中小学教师系列高级职称评审"
LAST_DAY = datetime(2022, 7, 31, 20, 30, tzinfo=CHINA)


def tasks(house: House, who: Replay, now: datetime = NOW) -> tuple[Task, ...]:
    """Without the messages, which everything that happens leaves."""
    return tuple(each for each in home.home(house, who.actor, now).tasks if each.target.kind != "notices")


def groups(task: Task) -> dict[str, list[tuple[str, str]]]:
    return {group.caption: [(gap.caption, gap.pointer) for gap in group.gaps] for group in task.groups}


def test_a_declaration_that_has_just_begun_lacks_nearly_everything_and_is_no_wall(
    town: Stage, house: House
) -> None:
    who = town.employed("draft", TEACHER)
    application_id = who.declare()
    (task,) = tasks(house, who)
    assert task.target == Target("filling", application_id)
    assert task.text == f"“{PLAN}”正在填报，还缺 {task.number} 项，请在 2022-07-31 前提交审核。"
    assert task.number > 15
    assert len(task.groups) == 4
    assert all(len(group.gaps) <= 3 for group in task.groups)
    (first, *_) = task.groups
    assert (first.caption, first.gaps[0].caption, first.gaps[0].pointer) == (
        "基本信息",
        "民族",
        "/answers/basic/ethnicity",
    )


def test_before_the_pledge_it_is_what_comes_next(town: Stage, house: House) -> None:
    who = town.employed("draft", TEACHER)
    chosen = Choices(**{name: who.document[name] for name in ("route", "standard", "specialty", "title")})
    application_id = applications.start(house, who.actor, who.document["plan"], chosen, NOW)
    (task,) = tasks(house, who)
    assert (task.target, task.groups) == (Target("pledge", application_id), ())
    assert "还没有确认诚信承诺书" in task.text


def test_the_last_check_says_more_than_the_forms_as_long_as_it_holds(town: Stage, house: House) -> None:
    who, application_id = town.filled("incomplete", INCOMPLETE)
    (task,) = tasks(house, who)
    assert list(groups(task)) == ["年度考核", "能力条件"]
    last_check.check(house, who.actor, application_id, NOW)
    (task,) = tasks(house, who)
    assert task.text == f"“{PLAN}”检测有 2 项不符合，请在 2022-07-31 前补充完善并提交审核。"
    assert task.target == Target("check", application_id)
    assert groups(task) == {
        "年度考核情况": [("未填写年度考核结果", "/imports/assessments/0/verdict")],
        "能力条件": [
            ("行动研究报告 为必填项, 当前尚未录入", "/imports/action_report"),
            ("指导青年教师方面 为必填项, 当前尚未录入", "/imports/mentoring"),
        ],
    }
    basic = dict(filling.section(house, who.actor, application_id, "basic", NOW).value)
    filling.save_fields(
        house, who.actor, application_id, "basic", {**basic, "birthplace": "安徽阜阳"}, now=NOW
    )
    (task,) = tasks(house, who)
    assert task.text.startswith(f"“{PLAN}”正在填报，上次检测之后有改动，还缺 3 项")


def test_what_passed_the_check_waits_to_be_handed_in(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    last_check.check(house, who.actor, application_id, NOW)
    (task,) = tasks(house, who)
    assert (task.target, task.groups) == (Target("check", application_id), ())
    assert "检测已全部通过，还没有提交" in task.text
    submission.submit(house, who.actor, application_id, NOW)
    assert tasks(house, who) == ()


def test_the_days_and_hours_until_the_end(town: Stage, house: House) -> None:
    who, application_id = town.filled("ready", TEACHER)
    urgent, _ = tasks(house, who, LAST_DAY)
    assert urgent.text == f"“{PLAN}”还有 3 小时 29 分截止提交（2022-07-31）。"
    assert (urgent.urgent, urgent.target) == (True, Target("check", application_id))
    soon, _ = tasks(house, who, LAST_DAY - timedelta(days=5, hours=1))
    assert "还有 5 天 4 小时截止提交" in soon.text
    assert len(tasks(house, who, LAST_DAY - timedelta(days=8))) == 1
    (over,) = tasks(house, who, LAST_DAY + timedelta(hours=4))
    assert over.text == f"“{PLAN}”的提交已于 2022-07-31 截止，不能再提交。已填写的内容都已保存。"


def test_a_returned_declaration_names_its_places(town: Stage, house: House) -> None:
    """Feature 62: from the reason's words to the pages, lists and fields that they mean."""
    who, application_id = town.filled("returned", TEACHER)
    submission.submit(house, who.actor, application_id, NOW)
    reason = "年度考核表盖章不清晰；工作年限与工作经历不一致；请补充指导青年教师方面的佐证。"
    approvals.give_back(house, town.desks["demo-school"], application_id, reason, NOW)
    returned, again = tasks(house, who)
    assert returned.text == f"“{PLAN}”被退回修改，请在 2022-07-31 前修改并重新提交：{reason}"
    assert returned.target == Target("application", application_id)
    assert groups(returned) == {
        "退回原因提到": [
            ("年度考核", "/imports/assessments"),
            ("工作年限", "/answers/basic/work_years"),
            ("工作经历", "/imports/work"),
            ("指导青年教师方面", "/imports/mentoring"),
        ]
    }
    assert again.target == Target("check", application_id)


def test_returned_achievements_lead_into_their_forms(town: Stage, house: House) -> None:
    who = town.employed("library", TEACHER)
    school = town.desks["demo-school"]
    who.enter(["w1"])
    (mine,) = who.hand_in()
    desk.return_achievements(house, school, [mine], "请更换佐证材料，扫描件看不清。", NOW)
    (task,) = tasks(house, who)
    assert task.text == "业绩“工作经历：蚌埠市禾田路小学”被退回：请更换佐证材料，扫描件看不清。"
    assert task.target == Target("returned-achievement", mine, "/evidence")
    achievements.delete(house, who.actor, mine, NOW)
    who.records.clear()
    who.enter([each["id"] for each in who.document["achievements"]][:5])
    desk.return_achievements(house, school, who.hand_in(), "看不清", NOW)
    found = tasks(house, who)
    assert [each.target.kind for each in found] == ["returned-achievement"] * 3 + ["returned-achievements"]
    assert found[-1].text == "另有 2 条业绩被退回，请修改后重新提交。"


def test_an_answer_is_news_for_two_weeks(town: Stage, house: House) -> None:
    """Feature 22: 免面试."""
    who, application_id = town.filled("engineer", ENGINEER, "demo-company")
    shown = waivers.waiver(house, who.actor, application_id, NOW)
    with work(house.database, write=False) as w:
        proof = w.files.of_person(w.applications.get(application_id).person_id)[0].ref.as_document()
    answers = {"ground": "具有博士学位", "explanation": "2016 年取得工学博士学位。", "evidence": [proof]}
    waivers.ask_waiver(house, who.actor, application_id, answers, NOW)
    assert not [each for each in tasks(house, who) if each.target.kind == "waiver"]
    with work(house.database) as w:
        petition = w.petitions.latest(application_id, shown.waiver.section.id)
        petition.state, petition.reason, petition.decided_at = PetitionState.REFUSED, "请补充证明材料。", NOW
    (task,) = [each for each in tasks(house, who) if each.target.kind == "waiver"]
    assert task.text == f"“{shown.waiver.section.caption}”未同意：请补充证明材料。"
    assert task.target == Target("waiver", application_id)
    later = [each.target.kind for each in tasks(house, who, NOW + timedelta(days=15))]
    assert "waiver" not in later


def test_plans_of_ones_own_series_that_close_soon(town: Stage, house: House) -> None:
    """Only for who could still declare."""
    who = town.employed("library", TEACHER)
    assert tasks(house, who, LAST_DAY - timedelta(days=8)) == ()
    (task,) = tasks(house, who, LAST_DAY - timedelta(days=2))
    assert task.text == f"“{PLAN}”还有 2 天 3 小时截止申报（2022-07-31），您还没有申报。"
    assert task.target == Target("plan", who.document["plan"])
    who.declare()
    found = tasks(house, who, LAST_DAY - timedelta(days=2))
    assert "plan" not in [each.target.kind for each in found]


def test_unread_messages_stand_last(town: Stage, house: House) -> None:
    who, _ = town.filled("incomplete", INCOMPLETE)
    *_, task = home.home(house, who.actor, NOW).tasks
    number = notices.unread(house, who.actor)
    assert (task.text, task.target) == (f"有 {number} 条未读消息。", Target("notices"))


def test_the_number_of_queries_does_not_grow_with_what_waits(town: Stage, house: House) -> None:
    who = town.employed("library", TEACHER)
    who.enter([each["id"] for each in who.document["achievements"]][:8])
    ids = who.hand_in()
    school = town.desks["demo-school"]
    desk.return_achievements(house, school, ids[:1], "看不清", NOW)
    with counted(house.database) as one:
        home.home(house, who.actor, NOW)
    desk.return_achievements(house, school, ids[1:], "看不清", NOW)
    with counted(house.database) as many:
        home.home(house, who.actor, NOW)
    assert len(one) == len(many)
