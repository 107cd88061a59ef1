"""Somebody at the desk of the authority that issues certificates."""

from __future__ import annotations

from zcforms.domain.identity import Organisation


def claims_of_issuer(organisation: Organisation) -> dict[str, str]:
    """What the identity provider says about its account."""
    return {
        "sub": "desk-of-issuer",
        "name": "证书管理科",
        "account_kind": "legal",
        "organisation_name": organisation.name,
        "credit_code": organisation.credit_code,
    }
