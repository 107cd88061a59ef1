"""Issuing authorities (发证机关), and how a plan's certificates are issued: checked, then built."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from zcforms.documents.nearest import remedy_for
from zcforms.documents.reading import Document
from zcforms.domain.authority import NO_COMMITTEE, PARTS, PLACE, SERIAL, Authority, Issuing, SealText
from zcforms.forms.shelf import Path_, Shelf

NATURES = "qualification_natures"
_LEAST_SERIAL = 4
"""Digits: a season has more certificates of one committee than three digits can count."""
_MOST_DIGITS = 12
_YEAR = 4
_EXAMPLE = "{prefix}{province}{year}{committee:4}{kind:2}{serial:6}"
Given = Mapping[str, Any]


def check(shelf: Shelf, document: Document) -> None:
    """Blame the authority's document for every fault."""
    data = document.data
    shelf.require(document, ("sheet",), "sheet", data["sheet"])
    if "nature" in data:
        shelf.require_code(document, ("nature",), NATURES, data["nature"])
    for level in data.get("kinds", ()):
        shelf.require_code(document, ("kinds", level), "levels", level)
    if data.get("default") and default(shelf) != document.data.get("id", document.stem):
        fault = "已经有另一份发证机关文档写了 default"
        shelf.blame(document, ("default",), fault, "只能有一份用于没有写明发证机关的计划，请删去这一项。")
    for path, fault, remedy in (*_number_faults(data), *_seal_faults(shelf, document)):
        shelf.blame(document, path, fault, remedy)


def _check_committee(shelf: Shelf, document: Document) -> None:
    """A committee's key is its own: neither an authority's nor another committee's."""
    here = ("certificate", "seal", "key")
    key = _committee_key(document.data)
    if key is None:
        return
    remedy = "一把密钥只属于一家：请换一个代号，并在 ZCFORMS_SEAL_KEYS 中配置。"
    for _, other in shelf.of("authority"):
        if _key_of(other.data) == key:
            shelf.blame(document, here, f"与发证机关“{other.data['caption']}”用同一把电子印章密钥", remedy)
    for _, plan in shelf.of("plan"):
        if _committee_key(plan.data) == key and plan.data["committee"] != document.data["committee"]:
            shelf.blame(document, here, f"与“{plan.data['committee']}”用同一把电子印章密钥", remedy)
            return


def _committee_key(data: Given) -> str | None:
    found: str | None = data.get("certificate", {}).get("seal", {}).get("key")
    return found


def _seal_faults(shelf: Shelf, document: Document) -> Iterator[tuple[Path_, str, str]]:
    """A key is one authority's: what is signed with it is signed in that one's name."""
    seal: Given = document.data.get("seal", {})
    if "foot" in seal and "text" not in seal:
        yield ("seal", "foot"), "只写了印章下方的文字，没有写外圈的文字 text", "请补上 text，或删去 foot。"
    for _, other in shelf.of("authority"):
        if other.file == document.file:
            return
        if (
            _key_of(other.data) == _key_of(document.data) is not None
            and other.data["caption"] != document.data["caption"]
        ):
            path: Path_ = ("seal", "key") if "key" in seal else ("sealed",)
            fault = f"与发证机关“{other.data['caption']}”用同一把电子印章密钥"
            yield (
                path,
                fault,
                "一把密钥只属于一个发证机关：请在 seal.key 写它自己的密钥代号，并在 ZCFORMS_SEAL_KEYS 中配置。",
            )
            return


def _picture(seal: Given) -> SealText | None:
    return SealText(seal["text"], seal.get("foot", "")) if "text" in seal else None


def _key_of(data: Given) -> str | None:
    return data.get("seal", {}).get("key", "") if data["sealed"] else None


def default(shelf: Shelf) -> str | None:
    """The authority of plans that name none: the one that says so."""
    return next((name for name, each in shelf.of("authority") if each.data.get("default")), None)


def check_plan(shelf: Shelf, document: Document) -> None:
    """Blame the plan's document for what is wrong with how its certificates are issued."""
    given: Given = document.data.get("certificate", {})
    if "authority" in given:
        shelf.require(document, ("certificate", "authority"), "authority", given["authority"])
    if "nature" in given:
        shelf.require_code(document, ("certificate", "nature"), NATURES, given["nature"])
    _check_committee(shelf, document)
    authority = shelf.data("authority", name_of(shelf, document.data) or "")
    if authority is None:
        return
    width = _widths(authority["number"]).get("committee", "")
    committee = str(given.get("committee", NO_COMMITTEE))
    if width.isdecimal() and len(committee) > int(width):
        fault = f"评委会的序号 {committee} 超过了证书编号给它的 {width} 位"
        remedy = "请改小，或在发证机关文档的 number 中给 {committee} 更多位数。"
        shelf.blame(document, ("certificate", "committee"), fault, remedy)


