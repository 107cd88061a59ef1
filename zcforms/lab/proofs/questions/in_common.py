"""What two versions of a plan offer both, and what only one of them: who cannot choose the same in both is compared with nobody, and nothing is said of nobody."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcforms.lab.proofs.answers import Answer, Certificate, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.asked import Version

_CALLED = {"route": "申报形式", "title": "申报职称", "specialty": "申报专业", "standard": "评审标准"}
_MOST = 6
_NOTHING = Certificate((), (), (), 0.0)


@dataclass(frozen=True, slots=True)
class Offered:
    """Of one thing that applicants choose, captions by id: those of the version before, and those now."""

    name: str
    before: dict[str, str]
    now: dict[str, str]

    @property
    def gone(self) -> list[str]:
        return [self._told(one, self.now) for one in self.before if one not in self.now]

    @property
    def new(self) -> list[str]:
        return [self._told(one, self.before) for one in self.now if one not in self.before]

    def _told(self, one: str, others: dict[str, str]) -> str:
        """Its caption, with its id where the other version calls something else so."""
        caption = {**self.before, **self.now}[one]
        return f"“{caption}”（{one}）" if caption in others.values() else f"“{caption}”"

    @property
    def apart(self) -> bool:
        """Both offer some, and none that the other has."""
        return bool(self.before and self.now) and self.before.keys().isdisjoint(self.now)


def offered(before: Version, now: Version) -> list[Offered]:
    """What applicants choose. The only standard of each version is the same, whatever it is called."""
    old, new = before.plan, now.plan
    lists = {
        "route": (old.routes, new.routes),
        "title": (old.titles, new.titles),
        "specialty": (old.specialties, new.specialties),
        "standard": (old.standards, new.standards),
    }
    if len(old.standards) == len(new.standards) == 1:
        del lists["standard"]
    return [
        Offered(name, *({one.id: one.caption for one in each} for each in both))  # type: ignore[attr-defined]
        for name, both in lists.items()
    ]


def one_sided(before: Version, now: Version) -> Iterator[Answer]:
    """What only one version has: nobody is compared by it (question 4)."""
    for each in offered(before, now):
        parts = [f"只有这一版有：{_listed(each.new)}"] if each.new else []
        parts += [f"上一版有，这一版没有：{_listed(each.gone)}"] if each.gone else []
        if parts:
            yield _read_off(
                Question.CHANGED,
                Kind.ONE_SIDED,
                Subject(each.name, _CALLED[each.name]),
                f"{_CALLED[each.name]}：{'；'.join(parts)}。选这些的人没有另一版的结论可比。",
            )


def no_longer_offered(before: Version, now: Version) -> Iterator[Answer]:
    """What was chosen and cannot be chosen any more (question 5)."""
    for each in offered(before, now):
        if each.gone and each.now:
            yield _read_off(
                Question.CONTAINED,
                Kind.INVALID,
                Subject(each.name, _CALLED[each.name]),
                f"上一版有效的内容，现在无效：这一版不再有{_CALLED[each.name]}{_listed(each.gone)}。",
            )


def nobody(question: Question, before: Version, now: Version, standard: str = "") -> Answer:
    """That there is nobody to compare."""
    apart = [_CALLED[each.name] for each in offered(before, now) if each.apart]
    why = (
        "、".join(f"{each}没有一个是两版都有的" for each in apart)
        or "两版都有的申报形式、职称、专业凑不成一份申报"
    )
    sentence = f"两版没有共同的申报人：{why}。谁的结论变了、谁填的还有效，都无从比较。"
    return _read_off(question, Kind.NOBODY, Subject("nobody", "两版的申报人", standard=standard), sentence)


def _read_off(question: Question, kind: Kind, subject: Subject, sentence: str) -> Answer:
    """Nothing was asked of the solver."""
    identity = ":".join(each for each in (question, subject.standard, subject.id, kind) if each)
    return Answer(identity, question, kind, Verdict.PROVED, subject, sentence, _NOTHING)


def _listed(captions: Sequence[str]) -> str:
    shown = "、".join(captions[:_MOST])
    return f"{shown}等 {len(captions)} 个" if len(captions) > _MOST else shown
