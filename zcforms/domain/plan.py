"""The plan (评审计划) with every document it ties together, resolved and frozen.

A plan is data: sections, categories, items, attachments and steps come from documents, and nothing here or above knows
one by name. Schemas stay plain JSON-Schema mappings (draft 2020-12 with our vocabulary, docs/documents.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

from zcforms.domain.approval import ApplicationState
from zcforms.domain.authority import Issuing
from zcforms.domain.chain import Chain
from zcforms.domain.window import END_OF_DAY, Window

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Choice:
    """An id and what people read; `parent` places a code in a hierarchy (region)."""

    id: str
    caption: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of codes, in display order; `source` is the standard it comes from."""

    id: str
    caption: str
    codes: tuple[Choice, ...]
    source: str = ""

    def caption_of(self, code: str) -> str | None:
        return next((choice.caption for choice in self.codes if choice.id == code), None)


@dataclass(frozen=True, slots=True)
class LibraryCategory:
    """A kind of record of the achievement library (个人业绩库类别): work history, publication, award ...

    `schema` describes one record's data; `evidence` is the files schema of its proof. The four summary fields say which
    properties feed the columns 时间, 业绩内容, 排名 and 参与人数 (feature 53); `key` names what makes two records the same.
    """

    id: str
    caption: str
    schema: Schema
    evidence: Schema
    columns: tuple[str, ...]
    date: str | None = None
    content: str | None = None
    rank: str | None = None
    participants: str | None = None
    key: tuple[str, ...] = ()
    hint: str = ""


class SectionKind(StrEnum):
    """fields: one object; records: a list of objects; import: approved library records; attachments: files by item."""

    FIELDS = "fields"
    RECORDS = "records"
    IMPORT = "import"
    ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True)
class Section:
    """One block of a page. `schema`: the answers (fields: object; records: array; import: object of annotations that the
    applicant adds to each imported record, such as 合格学历; attachments: empty). `takes`: library category ids (import).
    `routes` empty: asked of everyone; otherwise of who declares by one of them (feature 55)."""

    id: str
    caption: str
    kind: SectionKind
    schema: Schema
    takes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    hint: str = ""
    routes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One page of 个人信息 (feature 31): its sections from top to bottom."""

    id: str
    caption: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class AttachmentItem:
    """A thing to upload (feature 46). `files`: the files schema (accept, maximum bytes, minItems, maxItems).
    `routes`/`specialties` empty: asked of everyone; `template`: the sheet id that can be downloaded, filled and signed."""

    id: str
    caption: str
    files: Schema
    minimum: int = 0
    maximum: int | None = None
    hint: str = ""
    routes: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()
    template: str | None = None


@dataclass(frozen=True, slots=True)
class AchievementItem:
    """A thing to import achievements into (小项). `takes`: library category ids; `where`: what a record must fulfil to be
    offered, as {property: test}."""

    id: str
    caption: str
    takes: tuple[str, ...]
    minimum: int = 0
    maximum: int | None = None
    where: Mapping[str, Any] | None = None
    hint: str = ""


class CountMode(StrEnum):
    """Whether a category's minimum counts records or distinct items: the policies mean one or the other."""

    RECORDS = "records"
    ITEMS = "items"


class Counting(StrEnum):
    """How the plan's policies count years: a full year from day to day, or the years of the calendar."""

    ANNIVERSARY = "anniversary"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class AchievementCategory:
    """A group of items with a minimum over all of them (大类)."""

    id: str
    caption: str
    items: tuple[AchievementItem, ...]
    minimum: int = 0
    maximum: int | None = None
    count: CountMode = CountMode.RECORDS
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Standard:
    """An evaluation standard (评审标准): the achievement categories that it asks for (feature 47)."""

    id: str
    caption: str
    categories: tuple[AchievementCategory, ...]


