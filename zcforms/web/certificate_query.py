"""What the address says about which certificates to list, and which to download; what cannot be read asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from zcforms.services.certificate_bundles import Choice
from zcforms.services.certificate_room import CertificateQuery, SealKind, View

_LONGEST = 100


def certificate_query(arguments: Mapping[str, str]) -> CertificateQuery:
    def told(name: str) -> str:
        return arguments.get(name, "").strip()[:_LONGEST]

    view = next((each for each in View if each.value == told("view")), View.ALL)
    seal = next((each for each in SealKind if each.value == told("seal")), None)
    return CertificateQuery(view, told("plan"), seal, told("text"))


def words_of(query: CertificateQuery) -> dict[str, Any]:
    """The query as it stands in an address, without what asks nothing."""
    told = {
        "view": "" if query.view is View.ALL else query.view.value,
        "plan": query.plan,
        "seal": query.seal.value if query.seal else "",
        "text": query.text,
    }
    return {name: value for name, value in told.items() if value}


def choice_of(arguments: MultiDict[str, str], part: int) -> Choice:
    """`every` stands for all that the query finds, whatever is ticked beside it."""
    every = bool(arguments.get("every"))
    ids = None if every else tuple(dict.fromkeys(arguments.getlist("id")))
    return Choice(certificate_query(arguments), ids, part)


def choice_words(choice: Choice) -> dict[str, Any]:
    """The choice as it stands in an address."""
    words = words_of(choice.query)
    if choice.ids is not None:
        return words | {"id": list(choice.ids)}
    return words | {"every": "1"} | ({"part": str(choice.part)} if choice.part > 1 else {})
