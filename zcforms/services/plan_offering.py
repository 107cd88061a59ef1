"""The list of what a plan offers for download, in a draft: files that its author uploads, beside the sheets and files that the form lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcforms.domain import file_name
from zcforms.domain.errors import InputFault, InputRefused, WrongState
from zcforms.domain.plan import Download, PlanFile
from zcforms.forms import downloads
from zcforms.forms.media import bytes_text
from zcforms.services.plan_making import Making
from zcforms.services.plan_naming import id_of

LONGEST_CAPTION = 100
_ONE_OF = "请选择一张打印表单或一个上传的文件，二者选一。"


def listed(plan: Mapping[str, Any]) -> list[Download]:
    """The list as a sound plan document has it."""
    return [downloads.entry(each) for each in plan.get("downloads", ())]


def rows(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The list as its form shows it: a file by its digest."""
    return [
        {
            "caption": each["caption"],
            **({"file": each["file"]["sha256"]} if "file" in each else {"sheet": each["sheet"]}),
        }
        for each in plan.get("downloads", ())
    ]


def put_rows(plan: dict[str, Any], given: list[Mapping[str, Any]]) -> None:
    """Make the list say what its form says, in this order; what stays what it is keeps its id. Raises `InputRefused`, with pointers into the answers."""
    faults = [
        InputFault(f"/downloads/{place}/{'file' if row.get('sheet') else 'sheet'}", _ONE_OF)
        for place, row in enumerate(given)
        if bool(row.get("sheet")) == bool(row.get("file"))
    ]
    if faults:
        raise InputRefused(faults)
    before = list(plan.get("downloads", ()))
    files = {each["file"]["sha256"]: each["file"] for each in before if "file" in each}
    ids = _kept_ids(before, given)
    taken = {each for each in ids if each}
    made = []
    for row, kept in zip(given, ids, strict=True):
        id_ = kept or id_of(row["caption"], taken, joint="-", spare="file")
        taken.add(id_)
        what = {"file": files[row["file"]]} if row.get("file") else {"sheet": row["sheet"]}
        made.append({"id": id_, "caption": row["caption"], **what})
    if made:
        plan["downloads"] = made
    else:
        plan.pop("downloads", None)


def options(making: Making) -> list[tuple[str, str]]:
    """The files that the plan has by now: digest and caption."""
    return [
        (file.digest, f"{file.name}（{bytes_text(file.size)}）")
        for _, file in downloads.files_of(making.plan)
    ]


def offer(making: Making, file: PlanFile, caption: str, instead: str) -> str:
    """Put a file on the list, at its end or in place of the entry `instead`; the entry's caption.

    Raises:
        InputRefused: at /caption or /file. WrongState: the entry is gone.
    """
    caption = caption.strip()
    if len(caption) > LONGEST_CAPTION:
        raise InputRefused([InputFault("/caption", f"请缩短到 {LONGEST_CAPTION} 个字以内。")])
    listed: list[dict[str, Any]] = making.plan.setdefault("downloads", [])
    same = [
        each for each in listed if each.get("file", {}).get("sha256") == file.digest and each["id"] != instead
    ]
    if same:
        told = f"这个文件已在列表中：“{same[0]['caption']}”。"
        raise InputRefused([InputFault("/file", told)])
    document = {"name": file.name, "sha256": file.digest, "bytes": file.size}
    if instead:
        entry = next((each for each in listed if each["id"] == instead), None)
        if entry is None:
            raise WrongState("您要替换的文件已被同事移除，没有保存。请核对列表后再上传。")
        entry.pop("sheet", None)
        entry["file"] = document
        entry["caption"] = caption or entry["caption"]
        return str(entry["caption"])
    if len(listed) >= downloads.MOST:
        raise InputRefused([InputFault("/file", f"最多 {downloads.MOST} 项，请先移除不需要的。")])
    caption = caption or file_name.split(file.name)[0][:LONGEST_CAPTION]
    id_ = id_of(caption, {each["id"] for each in listed}, joint="-", spare="file")
    listed.append({"id": id_, "caption": caption, "file": document})
    return caption


def _kept_ids(before: list[Mapping[str, Any]], given: list[Mapping[str, Any]]) -> list[str]:
    """Of each row the id that it has: by its caption and what it is, or, where only its caption is new, by its file; "" for a new one."""
    left = [dict(each) for each in before]
    found = [""] * len(given)
    for fits in (_is_same, _has_same_file):
        for place, row in enumerate(given):
            entry = next((each for each in left if fits(each, row)), None) if not found[place] else None
            if entry is not None:
                found[place] = str(entry["id"])
                left.remove(entry)
    return found


def _is_same(entry: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    what = entry.get("file", {}).get("sha256"), entry.get("sheet")
    return entry["caption"] == row["caption"] and what == (row.get("file") or None, row.get("sheet") or None)


def _has_same_file(entry: Mapping[str, Any], row: Mapping[str, Any]) -> bool:
    return bool(row.get("file")) and entry.get("file", {}).get("sha256") == row.get("file")
