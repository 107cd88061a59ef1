"""What answers of the prover are called, and how far they reach, in an author's words. One place for the command line and the pages."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from zcforms.lab.proofs.answers import Answer, Bound, Certificate, Kind, Only, Question, Verdict

MISSING = "这里没有安装求解器，不能证明。需要时请运维人员安装：pip install 'zcforms[proofs]'（约 59 MB），其余功能不受影响。"
BROKEN = "这里装了求解器，但是载入不了，不能证明。需要时请运维人员重新安装：pip install --force-reinstall 'zcforms[proofs]'，其余功能不受影响。"
QUESTIONS = {
    Question.PASSES: "能不能通过",
    Question.BITES: "每条规则",
    Question.BOUNDARY: "边界上的申报人",
    Question.CHANGED: "与上一版相比",
    Question.CONTAINED: "已填内容",
    Question.NEAREST: "最少要改什么",
}
ASKS = {
    Question.PASSES: "每种申报形式、级别和职称，是不是有人能通过",
    Question.BITES: "每条规则，是不是真的会起作用（拦住人，或者提示人）",
    Question.BOUNDARY: "每处比较，刚好满足和刚好不满足的各举一名申报人",
    Question.CHANGED: "和上一版相比，谁原来能通过、现在不能，谁反过来",
    Question.CONTAINED: "原来填得对的内容，现在是不是仍然有效",
    Question.NEAREST: "没有通过的这份申报，最少要改什么",
}
KINDS = {
    Kind.POSSIBLE: "有人能通过",
    Kind.IMPOSSIBLE: "没有人能通过",
    Kind.ALONE: "会起作用",
    Kind.ADVISES: "会提示",
    Kind.ADJUSTS: "会调整",
    Kind.DEAD: "永远不起作用",
    Kind.REDUNDANT: "多余",
    Kind.PAIR: "有边界",
    Kind.NO_PAIR: "没有边界",
    Kind.STRICTER: "变严",
    Kind.LOOSER: "变宽",
    Kind.ALIKE: "没有变化",
    Kind.INVALID: "不再有效",
    Kind.CONTAINED: "仍然有效",
    Kind.ONE_SIDED: "只有一版有",
    Kind.NOBODY: "无从比较",
    Kind.CHANGES: "改了能通过",
    Kind.HOPELESS: "改不了",
    Kind.OPEN: "还不知道",
}
ONLY = {
    Only.CORRECTED: "只有原来填错了才能改",
    Only.LEFT_OUT: "只有确实有、原来漏填的才能补",
    Only.APPROVED: "须先由单位审核通过",
}
_UNLESS = "补上漏填才能通过"
_SEEN = {Kind.ALIKE: "没有找到变化", Kind.CONTAINED: "没有找到失效的"}
"""What is only seen among so many records is not called as what is proved."""
_UNSURE = {Verdict.DEFECT: "系统缺陷", Verdict.UNKNOWN: "还不知道", Verdict.BOUNDED: "还不知道"}
_GOOD = frozenset(
    {
        Kind.POSSIBLE,
        Kind.ALONE,
        Kind.ADVISES,
        Kind.ADJUSTS,
        Kind.PAIR,
        Kind.ALIKE,
        Kind.CONTAINED,
        Kind.CHANGES,
    }
)


def called(answer: Answer) -> str:
    """The answer in two or three words."""
    seen = _SEEN if answer.verdict is Verdict.BOUNDED else {}
    sure = _UNLESS if _unless(answer) else KINDS[answer.kind]
    return seen.get(answer.kind) or _UNSURE.get(answer.verdict, sure)


def _unless(answer: Answer) -> bool:
    """Whether nothing helps but a past that was not told."""
    return answer.least is not None and answer.least.claimed > 0


def tone(answer: Answer) -> str:
    """good, bad (something is wrong), or waiting (not known, or only different)."""
    if answer.verdict in (Verdict.UNKNOWN, Verdict.BOUNDED):
        return "waiting"
    if answer.alarming:
        return "bad"
    return "good" if answer.kind in _GOOD and not _unless(answer) else "waiting"


def reach(answer: Answer) -> str:
    """How far the answer can be trusted."""
    match answer.verdict:
        case Verdict.SHOWN:
            return "举出的申报已用表单校验和检测规则重新检查过，结果就是这样。"
        case Verdict.PROVED:
            return (
                f"{_looked(answer.certificate)}已证明足够。"
                if answer.certificate.bounds
                else "已经证明，与记录的条数无关。"
            )
        case Verdict.BOUNDED:
            return f"{_seen(answer.certificate)}为止，没有证明；记录更多时不一定如此。"
        case Verdict.UNKNOWN:
            return "没有得出结论，不等于没有问题。"
        case Verdict.DEFECT:
            return "求出的申报重新检查时结果不同。这是系统的缺陷，请不要采信这一条，并告诉平台运维人员。"


def _looked(found: Certificate) -> str:
    most = {each.looked_at for each in found.bounds}
    if len(most) == 1:
        return f"每个列表至多看 {most.pop()} 条记录，"
    return f"{_listed(found.bounds)}，"


def _seen(found: Certificate) -> str:
    open_ = tuple(each for each in found.bounds if not each.proved)
    most = {each.looked_at for each in open_}
    if len(most) == 1 and len(open_) == len(found.bounds):
        return f"每个列表只看到 {most.pop()} 条"
    return f"只看到{_listed(open_)}" if open_ else "只看到列表的前几条"


def _listed(bounds: tuple[Bound, ...]) -> str:
    return "、".join(f"“{each.caption}”{each.looked_at} 条" for each in bounds)


def reservations(found: Certificate, but: Collection[str] = ()) -> list[str]:
    """What was taken for granted, and what was left open; without those that are told elsewhere (`but`)."""
    assumed = [f"前提：{each}" for each in found.assumed]
    open_ = [f"没有细算，当作都有可能：{each}" for each in found.not_modelled]
    return [each for each in (*assumed, *open_) if each not in but]


def common(answers: Sequence[Answer]) -> list[str]:
    """Reservations that all of several answers have: they are told once."""
    every = [reservations(each.certificate) for each in answers]
    shared = set(every[0]).intersection(*every[1:]) if every else set()
    return [each for each in (every[0] if every else ()) if each in shared]


def took(found: Certificate) -> str:
    """How long it took."""
    return f"用时 {found.seconds:.1f} 秒" if found.seconds >= 0.1 else "用时不到 0.1 秒"
