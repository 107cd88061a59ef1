"""Which authority issues what replaces a certificate (features 85 to 88): the one that issued it. Nothing here asks for the plan under which
it was granted, whose document may be gone."""

from __future__ import annotations

from contextlib import suppress

from zcforms.domain.authority import NO_COMMITTEE, Authority, Issuing
from zcforms.domain.certificate import TitleCertificate
from zcforms.domain.errors import NotFound
from zcforms.services.house import House
from zcforms.storage.work import Work


def authority_called(house: House, name: str) -> Authority | None:
    """The authority of that name, None where no document is called so; of several documents of one authority, the default one."""
    ordered = sorted(
        house.catalogue.authorities.items(), key=lambda each: each[0] != house.catalogue.authority
    )
    return next((each for _, each in ordered if each.caption == name), None)


def default_authority(house: House) -> Authority | None:
    """The one that issues where nothing names another."""
    return house.catalogue.authorities.get(house.catalogue.authority or "")


def issuer_of(house: House, certificate: TitleCertificate) -> str:
    """The name of the authority that issued it, as it is called today; "" where that is none of ours. It does not come to another's desk
    because its document was taken away."""
    known = house.catalogue.authorities.get(certificate.authority or "")
    if known is not None:
        return known.caption
    return certificate.issuer if certificate.authority or authority_called(house, certificate.issuer) else ""


def issuing_again(w: Work, house: House, certificate: TitleCertificate, authority: Authority) -> Issuing:
    """How the authority issues what replaces the certificate. The committee's number is read from the certificate's own number; where that
    was made by another template than today's, the plan still has it, as long as there is one."""
    if certificate.authority != authority.id:
        return Issuing(authority)
    found = authority.committee_in(certificate.number or "")
    return Issuing(authority, _planned(w, house, certificate) if found is None else found)


def _planned(w: Work, house: House, certificate: TitleCertificate) -> int:
    application = w.applications.find(certificate.application_id) if certificate.application_id else None
    plan = None
    if application is not None:
        with suppress(NotFound):
            plan = house.plan_of(application)
    return plan.issuing.committee if plan and plan.issuing else NO_COMMITTEE
