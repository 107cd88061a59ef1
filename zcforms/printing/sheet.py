"""A sheet document and an overview become a page that `pdf` can print.

Nothing here knows a series, a plan or a field: what is printed, where and under which caption comes from the sheet
document (`schemas/meta/sheet.json`) and the overview (its shape is told in `binding`). Manual part 8, features 29
and 73.
"""

from __future__ import annotations

import base64
import dataclasses
import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import jinja2

from zcforms import resources
from zcforms.domain.errors import PrintingFailed
from zcforms.printing import blocks, faces, markup, ornament, photo, qr
from zcforms.printing.binding import Binding, Document, Field, named_groups

DRAFT = "草稿"
_NOTHING = "无"
_COMMON_LENGTH = 3  # characters; equal texts no longer than this may mean different things
_RUNNING_HEAD = 24  # characters, beside the number or the draft's mark
_CODE_SIZE = 21.0  # mm
_ORDINAL = "序号"
_ORDINAL_WIDTH = 12.0  # mm


def build(sheet: Document, overview: Document, facts: Document) -> blocks.SheetModel:
    """The sheet with everything filled in.

    Args:
        sheet: a document that its metaschema holds.
        overview: every value as text, see `binding`.
        facts: further texts that the sheet may name as `facts.<name>`, such as `date`, `summary`, `pledge` (a list).
    """
    binding = Binding(overview, facts, named_groups(sheet))
    cover = _cover(sheet["cover"], binding) if "cover" in sheet else None
    sections = [_section(section, binding) for section in sheet["sections"]]
    return blocks.SheetModel(
        id=sheet["id"],
        caption=sheet["caption"],
        layout=sheet["layout"],
        running=_one_line(binding.fill(sheet.get("running", ""))),
        cover=cover,
        sections=tuple(section for section in sections if section is not None),
        unbound=tuple(dict.fromkeys(binding.unbound)),
        code_size=sheet.get("codeSize", _CODE_SIZE),
    )


def render(
    sheet: Document,
    overview: Document,
    facts: Document,
    *,
    photo: bytes | None,
    draft: bool,
    number: str,
    link: str | None,
    seal: bytes | None = None,
    committee_seal: bytes | None = None,
) -> str:
    """The page, as HTML for `press.Press.pdf`.

    Args:
        photo: the applicant's portrait as JPEG or PNG, or None for an empty frame.
        draft: mark every page as 草稿 instead of giving it `number` and the QR code.
        number: the form's number.
        link: what the QR code says; the number where it is None. A certificate bears its last part in letters, too.
        seal: the picture of a seal as PNG, on the layouts that have a place for it; `committee_seal`: of a second one.
    """
    model = build(sheet, overview, facts)
    template = _environment().get_template(f"{model.layout}.html")
    page = template.render(
        sheet=model,
        photo=_inline(photo) if photo else None,
        draft=DRAFT if draft else None,
        watermark=_watermark(DRAFT) if draft else None,
        number="" if draft else number,
        code=None if draft or not number else _inline(qr.png(link or number)),
        link=link or "",
        seal=_inline(seal) if seal else None,
        committee_seal=_inline(committee_seal) if committee_seal else None,
    )
    return markup.clean(page)


def unbound(sheet: Document, overview: Document, facts: Document) -> tuple[str, ...]:
    """The references of a sheet that find nothing in an overview, for a check of documents."""
    return build(sheet, overview, facts).unbound


# -- the page --------------------------------------------------------------------------------------------------


@functools.cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(resources.folder("templates") / "print")
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(faces.STACKS)
    environment.globals["ground"] = _ground
    return environment


@functools.cache
def _watermark(text: str) -> str:
    return _inline(photo.watermark(text, str(faces.FOLDER / "ZCHei-Medium.ttf")))


@functools.cache
def _ground() -> str:
    return _inline(ornament.ground())


def _inline(picture: bytes) -> str:
    kind = "jpeg" if picture.startswith(b"\xff\xd8") else "png"
    return f"data:image/{kind};base64,{base64.b64encode(picture).decode('ascii')}"


# -- sections --------------------------------------------------------------------------------------------------


def _cover(cover: Document, binding: Binding) -> blocks.Cover:
    fields = [Field(field["caption"], _value(field, binding)) for field in cover["fields"]]
    return blocks.Cover(
        tuple(fields), binding.fill(cover.get("issuer", "")), binding.fill(cover.get("date", ""))
    )


def _section(section: Document, binding: Binding) -> blocks.Section | None:
    made = list(_BUILDERS[section["kind"]](section, binding))
    if not made and section.get("optional", False):
        return None
    if not made:
        made = [blocks.Prose((), (_NOTHING,))]
    if section["caption"]:
        made[0] = _headed(made[0], section["caption"])
    return blocks.Section(section["caption"], section.get("newPage", False), tuple(made))


