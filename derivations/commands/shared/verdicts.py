"""Verdicts on many claims, from all cores."""

from derivations.commands.shared.terminal import progress, say
from derivations.judging.catalogue import Claim, claim
from derivations.judging.mill import Verdict
from derivations.judging.mill import check as judge
from derivations.judging.verdicts import KEPT, computed, current_verdicts, save_verdicts
from derivations.workers import spread

FEW = 3  # claims that are proved and judged sooner than another process is ready


def judged(chosen: list[Claim]) -> list[Verdict]:
    """The verdicts on the claims, in their order, from all cores where they are more than a few."""
    names = [one.name for one in chosen]
    with progress("proving and judging") as track:
        if len(names) <= FEW:
            return [_verdict(name) for name in track(names)]
        verdicts = list(track(spread(_verdict, names), total=len(names)))
    return sorted(verdicts, key=lambda verdict: names.index(verdict.name))


def _verdict(name: str) -> Verdict:
    return judge(claim(name))


def kept_or_judged(chosen: list[Claim]) -> list[Verdict]:
    """The same, where verdicts that were kept and are current stand for themselves; those reached now are kept on this machine."""
    known = current_verdicts(chosen, KEPT, computed())
    open_ = [one for one in chosen if one.name not in known]
    say(f"verdicts: {len(known)} current, {len(open_)} to be reached")
    if open_:
        reached = judged(open_)
        save_verdicts(reached, computed())
        known |= {verdict.name: verdict for verdict in reached}
    return [known[one.name] for one in chosen]
