"""Whose certificates an organisation looks after, and the filters of its list (feature 82)."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.pile import Pile
from zcforms.demo.load import Stage
from zcforms.demo.people import SCHOOL
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import NotFound, WrongState
from zcforms.services import certificate_bundles, certificate_desk
from zcforms.services.actor import Actor
from zcforms.services.certificate_bundles import Choice
from zcforms.services.certificate_room import CertificateQuery, SealKind, View, has_room
from zcforms.storage.work import work

PLAN = "2022-teacher-senior"


@pytest.fixture
def pile(town: Stage) -> Pile:
    return Pile.of(town)


def names(pile: Pile, actor: Actor, query: CertificateQuery) -> set[str]:
    return {each.name for each in certificate_desk.listing(pile.house, actor, query).rows.rows}


def test_the_organising_unit_looks_downloads_and_does_nothing_else(pile: Pile) -> None:
    """Neither 撤销 nor 重试: those are the issuing authority's."""
    house, id_ = pile.house, pile.first.id
    (row,) = certificate_desk.listing(house, pile.organiser, CertificateQuery()).rows.rows
    assert (row.name, row.id_number) == ("林晓禾", f"340{'*' * 13}{pile.first.id_number[-2:]}")
    shown = certificate_desk.case(house, pile.organiser, id_)
    assert pile.first.id_number not in repr((row, shown))
    assert not shown.revocable
    assert certificate_desk.issued_file(house, pile.organiser, id_, NOW).data == pile.pdf
    assert acts(house, f"certificate:{id_}")[-1] == "certificate.download"
    for act in (
        lambda: certificate_desk.revoke(house, pile.organiser, id_, "弄虚作假", NOW, confirmed=True),
        lambda: certificate_desk.make_again(house, pile.organiser, id_, NOW),
        lambda: certificate_desk.make_all_again(house, pile.organiser, NOW),
    ):
        with pytest.raises(NotFound, match="不是发证机关"):
            act()
    assert certificate_desk.case(house, pile.issuer, id_).revocable


def test_what_is_of_another_plan_is_not_there(pile: Pile, town: Stage) -> None:
    """Nor what was issued on no application: nobody's plan."""
    house, id_ = pile.house, pile.first.id
    (loose,) = pile.add("无申报", application_id=None)
    assert names(pile, pile.stranger, CertificateQuery()) == set()
    assert names(pile, pile.organiser, CertificateQuery()) == {"林晓禾"}
    assert names(pile, pile.issuer, CertificateQuery()) == {"林晓禾", "无申报"}
    for actor, asked in ((pile.stranger, id_), (pile.organiser, loose), (pile.organiser, "0" * 24)):
        for act in (
            lambda: certificate_desk.case(house, actor, asked),  # noqa: B023 - called at once
            lambda: certificate_desk.issued_file(house, actor, asked, NOW),  # noqa: B023
            lambda: certificate_bundles.look(house, actor, Choice(CertificateQuery(), (asked,))),  # noqa: B023
        ):
            with pytest.raises(NotFound):
                act()
    assert acts(house, f"certificate:{loose}") == ["look.refused"] * 3
    school = town.desks[SCHOOL]
    assert not has_room(school)
    with pytest.raises(NotFound, match="没有可以管理的证书"):
        certificate_desk.listing(house, school, CertificateQuery())


def test_a_replacement_stays_with_the_plan(pile: Pile) -> None:
    """补换证: the new certificate of the same application."""
    pile.add("换发后")
    assert names(pile, pile.organiser, CertificateQuery()) == {"林晓禾", "换发后"}


def test_the_filters(pile: Pile) -> None:
    """Of what is not made yet the authority's document says whether it will bear a seal."""
    pile.add("未盖章")
    pile.add("将盖章", file=None, queued_at=NOW)
    pile.add("将不盖章", file=None, queued_at=NOW, authority="bengbu")
    pile.add("待照片", file=None, queued_at=None)
    pile.add("已撤销", state=CertificateState.REVOKED, revoked_at=NOW, reason="查实")
    for actor in (pile.organiser, pile.issuer):
        assert names(pile, actor, CertificateQuery(seal=SealKind.WITHOUT)) == {"未盖章", "将不盖章", "已撤销"}
        assert names(pile, actor, CertificateQuery(seal=SealKind.WITH)) == {"林晓禾", "将盖章", "待照片"}
        assert names(pile, actor, CertificateQuery(View.QUEUED)) == {"将盖章", "将不盖章"}
        assert names(pile, actor, CertificateQuery(View.WANTS_PHOTO, text="照片")) == {"待照片"}
        assert names(pile, actor, CertificateQuery(text=str(pile.first.number))) == {"林晓禾"}
        assert len(names(pile, actor, CertificateQuery(plan=PLAN))) == 6
        assert names(pile, actor, CertificateQuery(plan="2021-engineering-senior")) == set()
    shown = certificate_desk.listing(pile.house, pile.organiser, CertificateQuery(seal=SealKind.WITHOUT))
    assert [shown.counts[each] for each in View] == [3, 2, 1, 0, 0, 1]
    assert [each.id for each in shown.room.plans] == [PLAN, "2022-teacher-intermediate"]


def test_where_one_stands_in_the_queue(pile: Pile) -> None:
    """Feature 81."""
    first, second = pile.add("甲", "乙", file=None, queued_at=NOW)
    with work(pile.house.database, write=False) as w:
        ahead = {each: w.certificates.ahead(w.certificates.get(each)) for each in (first, second)}
    listed = certificate_desk.listing(pile.house, pile.organiser, CertificateQuery(View.QUEUED)).rows.rows
    told = {each.id: each.waits for each in listed}
    behind = next(each for each, count in ahead.items() if count == 1)
    assert told[behind] == "前面还有 1 份，请过段时间再下载。"
    assert sorted(ahead.values()) == [0, 1]
    assert certificate_desk.issued_file(pile.house, pile.organiser, first, NOW).data is None
    assert "certificate.download" not in acts(pile.house, f"certificate:{first}")


def test_without_a_photo_there_is_nothing_to_download(pile: Pile) -> None:
    (waiting,) = pile.add("甲", file=None, queued_at=None)
    with pytest.raises(WrongState, match="先上传个人证件照片"):
        certificate_desk.issued_file(pile.house, pile.organiser, waiting, NOW)


def test_a_unit_that_no_plan_names_is_told_so(pile: Pile) -> None:
    with work(pile.house.database) as w:
        w.organisations.get(pile.organiser.organisation()).name = "蚌埠市教育体育局"
    shown = certificate_desk.listing(pile.house, pile.organiser, CertificateQuery())
    assert "蚌埠市教育体育局" in shown.room.unknown
    assert shown.rows.total == 0
