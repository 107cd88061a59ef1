"""Published rules as files, for whoever keeps the documents of an installation under version control. They come back by being installed: files are what
an edition begins with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from zcforms.domain.errors import InputFault, InputRefused
from zcforms.domain.system import said
from zcforms.services.replaying import Clock, opened
from zcforms.services.rule_linting import cases_file
from zcforms.services.rulebook import Edition
from zcforms.settings import Settings
from zcforms.storage.work import Work, work


@dataclass(frozen=True, slots=True)
class Exported:
    """One file below the folder. `about`: which version it is; `written`: False where it stood there already."""

    file: str
    about: str
    written: bool


@dataclass(frozen=True, slots=True)
class _Wanted:
    file: str
    about: str
    text: str


def export(settings: Settings, folder: Path, clock: Clock, *, force: bool = False) -> list[Exported]:
    """Write the rulesets in force that were published, and the cases published with them, to `rules/` below the folder; what was never published is not written.

    Raises:
        InputRefused: files of the folder were changed by somebody else, and not `force`: nothing was written; or the folder cannot be written to. DatabaseUnusable: nothing answers.
    """
    with opened(settings, clock) as house, work(house.database, write=False) as w:
        files = house.rulebook.files
        wanted = list(_wanted(w, files))
    faults = (
        []
        if force
        else [InputFault("", _changed(each.file)) for each in wanted if not _replaceable(folder, each, files)]
    )
    if faults:
        raise InputRefused(faults)
    try:
        return [_write(folder, each) for each in wanted]
    except OSError as error:
        told = f"无法写入 {error.filename}（{said(error)}），请检查文件夹和权限，再运行一次。"
        raise InputRefused([InputFault("", told)]) from error


def _wanted(w: Work, files: Edition) -> Iterator[_Wanted]:
    versions = w.rule_versions.in_force()
    for version in versions:
        document = files.shelf.documents.get(version.ruleset)
        about = (
            f"{version.ruleset} 第 {version.number} 版，{version.at:%Y-%m-%d} 由{version.reviewer_name}发布"
        )
        yield _Wanted(
            document.file if document else f"rules/plans/{version.ruleset}.yaml", about, version.text
        )
    for plan in sorted(files.plans):
        cases = w.rule_versions.cases_of(plan)
        if cases is not None and cases.cases_text.strip():
            yield _Wanted(
                cases_file(plan),
                f"{plan} 的用例，随 {cases.ruleset} 第 {cases.number} 版发布",
                cases.cases_text,
            )


def _replaceable(folder: Path, wanted: _Wanted, files: Edition) -> bool:
    """Whether nothing is lost: there is no such file, or it is the installed one, or the very same."""
    path = folder / wanted.file
    return not path.exists() or path.read_bytes() in (
        wanted.text.encode(),
        files.sources.files.get(wanted.file),
    )


def _write(folder: Path, wanted: _Wanted) -> Exported:
    path = folder / wanted.file
    content = wanted.text.encode()
    if path.is_file() and path.read_bytes() == content:
        return Exported(wanted.file, wanted.about, False)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return Exported(wanted.file, wanted.about, True)


def _changed(file: str) -> str:
    return (
        f"{file} 与安装的文件不同，可能有人改过，没有覆盖。请先核对并提交这个文件；确定要覆盖时加 --force。"
    )
