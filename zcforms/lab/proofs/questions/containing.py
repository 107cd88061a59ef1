"""Do answers that were valid in the version before stay valid (question 5)?"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from zcforms.lab import proof
from zcforms.lab.proof import Model, Truth, clock
from zcforms.lab.proofs.answers import Answer, Example, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.encoding.fits import OF_FILES, OF_TEXTS
from zcforms.lab.proofs.encoding.nodes import given
from zcforms.lab.proofs.encoding.session import Limit
from zcforms.lab.proofs.people.pictured import lists
from zcforms.lab.proofs.people.portrait import Ran
from zcforms.lab.proofs.people.texts import CALLED
from zcforms.lab.proofs.questions.in_common import nobody
from zcforms.lab.proofs.questions.pairs import About, Pair
from zcforms.lab.proofs.questions.retyped import Retyped
from zcforms.lab.proofs.questions.search import answer, fewest, wished
from zcforms.lab.proofs.questions.words import cause_of_limit, limit_sentence

_OPEN = (*OF_TEXTS, *OF_FILES, "uniqueItems")
"""Keywords of which it is left open whether something fits."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A place that may not be valid any more. `broken`: where it is not; `limit`: what it breaks, None where it holds another kind of value; `paths`: where it can stand."""

    name: str
    caption: str
    broken: Truth
    limit: Limit | None
    paths: tuple[str, ...]

    @property
    def told(self) -> str:
        return limit_sentence(self.limit) if self.limit is not None else f"“{self.caption}”现在是另一种数据"


def contained(pair: Pair) -> Iterator[Answer]:
    """For each place an answer that was valid and is not any more; or that every one stays valid, which is said only where somebody could fill in the version before."""
    began = clock()
    pair = _long_enough(pair)
    before, now = pair.sessions
    old = _as_before(pair)
    first = answer(before, old, pair.until, (now,))
    if first.core is not None:
        yield _nobody(pair)
        return
    found = False
    for place in _places(pair):
        reply = answer(
            before,
            [*old, pair.solver.name(f"{now.prefix}against:{place.name}", place.broken)],
            pair.until,
            (now,),
        )
        if reply.core is None:
            found = True
            yield _invalid(pair, place)
    if found:
        return
    certificate = pair.certificate(began, pair.forms_need())
    subject = Subject("forms", "申报表单", standard=pair.standards[1].id)
    identity = f"contained:{subject.standard}"
    if first.model is None:
        sentence = "在限定的时间里没有得出结论：没有找到一份按上一版填写正确的申报。"
        yield Answer(identity, Question.CONTAINED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate)
        return
    if certificate.proved:
        verdict, sentence = Verdict.PROVED, "按上一版填写正确的内容，在这一版都仍然有效。"
    else:
        verdict, sentence = (
            Verdict.BOUNDED,
            "在看过的条数以内，没有找到按上一版填写正确、在这一版无效的内容。",
        )
    yield Answer(identity, Question.CONTAINED, Kind.CONTAINED, verdict, subject, sentence, certificate)


def _nobody(pair: Pair) -> Answer:
    made = nobody(Question.CONTAINED, pair.before, pair.now, pair.standards[1].id)
    if pair.somebody is False:
        return made
    return replace(made, sentence="没有一份申报能按上一版填写正确，所以谁填的还有效，无从比较。")


def _as_before(pair: Pair) -> list[str]:
    """That forms are filled in as the version before wanted it, and nothing else."""
    before = pair.sessions[0]
    return [*before.valid, pair.solver.name(f"{before.prefix}unasked", proof.all_of(pair.unasked))]


def _places(pair: Pair) -> Iterator[_Place]:
    """What holds another kind of value now, then every limit of the forms now."""
    retyped = {each.path: each for each in pair.retyped}
    for each in pair.retyped:
        if each.invalid is not False:
            yield _Place(each.path, each.caption or each.path, each.invalid, None, (each.path,))
    for limit in pair.sessions[1].limits.values():
        paths = tuple(each.path for each in limit.breaches)
        broken = [
            proof.all_of((each.broken, proof.negated(given(retyped[each.path].before))))
            if each.path in retyped and each.missing  # what is of another kind is not missing
            else each.broken
            for each in limit.breaches
        ]
        if limit.first.missing or not _of_another_kind(retyped, paths):
            yield _Place(limit.name, limit.first.caption, proof.any_of(broken), limit, paths)


