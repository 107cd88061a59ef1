"""证明 beside a draft of rules (issue 7)."""

from __future__ import annotations

import html
import re

import pytest

from tests.services.proving import dead, pair, proved
from tests.web.conftest import Demonstration
from tests.web.site import Visitor
from zcforms.demo.people import RULE_AUTHOR
from zcforms.lab.proofs import proving
from zcforms.services.accounts import actor_of
from zcforms.services.proof_subjects import RULE_DRAFT, subject_of
from zcforms.storage.proof_records import ProofState
from zcforms.storage.work import work

needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")


def told(demonstration: Demonstration, here: str, state: ProofState = ProofState.DONE) -> None:
    house = demonstration.house
    with work(house.database) as w:
        account = w.accounts.by_subject(RULE_AUTHOR)
        assert account is not None
        actor = actor_of(w, account)
    proved(house, actor, subject_of(RULE_DRAFT, here.rpartition("/")[2]), [dead(), pair()], state=state)


def test_answers_stand_beside_the_text_and_become_cases(
    demonstration: Demonstration, draft: tuple[Visitor, str]
) -> None:
    author, here = draft
    told(demonstration, here)
    page = author.get(f"{here}/proofs").text
    assert "证明完成" in page
    assert dead().sentence in page
    assert "每个列表只看到 3 条为止，没有证明" in page
    assert "有照片的王小明" in page
    assert "data-poll-url" not in page
    assert "zc-proof-line is-waiting" in page  # what was only seen is open
    example = html.unescape(re.findall(r'href="([^"]*/proofs/example[^"]*number=2)"', page)[0])
    page = author.get(example).text
    assert "没有照片的王小明" in page
    assert "申报内容" in page
    assert "有不符合的项" in page
    page = author.get(f"{here}/proofs").text
    page = author.press("存为用例", keep=pair().id).text
    assert "已把 2 个用例写入用例文本" in page
    assert "刚好不满足" in author.form("cases_text").fields["cases_text"]
    author.send("/forget")


def test_a_panel_that_waits_asks_for_more(demonstration: Demonstration, draft: tuple[Visitor, str]) -> None:
    author, here = draft
    told(demonstration, here, ProofState.RUNNING)
    page = author.get(f"{here}/proofs").text
    assert re.search(rf'data-poll-url="{here}/proofs"', page)
    assert "已停止" in author.press("停止").text


@needs_solver
def test_what_is_proved_is_saved_first(demonstration: Demonstration, draft: tuple[Visitor, str]) -> None:
    author, here = draft
    author.get(f"{here}/proofs")
    text = author.form("cases_text").fields["text"]
    caption = next(
        each for each in ("开始证明", "重新证明") if each in author.page.text
    )  # another draft may have been like it
    page = author.press(caption, text=f"{text}\n# 为证明而写\n").text
    assert "正在等待开始" in page
    assert "还没有保存的修改" not in page
    assert "# 为证明而写" in author.get(f"{here}/changes").text
    author.get(f"{here}/proofs")
    author.press("停止")
