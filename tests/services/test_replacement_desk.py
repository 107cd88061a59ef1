"""补换证 at a desk: what it sees, what it does, what comes of it (features 85, 88, 89)."""

from __future__ import annotations

import pytest

from tests.services.asking import UNLISTED, Asking
from tests.services.conftest import NOW
from tests.services.test_certificates import file_of
from zcforms.demo.load import Stage
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import InputRefused, StaleWrite, WrongState
from zcforms.domain.replacement import ReplacementState
from zcforms.services import certificates, replacement_desk
from zcforms.services.house import House
from zcforms.services.replacements import Wanted
from zcforms.storage.work import work


@pytest.fixture
def asking(town: Stage) -> Asking:
    return Asking(town)


def test_only_what_is_ticked_is_corrected(asking: Asking) -> None:
    """Feature 89: the desk sees the old certificate beside what shall stand there; what is not ticked is not taken."""
    one = asking.hand_in(
        wrong=["资格性质", "取得资格时所在单位"], nature="social", employer="蚌埠市禾田路小学", title="教授"
    )
    shown = asking.case(asking.desks[0], one)
    assert shown.certificate
    assert {line.caption: (line.text, line.right) for line in shown.certificate if line.right} == {
        "资格性质": ("单位有效（自主评审）", "社会化"),
        "取得资格时所在单位": ("禾田小学", "蚌埠市禾田路小学"),
    }
    assert asking.who.person.id_number not in str(shown)
    asking.endorse(one)
    old, new = asking.kept(asking.certificate_id), asking.kept(asking.view(one).result_id)
    assert (new.nature, new.employer, new.title) == ("social", "蚌埠市禾田路小学", old.title)
    assert (old.nature, old.employer) == ("unit", "禾田小学")


def test_what_was_registered_meanwhile_is_not_described_twice(asking: Asking, house: House) -> None:
    one = asking.hand_in(Wanted("unlisted"), **{**UNLISTED, "number": "无"})
    asking.endorse(one, asking.desks[:-1])
    day = {"number": "A7", "id_number": asking.who.person.id_number, "obtained_on": UNLISTED["obtained_on"]}
    certificates.record(house, file_of(day), NOW)
    with pytest.raises(WrongState, match="同名职称"):
        asking.endorse(one, asking.desks[-1:])
    replacement_desk.reject(house, asking.issuer, one, "已登记在系统中。", NOW)


def test_revoked_meanwhile_it_is_not_replaced(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    asking.endorse(one, asking.desks[:-1])
    with work(house.database) as w:
        w.certificates.get(asking.certificate_id).revoke("查实弄虚作假", NOW)
    with pytest.raises(WrongState, match="已被撤销"):
        asking.endorse(one, asking.desks[-1:])
    assert asking.view(one).state is ReplacementState.IN_APPROVAL
    replacement_desk.reject(house, asking.issuer, one, "证书已被撤销。", NOW)
    assert asking.kept(asking.certificate_id).state is CertificateState.REVOKED


def test_what_is_too_long_is_told(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    for act in replacement_desk.ACTS.values():
        with pytest.raises(InputRefused, match="不能超过 500 字"):
            act(house, asking.desks[0], one, "好" * 501, NOW)


def test_each_desk_in_its_turn_and_on_what_it_has_seen(asking: Asking, house: House) -> None:
    one = asking.hand_in()
    seen = asking.case(asking.desks[0], one).version
    asking.endorse(one, asking.desks[:1])
    with pytest.raises(StaleWrite):
        replacement_desk.endorse(house, asking.desks[1], one, "", NOW, version=seen)
    with pytest.raises(WrongState, match="不在本单位"):
        asking.endorse(one, asking.desks[:1])
    shown = asking.case(asking.desks[0], one)
    assert (shown.actions, shown.step) == ((), "主管部门审核")