def _headed(block: blocks.Block, caption: str) -> blocks.Block:
    return dataclasses.replace(block, headings=(blocks.Heading(1, caption), *block.headings))


def _notes(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    items = binding.texts(section["from"]) if "from" in section else section["items"]
    if not items:
        raise PrintingFailed(f"缺少要打印的正文（{section['from']}），请联系系统管理员。")
    paragraphs = tuple(binding.fill(item) for item in items)
    yield blocks.Prose((), paragraphs, numbered=section.get("numbered", False))


def _fields(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    taken = frozenset(_reference(field) or "" for field in section["fields"])
    gathered: list[Field] = []
    for field in section["fields"]:
        reference = _reference(field)
        if reference is not None and "." not in reference and not reference.startswith("*"):
            gathered += binding.rest(reference, taken)
        elif reference is None or "." in reference:
            gathered += _one_field(field, binding)
    if gathered or section.get("photo", False):
        yield blocks.grid((), gathered, photo=section.get("photo", False))
    for field in section["fields"]:
        reference = _reference(field) or ""
        if reference.startswith("*"):
            yield from _grids(reference, binding)
        elif reference and "." not in reference:
            yield from _lists(binding.groups(reference))


def _grids(reference: str, binding: Binding) -> Iterable[blocks.Block]:
    groups = binding.groups(reference)
    for group in groups:
        fields = [Field(field["caption"], field["text"]) for field in group["fields"]]
        headings = (blocks.Heading(2, group["caption"]),) if len(groups) > 1 else ()
        yield blocks.grid(headings, fields, photo=False)
        yield from _lists([group])


def _lists(groups: Iterable[Document]) -> Iterable[blocks.Block]:
    """The lists of records among the fields of a group, each a register of its own."""
    for group in groups:
        for table in group.get("nested", ()):
            if table["rows"]:
                yield from _tables({"kind": "records"}, table, (blocks.Heading(3, table["caption"]),))


def _records(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    if "from" not in section:
        captions = [column["caption"] for column in section["columns"]]
        empty = [blocks.Entry(("",) * len(captions))] * section["blank"]
        fixed = [column.get("width") for column in section["columns"]]
        yield blocks.register((), captions, empty, fixed=fixed)
        return
    for group in binding.groups(section["from"]):
        several = section["from"].startswith("*")
        yield from _tables(section, group, (blocks.Heading(2, group["caption"]),) if several else ())


def _achievements(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    """A table for each item that has records; tables with the same columns get the same widths."""
    wanted = [
        (group, item, [row for row in item["rows"] if _wanted(row, section)])
        for group in binding.groups(section["from"])
        for item in group["items"]
    ]
    group_shown = None
    for group, item, rows in wanted:
        if not rows:
            continue
        like = [row for _, other, others in wanted if other["columns"] == item["columns"] for row in others]
        above = () if group is group_shown else (blocks.Heading(2, group["caption"]),)
        headings = (*above, blocks.Heading(3, item["caption"]))
        yield from _tables(section, {**item, "rows": rows}, headings, like)
        group_shown = group


def _text(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    paragraphs = _paragraphs(binding.texts(section.get("from")))
    lines = tuple(binding.fill(line) for line in section.get("lines", ()))
    sign = tuple(binding.fill(line) for line in section.get("sign", ()))
    if section.get("optional", False) and not (paragraphs or lines or sign):
        return
    yield blocks.Prose((), (*paragraphs, *lines), height=section.get("height", 0.0), sign=sign)


def _opinion(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    boxes = [
        blocks.OpinionBox(
            caption=box.get("caption", ""),
            opinion=_paragraphs(binding.texts(box.get("from"))),
            lines=tuple(binding.fill(line) for line in box.get("lines", ())),
            height=box["height"],
            sign=tuple(binding.fill(line) for line in box.get("sign", ())),
            seal=box.get("seal", ""),
        )
        for box in section["boxes"]
    ]
    yield blocks.Opinion((), tuple(boxes))


def _files(section: Document, binding: Binding) -> Iterable[blocks.Block]:
    for group in binding.groups(section["from"]):
        entries = [
            blocks.Entry((item["caption"], file["name"], file["size"]))
            for item in group["items"]
            for file in item["files"]
        ]
        yield blocks.register((), ["附件名称", "文件", "大小"], entries, empty=_NOTHING)


_BUILDERS: dict[str, Callable[[Document, Binding], Iterable[blocks.Block]]] = {
    "notes": _notes,
    "fields": _fields,
    "records": _records,
    "achievements": _achievements,
    "text": _text,
    "opinion": _opinion,
    "files": _files,
}


# -- rows and values ---------------------------------------------------------------------------------------------


def _tables(
    section: Document, table: Document, headings: tuple[blocks.Heading, ...], like: Sequence[Document] = ()
) -> Iterable[blocks.Block]:
    """The register of a table, and one for each kind of record nested in its rows."""
    columns = _columns(section, table)
    captions = [_ORDINAL, *(column["caption"] for column in columns)]
    fixed = [_ORDINAL_WIDTH, *(column.get("width") for column in columns)]
    rows: Sequence[Document] = table["rows"]
    entries = [blocks.Entry(texts, _note(row, captions, section)) for texts, row in _numbered(rows, columns)]
    if not entries:
        entries = [blocks.Entry(("",) * len(captions))] * section.get("blank", 0)
    yield blocks.register(
        headings,
        captions,
        entries,
        fixed=fixed,
        like=[blocks.Entry(texts) for texts, _ in _numbered(like, columns)],
        empty="" if entries else section.get("empty", _NOTHING),
        notes_within=section["kind"] == "achievements",
    )
    yield from _nested(rows)


def _numbered(
    rows: Sequence[Document], columns: Sequence[Document]
) -> list[tuple[tuple[str, ...], Document]]:
    return [((str(place), *_cells(row, columns)), row) for place, row in enumerate(rows, 1)]


def _nested(rows: Sequence[Document]) -> Iterable[blocks.Block]:
    """Records inside records, kind by kind, each with the number of the record it belongs to."""
    kinds: dict[str, tuple[Sequence[Document], list[blocks.Entry]]] = {}
    for place, row in enumerate(rows, 1):
        for table in row.get("nested", ()):
            _, entries = kinds.setdefault(table["caption"], (table["columns"], []))
            entries += [
                blocks.Entry((str(place), *_cells(inner, table["columns"]))) for inner in table["rows"]
            ]
    for caption, (columns, entries) in kinds.items():
        if entries:
            captions = [_ORDINAL, *(column["caption"] for column in columns)]
            fixed = [_ORDINAL_WIDTH, *([None] * len(columns))]
            yield blocks.register((blocks.Heading(3, caption),), captions, entries, fixed=fixed)


def _columns(section: Document, table: Document) -> list[Document]:
    """The columns wanted, under the overview's captions; all of them where the sheet wants none in particular."""
    known = {column["id"]: column for column in table["columns"]}
    wanted = section.get("columns") or table["columns"]
    return [{**column, **known.get(column["id"], {})} for column in wanted if column["id"] in known]


def _cells(row: Document, columns: Sequence[Document]) -> list[str]:
    cells: Document = row.get("cells", row)
    return [cells.get(column["id"], "") or column.get("empty", "") for column in columns]


def _note(row: Document, captions: Sequence[str], section: Document) -> str:
    """What is told of a record beside its cells, and not twice."""
    told = {text for text in row["cells"].values() if len(text) > _COMMON_LENGTH}
    parts: list[str] = []
    for field in row.get("detail", ()) if section.get("detail", False) else ():
        if field["text"] and field["caption"] not in captions and field["text"] not in told:
            parts.append(f"{field['caption']}：{field['text']}")
    names = [file["name"] for file in row.get("files", ())]
    if section.get("files", False) and names:
        parts.append("附件：" + "、".join(names))
    # whoever ends a text with a full stop has parted it from what follows
    return "".join(part if part.endswith("。") else f"{part}；" for part in parts[:-1]) + "".join(parts[-1:])


def _wanted(row: Document, section: Document) -> bool:
    only, unless = section.get("only"), section.get("except")
    return (only is None or _matches(row, only)) and (unless is None or not _matches(row, unless))


def _matches(row: Document, wanted: Document) -> bool:
    cells: dict[str, Any] = row["cells"]
    return any(
        cells.get(column, "").startswith(start) for column, starts in wanted.items() for start in starts
    )


def _reference(field: str | Document) -> str | None:
    return field if isinstance(field, str) else field.get("from")


def _one_field(field: str | Document, binding: Binding) -> list[Field]:
    """The field; none where it is optional and has nothing to say."""
    if isinstance(field, str):
        return [binding.field(field) or Field("", "")]
    text = _value(field, binding)
    if not text and field.get("optional", False):
        return []
    return [Field(field["caption"], text or field.get("empty", ""), field.get("wide", False))]


def _value(field: Document, binding: Binding) -> str:
    return "\n".join(binding.texts(field.get("from")))


def _one_line(text: str) -> str:
    """A running head: what does not fit its line is cut, since it stands in full inside."""
    return text if len(text) <= _RUNNING_HEAD else text[: _RUNNING_HEAD - 1] + "…"


def _paragraphs(texts: Iterable[str]) -> tuple[str, ...]:
    """One paragraph a line, without the spaces that people indent with."""
    lines = (line.strip(" \t\u3000") for text in texts for line in text.split("\n"))
    return tuple(line for line in lines if line)
