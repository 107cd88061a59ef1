"""Where a person's files stand: in records, applications, what was asked for, drafts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from zcforms.domain.achievement import FileRef
from zcforms.domain.approval import ApplicationState
from zcforms.storage.records import StoredFile
from zcforms.storage.work import Work

_FRESH = timedelta(days=7)
"""So long a file may stand in a form that nobody saved, and no draft says so."""


def holds(content: Any, file_id: str) -> bool:
    """Whether a file document with this id stands anywhere in the content."""
    if isinstance(content, Mapping):
        if content.get("id") == file_id and "digest" in content:
            return True
        return any(holds(value, file_id) for value in content.values())
    return isinstance(content, list | tuple) and any(holds(value, file_id) for value in content)


def in_use(w: Work, file: StoredFile, person_id: str) -> bool:
    """Whether taking the file away would leave a hole: the photo, saved content, and what a submission was judged by."""
    return w.people.get(person_id).photo == file.digest or holds(_saved(w, person_id), file.id)


def unused(w: Work, person_id: str, files: list[StoredFile], now: datetime) -> list[StoredFile]:
    """Those of the person's files that stand nowhere, not in a draft either, and are not fresh; the oldest first."""
    photo, saved = w.people.get(person_id).photo, _saved(w, person_id)
    typed = json.dumps(
        [draft.content for account in w.accounts.of_person(person_id) for draft in w.drafts.of(account.id)]
    )
    left = [
        file
        for file in files
        if file.created_at < now - _FRESH
        and file.digest != photo
        and file.id not in typed
        and not holds(saved, file.id)
    ]
    return sorted(left, key=lambda file: file.created_at)


def rename_uses(w: Work, person_id: str, ref: FileRef) -> None:
    """The file's name wherever its owner may still change something."""
    for record in w.achievements.of(person_id):
        if record.editable and holds(record.evidence, ref.id):
            record.revise(record.data, _renamed(record.evidence, ref))
    for application in w.applications.of(person_id):
        if application.editable and holds((application.answers, application.attachments), ref.id):
            application.answers = _renamed(application.answers, ref)
            application.attachments = _renamed(application.attachments, ref)
    for replacement in w.replacements.of_person(person_id):
        if replacement.editable and holds(replacement.answers, ref.id):
            replacement.revise(_renamed(replacement.answers, ref))


def _saved(w: Work, person_id: str) -> list[Any]:
    applications = w.applications.of(person_id, tuple(ApplicationState))
    verdicts = [w.verdicts.latest(application.id) for application in applications if application.submitted_at]
    return [
        *(each.evidence for each in w.achievements.of(person_id)),
        *((each.answers, each.attachments) for each in applications),
        *(each.value for application in applications for each in w.set_aside.of(application.id)),
        *(each.answers for each in w.petitions.of_person(person_id)),
        *(each.answers for each in w.replacements.of_person(person_id)),
        *(each.facts for each in verdicts if each),
    ]


def _renamed(content: Any, ref: FileRef) -> Any:
    if isinstance(content, Mapping):
        if content.get("id") == ref.id and "digest" in content:
            return ref.as_document()
        return {name: _renamed(value, ref) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_renamed(value, ref) for value in content]
    return content
