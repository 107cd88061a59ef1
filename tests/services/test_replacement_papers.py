"""补换证申请表 (features 85 to 89)."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader

from tests.services.asking import OLD, UNLISTED, Asking
from tests.services.conftest import NOW
from zcforms.demo.load import Stage
from zcforms.domain.errors import WrongState
from zcforms.services import replacement_desk, replacement_papers, replacements
from zcforms.services.house import House
from zcforms.services.replacements import Wanted


@pytest.fixture
def asking(town: Stage) -> Asking:
    return Asking(town)


def words(data: bytes) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages)


@pytest.mark.parametrize("kind", ["listed", "unlisted"])
def test_its_form_is_printed(asking: Asking, house: House, kind: str) -> None:
    """补换证申请表: who asks, the certificate, what is wrong with it, and every opinion so far."""
    if kind == "listed":
        draft = replacements.save(house, asking.who.actor, asking.wanted, {}, NOW)
        with pytest.raises(WrongState, match="请先提交"):
            replacement_papers.own_form(house, asking.who.actor, draft)
        replacements.delete(house, asking.who.actor, draft, NOW)
        one = asking.hand_in(wrong=["资格名称"], title="高级教师")
    else:
        one = asking.hand_in(Wanted("unlisted"), **UNLISTED)
    asking.endorse(one, asking.desks[:1])
    name, data = replacement_papers.own_form(house, asking.who.actor, one)
    assert name == f"补换证申请表-{asking.who.person.name}.pdf"
    printed = words(data)
    wanted = [
        asking.who.person.id_number,
        "一级教师",
        "搬家时遗失。",
        "情况属实",
        "发证机关审核",
        "愿承担相应后果",
    ]
    for text in [*wanted, *((OLD, "高级教师") if kind == "listed" else ("皖2352116414", "2010-05-03"))]:
        assert text in printed
    assert words(replacement_papers.handled_form(house, asking.desks[1], one)[1]) == printed


def test_only_what_was_said_of_this_text_is_printed(asking: Asking, house: House) -> None:
    """Returned, corrected and handed in again: the opinions on what stood there before are not among it."""
    one = asking.hand_in()
    asking.endorse(one, asking.desks[:1])
    replacement_desk.give_back(house, asking.desks[1], one, "请补充登报声明。", NOW)
    assert "请补充登报声明。" in words(replacement_papers.own_form(house, asking.who.actor, one)[1])
    asking.hand_in(again=one)
    printed = words(replacement_papers.own_form(house, asking.who.actor, one)[1])
    assert "请补充登报声明。" not in printed
    assert "情况属实" not in printed


def test_a_step_that_is_not_gone_through_is_told_so(town: Stage) -> None:
    asking = Asking.freelancer(town)
    printed = words(replacement_papers.own_form(asking.house, asking.who.actor, asking.hand_in())[1])
    assert printed.count("审核结果：不需要") == 2
