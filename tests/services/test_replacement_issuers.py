"""Which authority a request for a certificate goes to, and issues it again (features 85, 86)."""

from __future__ import annotations

import dataclasses

import pytest

from tests.services.asking import UNLISTED, Asking
from tests.services.titled import titled
from tests.storage.queries import counted
from zcforms.demo.load import Stage
from zcforms.demo.people import ISSUER
from zcforms.domain.errors import NotFound, WrongState
from zcforms.domain.identity import Role
from zcforms.services import certificate_desk, replacement_papers
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.replacements import Wanted
from zcforms.storage.work import work


@pytest.fixture
def asking(town: Stage) -> Asking:
    return Asking(town)


PROVINCE, CITY = "安徽省人力资源和社会保障厅", "蚌埠市人力资源和社会保障局"


def at_the_issuer(asking: Asking, replacement_id: str) -> tuple[str, str]:
    """Whom the flow names for the last step, and what it says beside."""
    line = asking.view(replacement_id).flow[-1]
    return line.actor, line.note


def rename(house: House, **names: str) -> None:
    """Organisations that issue, by the number of their region."""
    with work(house.database) as w:
        for each in w.organisations.by_role(Role.ISSUER):
            each.name = names.get(f"_{each.region}", each.name)


def test_a_certificate_goes_back_to_the_authority_that_issued_it(asking: Asking, house: House) -> None:
    """Not to the one that is nearer; and the new one is of the same."""
    _, made = titled(asking.town, "submitted")
    with work(house.database) as w:
        mine = w.certificates.get(asking.certificate_id)
        mine.issuer = PROVINCE
        assert made.issuer == mine.issuer
    one, province = asking.hand_in(), asking.town.desks[ISSUER]
    assert at_the_issuer(asking, one) == (PROVINCE, "")
    asking.endorse(one, asking.desks[:-1])
    assert not asking.waiting(asking.issuer).rows
    with pytest.raises(NotFound):
        asking.case(asking.issuer, one)
    with pytest.raises(NotFound):
        replacement_papers.handled_form(house, asking.issuer, one)
    assert [each.id for each in asking.waiting(province).rows] == [one]
    asking.endorse(one, [province])
    new = asking.kept(asking.view(one).result_id)
    assert (new.issuer, new.authority) == (PROVINCE, "anhui")
    assert asking.case(province, one).flow
    assert certificate_desk.case(house, province, new.id)
    with pytest.raises(NotFound):
        asking.case(asking.issuer, one)


@pytest.mark.parametrize(
    ("told", "renamed", "expected", "document"),
    [
        (PROVINCE, {}, PROVINCE, "anhui"),
        (f" {CITY}", {}, CITY, "bengbu"),
        ("蚌埠市人事局", {}, CITY, "bengbu"),
        ("蚌埠市人事局", {"_340300": "蚌埠市职称办"}, PROVINCE, "anhui"),
    ],
)
def test_what_the_form_describes_goes_to_the_authority_that_it_names(
    asking: Asking, house: House, told: str, renamed: dict[str, str], expected: str, document: str
) -> None:
    """If it is one of ours; otherwise to the nearest that has a document to issue by."""
    rename(house, **renamed)
    one = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "issuer": told})
    assert at_the_issuer(asking, one) == (expected, "")
    asking.endorse(one, asking.desks[:-1])
    for desk in (asking.issuer, asking.town.desks[ISSUER]):
        mine = name_of(house, desk) == expected
        assert bool(asking.waiting(desk).rows) is mine
        if mine:
            asking.endorse(one, [desk])
    new = asking.kept(asking.view(one).result_id)
    assert (new.issuer, new.authority) == (expected, document)


def name_of(house: House, desk: Actor) -> str:
    with work(house.database, write=False) as w:
        return w.organisations.get(desk.organisation()).name


def test_an_authority_that_has_no_account_yet_is_named_in_the_flow(asking: Asking, house: House) -> None:
    """Whoever waits reads for whom, and whom to ask; the default authority stands in where none is near, not where another issued it."""
    rename(house, _340300="蚌埠市职称办", _340000="安徽省职称办")
    one = asking.hand_in()
    expected = f"发证机关“{PROVINCE}”尚未在本系统登记，这个环节暂时无人办理，请联系系统管理员登记"
    assert at_the_issuer(asking, one) == ("", expected)
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).issuer = CITY
    assert at_the_issuer(asking, one) == ("", expected.replace(PROVINCE, CITY))
    rename(house, _340300=CITY)
    assert at_the_issuer(asking, one) == (CITY, "")


def test_an_authority_whose_document_was_taken_away_is_told_so(asking: Asking, house: House) -> None:
    """It keeps what it issued; only a new certificate needs the document."""
    with work(house.database) as w:
        mine = w.certificates.get(asking.certificate_id)
        mine.issuer, mine.authority = CITY, "gone"
    one = asking.hand_in()
    anhui = {"anhui": house.catalogue.authorities["anhui"]}
    asking.house = dataclasses.replace(house, instead=dataclasses.replace(house.catalogue, authorities=anhui))
    asking.endorse(one, asking.desks[:-1])
    assert at_the_issuer(asking, one) == (CITY, "")
    with pytest.raises(WrongState, match="没有指定发证机关"):
        asking.endorse(one, [asking.issuer])


def test_more_requests_ask_no_more_of_the_database(asking: Asking, house: House) -> None:
    asking.endorse(asking.hand_in(), asking.desks[:-1])

    def asked() -> int:
        with counted(house.database) as queries:
            assert asking.waiting(asking.issuer).rows
        return len(queries)

    few = asked()
    for title in ("一级教师", "二级教师", "三级教师"):
        two = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "title": title, "number": f"A{title}"})
        asking.endorse(two, asking.desks[:-1])
    assert asked() == few
