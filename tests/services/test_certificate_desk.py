"""The issuing authority's desk: its own certificates and nobody else's (features 78 to 84)."""

from __future__ import annotations

import pytest
from structlog.testing import capture_logs

from tests.services.conftest import NOW
from tests.services.issuing import claims_of_issuer
from tests.services.titled import declared, found, grant, titled
from zcforms.demo.load import Stage
from zcforms.domain.certificate import CertificateState
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, WrongState
from zcforms.domain.identity import Organisation, Role
from zcforms.services import accounts, certificate_desk, granting
from zcforms.services.actor import Actor
from zcforms.services.certificate_room import CertificateQuery
from zcforms.services.house import House
from zcforms.storage.work import work

AUTHORITY, OTHER = "安徽省人力资源和社会保障厅", "蚌埠市人力资源和社会保障局"


def desk_of(house: House, name: str, code: str = "11340199MA0000777X") -> Actor:
    """The account of an authority of this name."""
    with work(house.database) as w:
        known = next((each for each in w.organisations.by_role(Role.ISSUER) if each.name == name), None)
        if known is None:
            known = Organisation(f"issuer-{code}", name, code, "government", Role.ISSUER, "340000")
            w.organisations.add(known)
    return accounts.sign_in(house, claims_of_issuer(known) | {"sub": f"desk-{name}"}, NOW)


def test_another_authority_neither_sees_nor_touches(house: House, town: Stage) -> None:
    _, certificate = titled(town)
    mine, other = desk_of(house, AUTHORITY), desk_of(house, OTHER, "11340199MA0000778X")
    assert [each.id for each in certificate_desk.listing(house, mine, CertificateQuery()).rows.rows] == [
        certificate.id
    ]
    assert certificate_desk.listing(house, other, CertificateQuery()).rows.rows == ()
    for act in (
        lambda: certificate_desk.case(house, other, certificate.id),
        lambda: certificate_desk.issued_file(house, other, certificate.id, NOW),
        lambda: certificate_desk.make_again(house, other, certificate.id, NOW),
        lambda: certificate_desk.revoke(house, other, certificate.id, "弄虚作假", NOW, confirmed=True),
    ):
        with pytest.raises(NotFound):
            act()
    assert found(house, certificate.id).state is CertificateState.VALID


def test_one_that_was_replaced_is_not_revoked(house: House, town: Stage) -> None:
    """The newer one is; and of a revoked one nothing newer is made."""
    _, certificate = titled(town)
    mine = desk_of(house, AUTHORITY)
    with work(house.database) as w:
        anhui = house.catalogue.authorities["anhui"]
        newer = granting.replace(w, house, w.certificates.get(certificate.id), anhui, corrections={}, now=NOW)
    with pytest.raises(WrongState, match="请在新证书上办理"):
        certificate_desk.revoke(house, mine, certificate.id, "弄虚作假", NOW, confirmed=True)
    certificate_desk.revoke(house, mine, newer.id, "弄虚作假", NOW, confirmed=True)
    with pytest.raises(WrongState, match="已被撤销"), work(house.database) as w:
        granting.replace(w, house, w.certificates.get(newer.id), anhui, corrections={}, now=NOW)


def test_a_reason_has_an_end(house: House, town: Stage) -> None:
    """Its holder reads it on a phone."""
    _, certificate = titled(town)
    mine = desk_of(house, AUTHORITY)
    with pytest.raises(InputRefused) as refused:
        certificate_desk.revoke(house, mine, certificate.id, "弄" * 501, NOW, confirmed=True)
    assert [each.pointer for each in refused.value.faults] == ["/reason"]
    certificate_desk.revoke(house, mine, certificate.id, "弄" * 500, NOW, confirmed=True)


def test_nobody_revokes_ones_own(house: House, town: Stage) -> None:
    actor, certificate = titled(town)
    mine = desk_of(house, AUTHORITY)
    with work(house.database) as w:
        w.accounts.get(mine.account_id).person_id = actor.person()
    with pytest.raises(NotAllowed):
        certificate_desk.revoke(house, mine, certificate.id, "弄虚作假", NOW, confirmed=True)


def test_a_name_that_no_document_has_is_told_with_the_remedy(house: House, town: Stage) -> None:
    """Both to who looks for certificates and, where one is issued that no account could revoke, to the operator."""
    wrong = desk_of(house, "安徽省人社厅", "11340199MA0000779X")
    told = certificate_desk.listing(house, wrong, CertificateQuery()).room.unknown
    assert "安徽省人社厅" in told
    assert AUTHORITY in told
    _, application_id = declared(town)
    with work(house.database) as w:
        for each in w.organisations.by_role(Role.ISSUER):
            if each.name == AUTHORITY:
                each.name = "安徽省人社厅（旧）"
    with capture_logs() as lines:
        grant(house, application_id)
    (line,) = [each for each in lines if each["event"] == "certificate_without_desk"]
    assert (line["log_level"], line["issuer"]) == ("warning", AUTHORITY)
    right = desk_of(house, AUTHORITY, "11340199MA0000780X")
    assert certificate_desk.listing(house, right, CertificateQuery()).room.unknown == ""