@dataclass(frozen=True, slots=True)
class TitleChoice:
    """A professional title that the plan can grant. `standards`/`specialties` empty: all of the plan's."""

    id: str
    caption: str
    level: str
    standards: tuple[str, ...] = ()
    specialties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanFile:
    """A file of the organising unit's own, found by its content: `digest` is the SHA-256 (hex) of its `size` bytes, the ending of its name says what it is."""

    name: str
    digest: str
    size: int

    @property
    def kind(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Download:
    """Something that the plan offers: a sheet document printed without answers (`sheet` is its id), or a file. One of the two."""

    id: str
    caption: str
    sheet: str = ""
    file: PlanFile | None = None


@dataclass(frozen=True, slots=True)
class RouteSheet:
    """A form that is made of an application by one of these routes (by any, where none is named) beside the evaluation form
    (features 22, 55)."""

    sheet: str
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiver:
    """How 免面试 is asked for (feature 22): the form to fill in, and the sheet that it is printed as."""

    section: Section
    sheet: str


@dataclass(frozen=True, slots=True)
class ExamForm:
    """A form of examination (考核形式) that the plan holds; `id` is a code. `specialties` empty: everybody takes it. `waivable`: who
    is granted 免面试 need not."""

    id: str
    caption: str
    specialties: tuple[str, ...] = ()
    waivable: bool = False


@dataclass(frozen=True, slots=True)
class Examination:
    """How the plan examines its applicants (feature 22). `due`: the chain's steps at which somebody can be given a place; `at_end`: so can
    whose chain has ended well, because it ends before the evaluation. `sitting`: the form of one sitting; `sheet`: the ticket's; `number`: the template of its number. `but`: digests of versions of the plan that examine nobody."""

    forms: tuple[ExamForm, ...]
    due: tuple[str, ...]
    plan_number: int
    number: str
    sitting: Section
    sheet: str
    at_end: bool = True
    but: tuple[str, ...] = ()

    def form(self, form_id: str) -> ExamForm | None:
        return next((form for form in self.forms if form.id == form_id), None)

    def forms_for(self, specialty: str, *, waived: bool = False) -> tuple[ExamForm, ...]:
        """What an applicant of this specialty takes; `waived`: 免面试 was granted."""
        return tuple(
            form
            for form in self.forms
            if _asked(form.specialties, specialty) and not (waived and form.waivable)
        )

    def admits(self, state: ApplicationState, step: str | None) -> bool:
        """Whether somebody whose application stands there can be given a place."""
        if state is ApplicationState.ENDORSED:
            return self.at_end
        return state is ApplicationState.IN_APPROVAL and step in self.due


@dataclass(frozen=True, slots=True)
class Pledge:
    """The pledge of honesty (feature 29): its paragraphs, and the sheet to print and sign."""

    id: str
    caption: str
    paragraphs: tuple[str, ...]
    sheet: str


@dataclass(frozen=True, slots=True)
class Plan:
    """A published plan version. `digest` (SHA-256 hex) covers every document that it ties together."""

    id: str
    digest: str
    caption: str
    year: int
    kind: str
    series: Choice
    committee: str
    organising_unit: str
    levels: tuple[Choice, ...]
    opens: date
    closes: date
    cutoffs: Mapping[str, date]
    interview: bool
    scope: str
    content: str
    routes: tuple[Choice, ...]
    specialties: tuple[Choice, ...]
    titles: tuple[TitleChoice, ...]
    standards: tuple[Standard, ...]
    parts: tuple[Part, ...]
    attachments: tuple[AttachmentItem, ...]
    chain: Chain
    ruleset: str
    pledge: Pledge
    sheet: str
    downloads: tuple[Download, ...]
    categories: Mapping[str, LibraryCategory]
    codes: Mapping[str, CodeList]
    blank: str = "无"
    closing_time: time = END_OF_DAY
    grace_minutes: int = 0
    resubmit_days: int | None = None
    resubmit_until: date | None = None
    parameters: Mapping[str, Any] | None = None
    counting: Counting = Counting.ANNIVERSARY
    route_sheets: tuple[RouteSheet, ...] = ()
    waiver: Waiver | None = None
    examination: Examination | None = None
    issuing: Issuing | None = None

    @property
    def window(self) -> Window:
        return Window(
            self.opens,
            self.closes,
            self.closing_time,
            self.grace_minutes,
            self.resubmit_days,
            self.resubmit_until,
        )

    def open_at(self, moment: datetime) -> bool:
        return self.window.open_at(moment)

    @property
    def sections(self) -> tuple[Section, ...]:
        return tuple(section for part in self.parts for section in part.sections)

    def sections_for(self, route: str) -> tuple[Section, ...]:
        """What an applicant of this route is asked to fill in (feature 55)."""
        return tuple(section for part in self.parts_for(route) for section in part.sections)

    def parts_for(self, route: str) -> tuple[Part, ...]:
        """The pages of an applicant of this route; one on which nothing is asked is none."""
        asked = (
            replace(part, sections=tuple(each for each in part.sections if _asked(each.routes, route)))
            for part in self.parts
        )
        return tuple(part for part in asked if part.sections)

    def sheets_for(self, route: str) -> tuple[str, ...]:
        """Ids of the forms that this route's applicants need beside the evaluation form."""
        return tuple(each.sheet for each in self.route_sheets if _asked(each.routes, route))

    def section(self, section_id: str) -> Section | None:
        return next((section for section in self.sections if section.id == section_id), None)

    def standard(self, standard_id: str) -> Standard | None:
        return next((standard for standard in self.standards if standard.id == standard_id), None)

    def title(self, title_id: str) -> TitleChoice | None:
        return next((title for title in self.titles if title.id == title_id), None)

    def items(self, standard_id: str) -> Iterator[tuple[AchievementCategory, AchievementItem]]:
        """Every item that the standard asks for, with the category that it stands in."""
        standard = self.standard(standard_id)
        for category in standard.categories if standard else ():
            for item in category.items:
                yield category, item

    def attachments_for(self, route: str, specialty: str) -> tuple[AttachmentItem, ...]:
        """What an applicant of this route and specialty is asked to upload (features 46, 70)."""
        return tuple(
            item
            for item in self.attachments
            if _asked(item.routes, route) and _asked(item.specialties, specialty)
        )


def _asked(only: tuple[str, ...], chosen: str) -> bool:
    """Whether something is for everybody, or for those who chose this."""
    return not only or chosen in only
