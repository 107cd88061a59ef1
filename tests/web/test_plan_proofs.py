"""证明: what the prover has said of a draft, on its tab (issue 7)."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from tests.services.plan_workshop import FILE, PLAN
from tests.services.proving import every, impossible, pair, possible, proved
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.demo.people import RULE_AUTHOR
from zcforms.documents import patching
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Kind, Verdict
from zcforms.services import plan_drafts, proof_examples
from zcforms.services.access import writing
from zcforms.services.accounts import actor_of
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Beginning, Step
from zcforms.services.plan_package import cases_path, own_of
from zcforms.services.proof_subjects import PLAN as IN_FORCE
from zcforms.services.proof_subjects import PLAN_DRAFT, subject_of
from zcforms.services.rule_authors import author as rule_author
from zcforms.storage.proof_records import ProofState
from zcforms.storage.work import work

needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")


@dataclass(frozen=True)
class Begun:
    """A draft with another title than the plan in force."""

    house: House
    actor: Actor
    id: str

    @property
    def caption(self) -> str:
        """Of the title as the draft begins with it: what was proved of another one in the same state is told of this one."""
        return f"正高级教师{self.id[-6:]}"

    @property
    def url(self) -> str:
        return f"/plans/design/drafts/{self.id}"

    @property
    def subject(self) -> str:
        return subject_of(PLAN_DRAFT, self.id)

    def rename(self, caption: str) -> None:
        path = ("documents", FILE, "titles", 0, "caption")
        step = Step("改名", lambda _: [patching.replace(path, caption)])
        plan_drafts.change(self.house, self.actor, self.id, step, self.house.now())


@pytest.fixture
def begun(demonstration: Demonstration) -> Iterator[Begun]:
    house = demonstration.house
    with work(house.database) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = actor_of(w, account)
    content = own_of(house.rulebook.edition(), PLAN)
    with writing(house, actor) as w:
        beginning = Beginning(PLAN, content, content)
        draft = plan_drafts.begin(w, rule_author(w, house, actor), beginning, "修订", house.now())
    made = Begun(house, actor, draft.id)
    made.rename(made.caption)
    yield made
    plan_drafts.discard(house, actor, draft.id, house.now())


def test_the_tab_stands_between_problems_and_changes(author: Visitor, begun: Begun) -> None:
    page = author.get(f"{begun.url}/proofs").text
    tabs = re.findall(r'href="[^"]*/drafts/[0-9a-f]+/(\w+)"', page)
    assert tabs.index("problems") + 1 == tabs.index("proofs") == tabs.index("changes") - 1
    assert "还没有证明过" in page or "没有安装求解器" in page


def test_answers_stand_in_groups_with_causes_places_and_reach(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, every())
    page = html.unescape(author.get(f"{begun.url}/proofs").text)
    assert "证明完成" in page
    assert "已有 4 条结果，其中 2 条请查看" in page
    assert page.index("能不能通过（2）") < page.index("每条规则（1）") < page.index("边界上的申报人（1）")
    assert page.index(impossible().sentence) < page.index(
        possible().sentence
    )  # what wants a look comes first
    assert impossible().sentence in page
    assert f'href="{begun.url}/rules#rule-tenure"' in page
    assert f'href="{begun.url}/forms?at=section%3Abasic%2Fproperties%2Fwork_years"' in page
    assert "依据：政策第三条" in page
    assert "每个列表至多看 3 条记录，已证明足够。用时 1.2 秒" in page
    assert "每个列表只看到 3 条为止，没有证明" in page
    assert "没有细算，当作都有可能：附件只看份数" in page
    assert 'hx-trigger="every 2s"' not in page
    rules = author.get(f"{begun.url}/rules").text
    assert 'id="rule-photo-present"' in rules


def test_the_list_can_be_narrowed(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, every())
    page = author.get(f"{begun.url}/proofs?show=alarming").text
    assert impossible().sentence in page
    assert possible().sentence not in page
    unsure = author.get(f"{begun.url}/proofs?show=unsure").text
    assert "永远不起作用" in unsure
    assert impossible().sentence not in unsure


def test_a_page_that_waits_asks_for_more(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [possible()], state=ProofState.RUNNING)
    page = author.get(f"{begun.url}/proofs").text
    asks = re.search(rf'hx-get="({begun.url}/proofs/live[^"]*)"', page)
    assert asks
    assert author.get(asks[1]).status_code == 204  # nothing new: what somebody reads stays as it is
    assert 'hx-trigger="every 2s"' in page
    assert "还在回答：每条规则" in page
    piece = author.get(f"{begun.url}/proofs/live").text
    assert 'role="status"' not in piece  # which stays, and hears what is new
    assert 'hx-swap-oob="innerHTML:#proofs-standing"' in piece
    assert "<html" not in piece
    assert possible().sentence in piece
    author.get(f"{begun.url}/proofs")
    form = author.form("停止")
    page = author.post(form.action, form.fields).text
    assert "已停止" in page
    assert "没有回答：每条规则" in page


def test_what_the_draft_has_left_behind_is_marked(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [possible()])
    assert "已过时" not in author.get(f"{begun.url}/proofs").text
    begun.rename("正高级")
    page = author.get(f"{begun.url}/proofs").text
    assert "已过时" in page
    assert "存为用例" not in page


def test_an_applicant_is_a_page_and_can_be_kept_and_tried(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [pair()])
    page = html.unescape(author.get(f"{begun.url}/proofs").text)
    second = re.findall(r'href="([^"]*/proofs/example[^"]*number=2)"', page)[0]
    shown = author.get(second).text
    assert "没有照片的王小明" in shown
    assert "有不符合的项" in shown
    assert "不符合" in shown
    form = author.form("到“试填”里改一改")
    assert "已换成这名虚构的申报人" in author.post(form.action, form.fields).text
    author.get(f"{begun.url}/proofs")
    form = author.form("存为用例")
    assert "已存入 2 个用例" in author.post(form.action, form.fields).text
    assert "已存为用例" in author.get(f"{begun.url}/proofs").text
    assert "没有重复存入" in author.post(form.action, form.fields).text
    draft = plan_drafts.draft(begun.house, begun.actor, begun.id)
    assert "刚好不满足" in draft.documents[cases_path(PLAN)]
    assert (
        author.client.get(f"{begun.url}/proofs/example?answer=no&number=1", base_url=author.base).status_code
        == 404
    )


@needs_solver
def test_it_is_begun_by_a_button_and_a_question_is_needed(author: Visitor, begun: Begun) -> None:
    author.get(f"{begun.url}/proofs")
    form = author.form("开始证明")
    none = {name: value for name, value in form.fields.items() if name != "questions"}
    assert "请至少选一个问题" in author.post(form.action, none).text
    author.get(f"{begun.url}/proofs")
    form = author.form("开始证明")
    page = author.post(form.action, {**form.fields, "questions": "passes", "seconds": "30"}).text
    assert "已开始证明" in page
    assert "正在等待开始" in page
    asked = re.findall(r'name="questions" value="(\w+)" checked', page)
    assert asked == ["passes"]  # what was asked last stands there
    assert '<option value="30" selected' in page


@needs_solver
def test_the_review_says_what_was_proved(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [impossible()])
    page = author.get(f"{begun.url}/review").text
    assert "证明了没有人能通过" in page
    assert impossible().sentence in page
    assert f'href="{begun.url}/proofs"' in page


def test_what_is_in_force_has_a_page_of_its_own(author: Visitor, begun: Begun) -> None:
    here = f"/plans/design/plans/{PLAN}"
    assert f'href="{here}/proofs"' in author.get(here).text
    proved(begun.house, begun.actor, subject_of(IN_FORCE, PLAN), [impossible(), pair()])
    page = author.get(f"{here}/proofs").text
    assert impossible().sentence in page
    assert "有照片的王小明" in page
    assert "存为用例" not in page
    assert "没有可以比较的上一版" in page
    assert pair().sentence not in author.get(f"{here}/proofs?show=alarming").text
    assert impossible().sentence in author.get(f"{here}/proofs/live").text
    assert author.client.get("/plans/design/plans/no-plan/proofs", base_url=author.base).status_code == 404


def test_each_run_about_the_same_state_can_be_looked_at(author: Visitor, begun: Begun) -> None:
    """The review rests on the stronger answer, and leads to it."""
    now = begun.house.now()
    first = proved(begun.house, begun.actor, begun.subject, [impossible(), pair()], at=now)
    unsure = replace(impossible(), verdict=Verdict.UNKNOWN, kind=Kind.OPEN, causes=(), sentence="还不知道。")
    second = proved(begun.house, begun.actor, begun.subject, [unsure], at=now + timedelta(seconds=1))
    page = html.unescape(author.get(f"{begun.url}/proofs").text)
    assert unsure.sentence in page
    assert "1 条还不知道" in page
    assert f'href="{begun.url}/proofs?run={first}"' in page
    review = html.unescape(author.get(f"{begun.url}/review").text)
    assert f'href="{begun.url}/proofs?run={first}#answer-{impossible().id}"' in review
    page = html.unescape(author.get(f"{begun.url}/proofs?run={first}").text)
    assert impossible().sentence in page
    assert f'href="{begun.url}/proofs?run={first}&show=alarming"' in page
    assert f'href="{begun.url}/proofs?run={second}"' in page
    example = re.findall(r'href="([^"]*/proofs/example[^"]*number=2)"', page)[0]
    assert "没有照片的王小明" in author.get(example).text
    assert f"proofs?run={first}#answer-" in html.unescape(author.page.text)
    begun.rename("正高级")
    begun.rename(begun.caption)
    assert "已过时" not in author.get(f"{begun.url}/proofs").text
    assert author.client.get(f"{begun.url}/proofs?run=no", base_url=author.base).status_code == 404


def test_a_draft_that_is_again_as_it_was_shows_what_was_proved_of_it(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [possible()])
    begun.rename("正高级")
    later = begun.house.now() + timedelta(seconds=1)
    proved(begun.house, begun.actor, begun.subject, [impossible()], at=later)
    begun.rename(begun.caption)
    page = author.get(f"{begun.url}/proofs").text
    assert "已过时" not in page
    assert possible().sentence in page


def test_a_window_that_one_comes_back_to_hears_that_the_plan_has_changed(
    author: Visitor, begun: Begun
) -> None:
    proved(begun.house, begun.actor, begun.subject, [possible()])
    page = html.unescape(author.get(f"{begun.url}/proofs").text)
    (again,) = re.findall(rf'hx-get="({begun.url}/proofs/live[^"]*)" hx-trigger="focus from:window"', page)
    assert author.get(again).status_code == 204
    begun.rename(f"{begun.caption}改")
    assert "已过时" in author.get(again).text


def test_what_was_written_for_another_state_is_told_and_can_be_confirmed(
    author: Visitor, begun: Begun
) -> None:
    now = begun.house.now()
    proved(begun.house, begun.actor, begun.subject, [impossible()], at=now)
    author.get(f"{begun.url}/review")
    page = author.press("保存理由", **{field(author): "破格申报今年停办"}).text
    assert "理由：破格申报今年停办（" in page
    assert "由编写人写明了理由" in page
    assert "文档没有错误，用例全部通过。1 项由编写人写明了理由" in page
    other = replace(impossible(), causes=impossible().causes[:1])
    proved(begun.house, begun.actor, begun.subject, [other], at=now + timedelta(seconds=1))
    page = author.get(f"{begun.url}/review").text
    assert "原来写的理由已过时" in page
    page = author.press("仍然适用，沿用这条理由").text
    assert "原来写的理由已过时" not in page
    assert "理由：破格申报今年停办（" in page
    changes = author.get(f"{begun.url}/changes").text
    assert "写明的理由" in changes
    assert "破格申报今年停办" in changes


def field(author: Visitor) -> str:
    (name,) = re.findall(r'name="(accept:proof:[^"]+)"', author.page.text)
    return html.unescape(name)


def test_what_was_kept_comes_in_place_of_its_button(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [pair()])
    author.get(f"{begun.url}/proofs")
    form = author.form("存为用例")
    answered = author.client.post(
        form.action, data=form.fields, headers={"HX-Request": "true"}, base_url=author.base
    ).text
    assert "<html" not in answered
    assert "已存为用例" in answered
    assert 'hx-swap-oob="innerHTML:#proofs-said"' in answered
    assert "撤销：存为用例" in answered
    begun.rename("正高级")
    author.get(f"{begun.url}/proofs")
    answered = author.client.post(
        form.action,
        data={**form.fields, **author.form("重新证明").fields},
        headers={"HX-Request": "true"},
        base_url=author.base,
    ).text
    assert "请重新证明，再存为用例" in answered


def test_cases_that_fail_with_a_reason_are_not_said_to_pass(author: Visitor, begun: Begun) -> None:
    proved(begun.house, begun.actor, begun.subject, [pair()])
    proof_examples.keep(begun.house, begun.actor, begun.id, pair().id, begun.house.now())
    text = plan_drafts.draft(begun.house, begun.actor, begun.id).documents[cases_path(PLAN)]
    wrong = f"{text.rstrip()}\n\n  - case: 没有这名申报人\n    applicant: 没有这名申报人\n    expect: {{violated: []}}\n"
    step = Step("改错", lambda _: [patching.replace(("documents", cases_path(PLAN)), wrong)])
    plan_drafts.change(begun.house, begun.actor, begun.id, step, begun.house.now())
    author.get(f"{begun.url}/review")
    names = [html.unescape(each) for each in re.findall(r'name="(accept:[^"]+)"', author.page.text)]
    assert "accept:cases" in names
    page = author.press("保存理由", **dict.fromkeys(names, "已核对")).text
    assert "文档没有错误。" in page
    assert "用例全部通过。" not in page