def _of_another_kind(retyped: Mapping[str, Retyped], paths: Sequence[str]) -> bool:
    """Nothing that was answered there is what these limits are about."""
    return all(each in retyped and retyped[each].invalid is not False for each in paths)


_LONGEST = 60


def _long_enough(pair: Pair) -> Pair:
    """With lists as long as the version before let them be, where the one now lets them be less long."""
    old, new = (bounds.lists.most for bounds in pair.bounds)
    shorter = {
        place: min(most, _LONGEST) + 1 for place, most in new.items() if old.get(place, most + 1) > most
    }
    wanted = {place: max(number, pair.looked_at.get(place, 0)) for place, number in shorter.items()}
    if all(number <= pair.looked_at.get(place, 0) for place, number in wanted.items()):
        return pair
    return pair.with_records({**pair.looked_at, **wanted})


def _invalid(pair: Pair, place: _Place) -> Answer:
    began, limit = clock(), place.limit
    subject = Subject(
        place.name.removeprefix(pair.sessions[1].prefix), place.caption, standard=pair.standards[1].id
    )
    identity = f"contained:{subject.standard}:{subject.id}"
    causes = (cause_of_limit(pair.sessions[1], limit),) if limit is not None else ()
    found = _example(pair, place)
    certificate = pair.certificate(began, pair.forms_need())
    if isinstance(found, str):
        sentence = f"“{place.caption}”：{found}。"
        return Answer(
            identity, Question.CONTAINED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate, causes
        )
    missing = limit is not None and limit.first.missing
    words = "按上一版填好的申报，现在还要补充" if missing else "上一版有效的内容，现在无效"
    example, good, said = found
    return Answer(
        identity,
        Question.CONTAINED,
        Kind.INVALID,
        Verdict.SHOWN if good else Verdict.DEFECT,
        subject,
        f"{words}：{said}。",
        certificate,
        causes,
        (example,),
    )


def _example(pair: Pair, place: _Place) -> tuple[Example, bool, str] | str:
    """Somebody whose answers were valid and are not at this place, whether the run says so, and what is said of it; or why there is none to be shown. First somebody to
    whom nothing else happened."""
    why = "在限定的时间里没有得出结论"
    others = [each for each in pair.sessions[1].limits if each != place.name]
    last: tuple[Example, bool, str] | None = None
    for more in (others, []):
        model = _found(pair, place, more)
        if model is None:
            continue
        about = About(paths=_told_of(place, model), as_before=True)
        shown = pair.example(model, "上一版有效、现在无效的申报", about)
        if shown is None:
            why = pair.unmade
            continue
        example, runs = shown
        if _behaves(place, runs):
            return example, True, _said(pair, place, runs[1])
        last = (example, False, place.told)
        if place.limit is not None and place.limit.first.keyword in _OPEN:
            word = place.limit.first.keyword
            why = f"{CALLED.get(word, '记录不重复')}（{word}）没有细算，求出的申报检查下来与推算不同，没有得出结论"
            last = None
    return why if last is None else last


def _said(pair: Pair, place: _Place, now: Ran) -> str:
    """Of a record of the library what validation says of it."""
    if place.limit is None or place.limit.first.keyword != "record":
        return place.told
    list_id = place.limit.first.path.split("/")[1]
    messages = [each.message for each in now.breaches.get(list_id, ()) if each.keyword == "record"]
    caption = lists(pair.now.plan).get(list_id, list_id)
    return f"“{caption}”{messages[0].rstrip('。')}" if messages else place.told


def _found(pair: Pair, place: _Place, more: Sequence[str]) -> Model | None:
    before, now = pair.sessions
    against = pair.solver.name(f"{now.prefix}against:{place.name}", place.broken)
    assumed = [*_as_before(pair), against, *more]
    return wished(before, assumed, fewest(before), clock() + pair.limits.seconds / 2, (now,))


def _told_of(place: _Place, model: Model) -> tuple[tuple[str, str], ...]:
    broken = (
        [each.path for each in place.limit.breaches if model.holds(each.broken)]
        if place.limit is not None
        else place.paths
    )
    return tuple((path, place.caption) for path in broken[:1] if not path.endswith("/record"))


def _behaves(place: _Place, runs: tuple[Ran, Ran]) -> bool:
    """Whether it was valid, and validation finds something at the place now."""
    wrong: Collection[str] = {each.pointer for found in runs[1].breaches.values() for each in found}
    pointers = {
        path if path.startswith(("imports/", "attachments/")) else f"answers/{path}" for path in place.paths
    }
    return runs[0].sound and any(each.strip("/") in pointers for each in wrong)
