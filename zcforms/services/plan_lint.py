"""What is wrong with documents in files: a whole installation, a plan's own documents beside the installed ones, or one document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path, PurePosixPath

from zcforms.checks import ruleset
from zcforms.documents import reading
from zcforms.documents.reading import SUFFIXES, Document
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, InputFault, InputRefused, ZcformsError
from zcforms.domain.problem import Problem
from zcforms.forms.shelf import FOLDERS, name_of
from zcforms.services import plan_files, plan_linting
from zcforms.services.bench import Bench
from zcforms.services.editions import Edition
from zcforms.services.plan_files import Package
from zcforms.services.plan_imports import split
from zcforms.services.plan_package import PLANS, make, own_of

_WHOLE = ("schemas/common", "schemas/codes")
"""Folders that only an installation has both of."""


class PackageFaulty(ZcformsError):
    """A plan's own documents that cannot be taken: `problems` with what is probably not meant, the errors first; `faults`: what is wrong with where they lie."""

    def __init__(self, problems: tuple[Problem, ...], faults: Sequence[DocumentFault]) -> None:
        self.problems, self.faults = problems, tuple(faults)
        super().__init__("方案有错误。")


def lint(what: Path | None, plan_id: str | None, noted: Callable[[str | Problem], object]) -> str:
    """One sentence where nothing is wrong. `noted` is told what is no fault and probably not meant.

    Raises:
        DocumentsInvalid: with every fault. PackageFaulty: the same of a plan's own documents. InputRefused: there is nothing to read.
    """
    if what is not None and not what.exists():
        raise InputRefused([InputFault(str(what), "没有这个文件或文件夹。")])
    if what is None or (what.is_dir() and all((what / each).is_dir() for each in _WHOLE)):
        return _whole(what, noted)
    if what.is_dir() and not (what / "schemas").is_dir():
        raise InputRefused([InputFault(str(what), "这个文件夹里没有 schemas。请给出含有 schemas 的文件夹。")])
    with Bench.load() as bench:
        edition = Edition.of_files(bench)
    if what.is_dir() or what.suffix.lower() == ".zip":
        return _package(edition, plan_files.read(what, plan_id), noted)
    return _one(edition, what)


def _package(edition: Edition, given: Package, noted: Callable[[str | Problem], object]) -> str:
    """As an author is told in the designer."""
    package, _, faults = split(edition, given)
    plan_id, content = package.plan_id, package.content
    base = own_of(edition, plan_id) if plan_id in edition.plans else None
    problems = plan_linting.lint(edition, plan_id, content, base, files=given.files)
    if faults or any(each.is_error for each in problems):
        raise PackageFaulty(problems, faults)
    for each in problems:
        noted(each)
    own = len(content["documents"])
    return f"没有发现错误：评审计划“{plan_id}”自己的 {own} 个文档与现行的文档合在一起可以使用。"


def _whole(folder: Path | None, noted: Callable[[str | Problem], object]) -> str:
    loaded = Bench.load(folder)
    loaded.close()
    for note in Bench.notes(folder):
        noted(note)
    return f"没有发现问题：{len(loaded.plans())} 个评审计划及其全部表单、业绩类别、附件、流程和规则均可使用。"


def _one(edition: Edition, path: Path) -> str:
    """One document in its place among those beside it and the installed ones; only its own faults are told."""
    if path.suffix.lower() not in SUFFIXES:
        raise InputRefused([InputFault(str(path), "不是表单或规则文档（.json、.yaml）。")])
    text = reading.text_at(path, path.name)
    root, file = _place(path, text)
    document = reading.document(text, file)
    around = plan_files.files_in(root) if root else {}
    beside = plan_files.documents_in(around)
    own, content = plan_files.kept(file, text)
    offered = plan_files.offered_in(around) if root else None
    plan_id = _plan_of(edition, file, document)
    made = make(edition.documents, edition.shelf, {**beside, own: content}, plan_id, offered)
    faults = [each for each in made.faults if each.file == own]
    if faults:
        raise DocumentsInvalid(
            [DocumentFault(str(path), each.pointer, each.fault, each.remedy) for each in faults]
        )
    return f"没有发现问题：{path}"


def _plan_of(edition: Edition, file: str, document: Document) -> str:
    """The plan that the document is looked at with: itself, or the first that uses the rules; of other documents the plan does not matter."""
    if file.startswith(PLANS):
        return name_of(file)
    used = edition.used_by(ruleset.id_of(document)) if file.startswith("rules/") else ()
    return next(iter(used or edition.plans))


def _place(path: Path, text: str) -> tuple[Path | None, str]:
    """The folder around the documents, and where the document lies in it; without one, where it would by the metaschema that it names."""
    whole = path.resolve()
    for top in ("rules", "schemas"):
        for folder in whole.parents:
            if folder.name == top:
                return folder.parent, whole.relative_to(folder.parent).as_posix()
    data = reading.document(text, path.name).data
    named = str(data.get("$schema", "")) if isinstance(data, dict) else ""
    folders = [folder for folder, kind in FOLDERS.items() if kind == PurePosixPath(named).stem]
    if not folders:
        told = "看不出是哪一种文档"
        raise DocumentsInvalid(
            [DocumentFault(path.name, "", told, "请放进 schemas/plans 这样的文件夹，或写明 $schema。")]
        )
    return None, f"schemas/{folders[0]}/{path.name}"