def name_of(shelf: Shelf, data: Given) -> str | None:
    """The plan's authority: its own, or the default; None where there is neither."""
    named: str | None = data.get("certificate", {}).get("authority")
    return named or default(shelf)


def _number_faults(data: Given) -> Iterator[tuple[Path_, str, str]]:
    template: str = data["number"]
    here: Path_ = ("number",)
    rest = PLACE.sub("", template)
    if strange := [each for each in rest if not (each.isascii() and (each.isalnum() or each == "-"))]:
        fault = f"编号格式里不能有“{strange[0]}”"
        yield here, fault, f"只写字母、数字、连字符和成对花括号里的项目，如 {_EXAMPLE}。"
    names = [place["name"] for place in PLACE.finditer(template)]
    for name in names:
        if name not in PARTS:
            yield here, f"编号格式里没有项目“{{{name}}}”", remedy_for(name, PARTS)
    if names.count(SERIAL) != 1:
        fault = "编号格式里没有流水号 {serial}" if SERIAL not in names else "流水号 {serial} 只能写一次"
        yield here, fault, f"每个编号都要有一个流水号，如 {_EXAMPLE}。"
    yield from _digit_faults(data)
    yield from _tie_faults(data, names)


def _tie_faults(data: Given, names: Sequence[str]) -> Iterator[tuple[Path_, str, str]]:
    """The template against the parts of the document that it and the counter name."""
    for position, name in enumerate(data.get("counter", ())):
        if name not in names:
            fault = f"流水号按“{name}”分别计数，但编号里没有 {{{name}}}"
            yield (
                ("counter", position),
                fault,
                "不同的计数会得到相同的编号：请写进编号格式，或从 counter 中删去。",
            )
    for name in ("prefix", "province", "kind"):
        if name in names and name not in data:
            yield (), f"编号格式用了 {{{name}}}，但没有写“{name}”", f"请补上“{name}”，或从 number 中删去。"


def _digit_faults(data: Given) -> Iterator[tuple[Path_, str, str]]:
    here: Path_ = ("number",)
    widths = _widths(data["number"])
    for name, width in widths.items():
        if width is not None and not (width.isdecimal() and 1 <= int(width) <= _MOST_DIGITS):
            fault = f"“{{{name}:{width}}}”里的位数不是 1 到 {_MOST_DIGITS} 的整数"
            yield here, fault, f"冒号后写位数，如 {{{name}:4}}。"
            return
    if SERIAL in widths and int(widths[SERIAL] or 0) < _LEAST_SERIAL:
        fault = f"流水号的位数太少（{widths[SERIAL] or '没有写'}），至少 {_LEAST_SERIAL} 位"
        yield here, fault, "请写成 {serial:6}：位数不够时，一个年度里编号会用完。"
    if 0 < int(widths.get("year") or _YEAR) < _YEAR:
        yield here, f"年度的位数太少（{widths['year']}）", "请写成 {year}，年度是四位。"
    kind = int(widths.get("kind") or 0)
    for path, text in _kinds(data):
        if kind and len(text) > kind:
            yield (
                path,
                f"类别“{text}”超过了编号给它的 {kind} 位",
                "请改短，或在 number 中给 {kind} 更多位数。",
            )


def _widths(template: str) -> dict[str, Any]:
    """Name of a part -> the width that the template gives it, None where it gives none."""
    return {place["name"]: place["width"] for place in PLACE.finditer(template)}


def _kinds(data: Given) -> Iterator[tuple[Path_, str]]:
    if "kind" in data:
        yield ("kind",), data["kind"]
    for level, text in data.get("kinds", {}).items():
        yield ("kinds", level), text


# -- building: everything below was checked -------------------------------------------------------------------------


def build(name: str, document: Document) -> Authority:
    data = document.data
    seal: Given = data.get("seal", {})
    given = {key: data[key] for key in ("prefix", "province", "kinds", "kind", "nature") if key in data}
    if "counter" in data:
        given["counter"] = tuple(data["counter"])
    return Authority(
        id=name,
        caption=data["caption"],
        number=data["number"],
        sheet=data["sheet"],
        sealed=data["sealed"],
        seal=_picture(seal),
        key=seal.get("key", ""),
        validity=tuple(data.get("validity", ())),
        **given,
    )


def issuing(shelf: Shelf, data: Given) -> Issuing | None:
    """How a plan's certificates are issued; None where no authority is known."""
    name = name_of(shelf, data)
    if name is None:
        return None
    given: Given = data.get("certificate", {})
    made = build(name, shelf.sound["authority", name])
    seal: Given = given.get("seal", {})
    return Issuing(
        made,
        given.get("committee", NO_COMMITTEE),
        given.get("nature", made.nature),
        seal.get("key", ""),
        _picture(seal),
    )


def tied(shelf: Shelf, data: Given) -> set[tuple[str, str]]:
    """Kind and name of the documents that issuing stands on."""
    name = name_of(shelf, data)
    if name is None:
        return set()
    return {("authority", name), ("sheet", shelf.sound["authority", name].data["sheet"])}
