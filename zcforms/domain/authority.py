"""The authority that issues certificates (发证机关), and the numbers that it gives them (features 78 to 84)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from zcforms.domain.errors import WrongState

SERIAL = "serial"
PARTS = ("prefix", "province", "year", "committee", "kind", SERIAL)
"""What a number's template may name."""
PLACE = re.compile(r"\{(?P<name>[^{}:]*)(?::(?P<width>[^{}]*))?\}")
"""One place of a template: `{committee:4}` is the committee's number, in four digits."""
_COMMITTEE = "committee"
NO_COMMITTEE = 0
"""Stands for the committee of a plan that gives it no number."""


@dataclass(frozen=True, slots=True)
class SealText:
    """What the picture of a seal says: round its edge, and below its star."""

    text: str
    foot: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """An issuing authority's document. `number`: the template of its numbers; `counter`: of year, committee and kind those that each have
    serials of their own; `kinds`: code of a level -> what stands for `{kind}`, `kind` for the others; `nature`: code of what its titles are
    valid for; `sealed`: its certificates bear an electronic seal, with a picture where there is `seal`, and are signed with
    the key that the settings have under the id `key`, "" for the one that they give no id; `validity` is printed on them."""

    id: str
    caption: str
    number: str
    sheet: str
    sealed: bool
    prefix: str = ""
    province: str = ""
    counter: tuple[str, ...] = ("year", "committee", "kind")
    kinds: Mapping[str, str] | None = None
    kind: str = ""
    nature: str = ""
    seal: SealText | None = None
    key: str = ""
    validity: tuple[str, ...] = ()

    def parts(self, *, year: int, committee: int, level: str) -> dict[str, str]:
        """Every part of a number but its serial, without the zeros that fill it up."""
        kind = (self.kinds or {}).get(level, self.kind)
        return {
            "prefix": self.prefix,
            "province": self.province,
            "year": str(year),
            "committee": str(committee),
            "kind": kind,
        }

    def committee_in(self, number: str) -> int | None:
        """The committee's number, read from a certificate's; None where the number was not made by this template, or the template gives the
        committee no digits of its own."""
        read, end = "", 0
        for place in PLACE.finditer(self.number):
            read += re.escape(self.number[end : place.start()]) + self._read(
                place["name"], place["width"], read
            )
            end = place.end()
        found = re.fullmatch(read + re.escape(self.number[end:]), number)
        return int(found[_COMMITTEE]) if found and found.groupdict() else None

    def _read(self, name: str, width: str | None, before: str) -> str:
        """The expression that a part of a number is found by."""
        if name in ("prefix", "province"):
            return re.escape((self.prefix if name == "prefix" else self.province).rjust(int(width or 0), "0"))
        width = width or ("4" if name == "year" else None)
        digits = rf"[0-9]{{{width}}}" if width else "[0-9]+"
        named = name == _COMMITTEE and width and _COMMITTEE not in before
        return f"(?P<{_COMMITTEE}>{digits})" if named else digits

    def scope(self, parts: Mapping[str, str]) -> str:
        """The name of the counter that such numbers are taken from. Authorities that begin their numbers alike share it, so that
        they never give out the same one."""
        return "/".join(("certificate", self.prefix, self.province, *(parts[name] for name in self.counter)))

    def numbered(self, parts: Mapping[str, str], serial: int) -> str:
        """The certificate's number.

        Raises:
            WrongState: a part has more digits than the template gives it; of the serial, all numbers are used up.
        """
        told = {**parts, SERIAL: str(serial)}
        return PLACE.sub(lambda place: _filled(told[place["name"]], int(place["width"] or 0)), self.number)


def _filled(text: str, width: int) -> str:
    if width and len(text) > width:
        raise WrongState("证书编号的位数不够用了，请联系发证机关调整编号规则后再办理。")
    return text.rjust(width, "0")


@dataclass(frozen=True, slots=True)
class Issuing:
    """How the certificates of a plan's titles are issued. `committee`: its number in the certificate's; `nature`: where the plan's titles
    are valid for something else than the authority's are; `key`: the id of the key that the committee seals with, before the authority does,
    "" for a committee without a seal (feature 82), and `seal` its picture."""

    authority: Authority
    committee: int = NO_COMMITTEE
    nature: str = ""
    key: str = ""
    seal: SealText | None = None
