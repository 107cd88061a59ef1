"""What can become of a certificate (features 79 to 85)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from zcforms.domain.certificate import (
    TRANSITIONS,
    CertificateAct,
    CertificateState,
    PaperState,
    TitleCertificate,
    follow,
)
from zcforms.domain.errors import InputRefused, WrongState
from zcforms.storage.columns import CHINA

NOW = datetime(2022, 12, 1, 9, tzinfo=CHINA)


def certificate(id: str = "c1", **values: Any) -> TitleCertificate:
    given = {
        "id_type": "passport", "id_number": "E1", "name": "林晓禾", "number": "9", "series": "22", "specialty": "小学科学", "title": "一级教师",
        "level": "intermediate", "obtained_on": date(2022, 11, 20), "issued_on": date(2022, 12, 1), "recorded_at": NOW, "authority": "anhui",
    }  # fmt: skip
    return TitleCertificate(id, **{**given, **values})


def test_the_table_is_all_that_can_be_done() -> None:
    done = {}
    for state in CertificateState:
        for act in CertificateAct:
            try:
                done[state, act] = follow(state, act)
            except WrongState:
                continue
    assert done == TRANSITIONS
    assert set(done) == {(CertificateState.VALID, act) for act in CertificateAct}


def test_the_paper_waits_for_a_photo_then_for_the_press() -> None:
    one = certificate()
    assert one.paper is PaperState.WANTS_PHOTO
    one.queue("ab", NOW)
    assert (one.paper, one.photo, one.queued_at) == (PaperState.QUEUED, "ab", NOW)
    with pytest.raises(WrongState):
        one.queue("cd", NOW)
    one.made("ef", sealed=True)
    assert (one.paper, one.file, one.sealed) == (PaperState.MADE, "ef", True)


def test_what_was_issued_elsewhere_has_no_paper_and_what_is_over_wants_none() -> None:
    assert certificate(authority=None).paper is PaperState.NONE
    assert certificate(state=CertificateState.REVOKED).paper is PaperState.NONE
    queued = certificate()
    queued.queue("ab", NOW)
    queued.revoke("弄虚作假", NOW)
    assert queued.paper is PaperState.NONE


def test_replaced() -> None:
    old, new = certificate(), certificate("c2", number="10")
    old.replace_by(new)
    assert (old.state, old.replaced_by, new.replaces) == (CertificateState.REPLACED, "c2", "c1")
    with pytest.raises(WrongState, match="已经换发"):
        old.replace_by(certificate("c3"))
    with pytest.raises(WrongState, match="已经换发"):
        old.revoke("弄虚作假", NOW)


def test_revoked_with_its_reason() -> None:
    one = certificate()
    with pytest.raises(InputRefused) as refused:
        one.revoke("  ", NOW)
    assert [fault.pointer for fault in refused.value.faults] == ["/reason"]
    one.revoke(" 弄虚作假 ", NOW)
    assert (one.state, one.reason, one.revoked_at) == (CertificateState.REVOKED, "弄虚作假", NOW)
    with pytest.raises(WrongState, match="已被撤销"):
        one.revoke("再一次", NOW)
