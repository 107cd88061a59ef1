"""Do answers that were valid in the version before stay valid (question 5)?"""

from __future__ import annotations

from collections.abc import Iterator

from zcforms.lab import proof
from zcforms.lab.proof import Truth, clock
from zcforms.lab.proofs.answers import Answer, Kind, Question, Subject, Verdict
from zcforms.lab.proofs.encoding.session import Limit
from zcforms.lab.proofs.people.extraction import leaves, own_nodes
from zcforms.lab.proofs.questions.pairs import Pair
from zcforms.lab.proofs.questions.search import answer, fewest, wished
from zcforms.lab.proofs.questions.words import cause_of_limit, limit_sentence


def contained(pair: Pair) -> Iterator[Answer]:
    """For each place an answer that was valid and is not any more; or that every one stays valid."""
    began = clock()
    pair = _long_enough(pair)
    before, now = pair.sessions
    found = False
    for place, there in _other_types(pair):
        found = True
        yield _invalid(pair, place, there, None)
    for limit in now.limits.values():
        broken = proof.any_of([each.broken for each in limit.breaches])
        assumed = [*before.valid, *before.fitting]
        assumed.append(pair.solver.name(f"{now.prefix}against:{limit.name}", broken))
        reply = answer(before, assumed, pair.until, (now,))
        if reply.core is None:
            found = True
            yield _invalid(pair, limit.name, broken, limit)
    if not found:
        certificate = pair.certificate(began, pair.forms_need())
        verdict = Verdict.PROVED if certificate.proved else Verdict.BOUNDED
        subject = Subject("forms", "申报表单", standard=pair.standards[1].id)
        sentence = "按上一版填写正确的内容，在这一版都仍然有效。"
        identity = f"contained:{subject.standard}"
        yield Answer(identity, Question.CONTAINED, Kind.CONTAINED, verdict, subject, sentence, certificate)


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


def _other_types(pair: Pair) -> Iterator[tuple[str, Truth]]:
    """Places of both versions that hold another type of value now, with whether something is answered there; of records the first."""
    before, now = (
        {leaf.path: leaf for node in own_nodes(one).values() for leaf, _ in leaves(node)}
        for one in pair.sessions
    )
    for path, leaf in now.items():
        old = before.get(path)
        later = any(part.isdigit() and part != "0" for part in path.split("/"))
        if old is not None and not later and (old.type, old.month) != (leaf.type, leaf.month):
            yield path, old.given


def _invalid(pair: Pair, place: str, there: Truth, limit: Limit | None) -> Answer:
    began, until = clock(), pair.until
    before, now = pair.sessions
    assumed = [*before.valid, *before.fitting, pair.solver.name(f"{now.prefix}against:{place}", there)]
    model = wished(before, assumed, fewest(before), until, (now,))
    caption = limit.first.caption if limit is not None else place
    subject = Subject(place.removeprefix(now.prefix), caption, standard=pair.standards[1].id)
    identity = f"contained:{subject.standard}:{subject.id}"
    certificate = pair.certificate(began, pair.forms_need())
    told_of = limit_sentence(limit) if limit is not None else f"“{caption}”现在是另一种数据"
    if model is None:
        sentence = f"“{caption}”：在限定的时间里没有得出结论。"
        return Answer(
            identity, Question.CONTAINED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate
        )
    missing = limit is not None and limit.first.missing
    sentence = (
        f"按上一版填好的申报，现在还要补充：{told_of}。"
        if missing
        else f"上一版有效的内容，现在无效：{told_of}。"
    )
    shown = pair.example(model, "上一版有效、现在无效的申报", [])
    causes = (cause_of_limit(now, limit),) if limit is not None else ()
    if shown is None:
        return Answer(
            identity, Question.CONTAINED, Kind.OPEN, Verdict.UNKNOWN, subject, sentence, certificate, causes
        )
    example, runs = shown
    good = runs[0].sound and not runs[1].sound
    verdict = Verdict.SHOWN if good else Verdict.DEFECT
    return Answer(
        identity,
        Question.CONTAINED,
        Kind.INVALID,
        verdict,
        subject,
        sentence,
        certificate,
        causes,
        (example,),
    )
