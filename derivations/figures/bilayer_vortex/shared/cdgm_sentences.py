"""What the paper says of the CdGM levels against tunnelling (Fig. 5(b)), with verdicts for both sets of parameters.

Data of one set: ``gap`` over t_c, ``bound``, ``bound_weight`` and ``bound_rotation`` over (t_c, number), energies and weights of
all states over (t_c, state).
"""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from derivations.judging.sentences import CHANGED, FAILS, HOLDS, Sentence


def of_the_first_two(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """How far CdGM-1 and -2 are apart, and how well they are localised."""
    apart, other = ((of.bound.sel(number=2) / of.bound.sel(number=1) - 1) for of in (data, second))
    near, between, far = ([float(of.sel(t_c=t, method="nearest")) for of in (apart, other)] for t in (1.0, 1.2, 2.0))
    (before, after), (before_second, after_second) = (_crossing(of) for of in (data, second))
    yield Sentence(
        paper="CdGM-1 and CdGM-2 stay nearly degenerate for all t_c.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"They differ by {near[0]:.1%} at t_c = 1.0, by {between[0]:.1%} at 1.2 and by {far[0]:.0%} at 2.0 (second set:"
        f" {near[1]:.1%}, {between[1]:.1%}, {far[1]:.0%}). They have j = 1 and -1, which would be degenerate but for the mass of"
        " the lattice and the SC band (``momenta_of_bound_states``); the two cancel where the levels cross, between t_c ="
        f" {before:.1f} and {after:.1f} (second set: {before_second:.1f} and {after_second:.1f}).",
        stands=bool(max(near) < 0.01 and max(between) < 0.05 and min(far) > 0.1 and 0.7 < after < 1.3 and 1 < after_second < 1.5),
    )
    split = [_splitting(of).dropna("t_c") for of in (data, second)]
    yield Sentence(
        paper="Their degeneracy is intrinsic and not a matter of the parameters.",
        verdict=FAILS,
        second=FAILS,
        here="As t_c grows the level j = -1 goes from "
        + " and from ".join(
            f"{of[0]:.1%} above j = 1 to {-of[-1]:.0%} below it at {of.t_c[-1]:g} ({name})"
            for of, name in zip(split, ("defaults", "second set"), strict=True)
        )
        + ", as long as these are the first two; only in a limit are they degenerate, and where they cross is a matter of the"
        " parameters.",
        stands=bool(all(of[0] > 0 > of[-1] and of[-1] < -0.15 and of.t_c[-1] >= 2 for of in split)),
    )
    yield _of_their_weight(data, second)


def _of_their_weight(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    """Growth, fall and dips of the weight near the vortex."""
    weight, other = (of.bound_weight.sel(number=[1, 2]).dropna("t_c") for of in (data, second))
    best, of_second = weight.sel(number=1).idxmax("t_c"), weight.sel(number=2)
    dip = data.sel(t_c=float(of_second.sel(t_c=slice(1.5, None)).idxmin("t_c")))
    mixed = float(dip.edge_weight.isel(state=int(np.nanargmin(abs(dip.energy - dip.bound.sel(number=2))))))
    return Sentence(
        paper="They are ever more localised at the vortex as t_c grows.",
        verdict=CHANGED,
        second=CHANGED,
        here=f"The weight of CdGM-1 there grows from {weight[0, 0]:.2f} at t_c = {weight.t_c[0]:g} to {weight[:, 0].max():.4f} at"
        f" {best:.1f}, and falls again to {weight[-1, 0]:.2f}; that of CdGM-2 from {of_second[0]:.2f} to"
        f" {of_second.max():.4f} and to {of_second[-1]:.2f}. Both have dips where they mix with levels of the edge, down to"
        f" {dip.bound_weight.sel(number=2):.2f} at {dip.t_c:g}. Second set: CdGM-1 {other[0, 0]:.2f}, {other[:, 0].max():.3f},"
        f" {other[-1, 0]:.2f}.",
        stands=bool(
            0.9 < best < 1.3
            and (weight[0] < 0.85).all()
            and (weight.max("t_c") > 0.999).all()
            and (weight[-1] < 0.98).all()
            and mixed > 0.9 * (1 - dip.bound_weight.sel(number=2)) > 0.3
            and (other[0] < 0.9).all()
            and (other.max("t_c") > 0.995).all()
            and other[-1, 0] < 0.9
        ),
    )


def _splitting(data: xr.Dataset) -> xr.DataArray:
    """Energy of the first level j = -1 (label 3) in units of that of j = 1, less one; NaN where these are not the first two."""
    label, other = (data.bound_rotation.sel(number=number) for number in (1, 2))
    apart = data.bound.sel(number=2) / data.bound.sel(number=1) - 1
    return xr.where(label == 1, apart, -apart / (1 + apart)).where((label + other == 4) & (label != other))


def _crossing(data: xr.Dataset) -> tuple[float, float]:
    """The tunnellings between which j = -1 (label 3) falls below j = 1 (label 1) for the first time; NaN if it never does."""
    label = data.bound_rotation.sel(number=1)
    falls = (label[:-1].values == 1) & (label[1:].values == 3)
    return float(data.t_c[:-1].where(falls).min()), float(data.t_c[1:].where(falls).min())


def of_the_gap(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """How CdGM-1 and -2 follow the gap, and stay away from the zero mode."""
    first, best = data.bound.sel(number=1), float(data.gap.idxmax("t_c"))
    rising, rising_2 = (_rising(of) for of in (data, second))
    (grown, gap_grown), (grown_2, gap_grown_2) = (
        [of.isel(t_c=-1) / of.isel(t_c=0) - 1 for of in (rise.bound, rise.gap)] for rise in (rising, rising_2)
    )
    yield Sentence(
        paper="The energies of CdGM-1 and CdGM-2 rise while the gap grows.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"By {grown[0]:.0%} and {grown[1]:.0%} from t_c = {rising.t_c[0]:g} to {best:g}; the gap by {gap_grown:.0%} (second"
        f" set: {grown_2[0]:.0%} and {grown_2[1]:.0%} from {rising_2.t_c[0]:g} to {rising_2.t_c[-1]:g}; {gap_grown_2:.0%}).",
        stands=bool(all((rise.bound.diff("t_c") > 0).all() and (rise.gap.diff("t_c") > 0).all() for rise in (rising, rising_2))),
    )
    falling, other = data.sel(t_c=slice(best, 1.9)), second.sel(t_c=slice(float(second.gap.idxmax("t_c")), None))
    change, of_other = (
        of.bound.sel(number=[1, 2]).isel(t_c=-1) / of.bound.sel(number=[1, 2]).isel(t_c=0) - 1 for of in (falling, other)
    )
    gap_change, of_other_gap = (float(of.gap[-1] / of.gap[0] - 1) for of in (falling, other))
    end = first[-1] / first.max() - 1
    yield Sentence(
        paper="They remain flat once the gap falls.",
        verdict=CHANGED,
        second=HOLDS,
        here=f"From t_c = {best:g} to 1.9 they change by {change[0]:+.0%} and {change[1]:+.0%} while the gap changes by"
        f" {gap_change:+.0%}; farther on the gap reaches them, and at t_c = {data.t_c[-1]:g} CdGM-1 is {-end:.0%} below its"
        f" maximum. Second set: {of_other[0]:+.0%} and {of_other[1]:+.0%} from t_c = {other.t_c[0]:g} to {other.t_c[-1]:g}, the gap"
        f" {of_other_gap:+.0%}.",
        stands=bool(
            (abs(change) < 0.12).all() and gap_change < -0.3 and end < -0.3 and (abs(of_other) < 0.12).all() and of_other_gap < -0.3
        ),
    )
    yield _of_the_separation(data, second)


def _rising(data: xr.Dataset) -> xr.Dataset:
    """CdGM-1 and -2 and the gap, from where they are bound to where the gap is largest."""
    begin = float(data.t_c.where(np.isfinite(data.bound.sel(number=1))).min())
    return data[["bound", "gap"]].sel(number=[1, 2], t_c=slice(begin, float(data.gap.idxmax("t_c"))))


def _of_the_separation(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    """Of zero mode and CdGM-1; absolute, and in units of the gap."""
    first, other = (of.bound.sel(number=1).dropna("t_c") for of in (data, second))
    top, last, of_gap = float(first.idxmax("t_c")), first[-1], first / data.gap
    return Sentence(
        paper="The separation of zero mode and CdGM states grows with t_c, and stays large although the gap decreases.",
        verdict=CHANGED,
        second=HOLDS,
        here=f"It grows from {first[0]:.3f} to {first.max():.3f} at t_c = {top:.1f}, is still"
        f" {first.sel(t_c=1.9) / first.max():.0%} of that at 1.9, and then falls with the gap, to {last:.3f}, less than at its"
        f" beginning. In units of the gap it grows throughout the decrease, from {of_gap.sel(t_c=top):.2f} to"
        f" {of_gap[-1]:.2f}. Second set: from {other[0]:.3f} to {other.max():.3f} at t_c = {float(other.idxmax('t_c')):.1f}, and"
        f" {other[-1]:.3f}, {other[-1] / other.max():.0%} of that, at {other.t_c[-1]:g}.",
        stands=bool(
            1.1 < top < 1.4
            and 0.8 < first.sel(t_c=1.9) / first.max() < 0.95
            and last < first[0]
            and (of_gap.sel(t_c=slice(top, None)).diff("t_c") > 0).all()
            and 1.2 * other[0] < other.max()
            and other[-1] > max(0.85 * other.max(), other[0])
        ),
    )


def of_the_others(data: xr.Dataset, second: xr.Dataset) -> Iterator[Sentence]:
    """CdGM-3, and those above."""
    share, other = ((of.bound.sel(number=3) / of.gap).dropna("t_c") for of in (data, second))
    follows, ends = share.sel(t_c=slice(0.8, 1.9)), [float(share[0]), float(share[-1])]
    falling = second.sel(t_c=slice(float(second.gap.idxmax("t_c")), None))
    change = falling.bound.sel(number=3).isel(t_c=-1) / falling.bound.sel(number=3).isel(t_c=0) - 1
    yield Sentence(
        paper="CdGM-3 follows the gap.",
        verdict=CHANGED,
        second=FAILS,
        here=f"Only at the ends, where the gap is small ({ends[0]:.2f} of it at t_c = {share.t_c[0]:g}, {ends[1]:.2f} at"
        f" {data.t_c[-1]:g}); between, for t_c = 0.8 to 1.9, it is as flat as the first two, at {follows.min():.2f} to"
        f" {follows.max():.2f} of the gap. Second set: while the gap falls it changes by {change:+.0%}, from {other.min():.2f} to"
        f" {other[-1]:.2f} of the gap.",
        stands=bool(
            follows.max() > 1.5 * follows.min() and min(ends) > 0.8 and abs(change) < 0.1 and other[-1] > 1.4 * other.min() > 0.6
        ),
    )
    yield _of_the_eighth(data, second)
    yield _of_the_place_of_the_third(data, second)


def _of_the_eighth(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    """In units of the gap, against the third."""
    (eighth, third), (eighth_2, third_2) = (
        [(of.bound.sel(number=number) / of.gap).sel(t_c=slice(1.0, 2.0)).where(_all_bound(of), drop=True) for number in (8, 3)]
        for of in (data, second)
    )
    return Sentence(
        paper="Higher CdGM levels track the gap more closely.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"The eighth lies at {eighth.min():.2f} to {eighth.max():.2f} of the gap between t_c = {eighth.t_c[0]:.1f} and"
        f" {eighth.t_c[-1]:.1f}, the third at {third.min():.2f} to {third.max():.2f} (second set: {eighth_2.min():.2f} to"
        f" {eighth_2.max():.2f} and {third_2.min():.2f} to {third_2.max():.2f}, between {eighth_2.t_c[0]:.1f} and"
        f" {eighth_2.t_c[-1]:.1f}).",
        stands=bool(
            all(
                high.min() > 0.75
                and high.max() < 1
                and (high > low + 0.1).all()
                and high.max() / high.min() < low.max() / low.min()
                for high, low in ((eighth, third), (eighth_2, third_2))
            )
        ),
    )


def _all_bound(data: xr.Dataset) -> xr.DataArray:
    """Where eight levels are bound inside the gap."""
    return np.isfinite(data.bound).all("number")


def _of_the_place_of_the_third(data: xr.Dataset, second: xr.Dataset) -> Sentence:
    """Where its weight is largest, and where the gap is."""
    weight, other = (of.bound_weight.sel(number=3) for of in (data, second))
    best, of_gap, best_2, of_gap_2 = (float(of.idxmax("t_c")) for of in (weight, data.gap, other, second.gap))
    return Sentence(
        paper="CdGM-3 is localised best where the gap is largest.",
        verdict=HOLDS,
        second=HOLDS,
        here=f"Its weight near the vortex is {weight.max():.4f} at t_c = {best:.1f} and {weight[-1]:.2f} at {data.t_c[-1]:g}; the"
        f" gap is largest at {of_gap:.1f}. Second set: {other.max():.4f} at {best_2:.1f}, {other[-1]:.2f}; {of_gap_2:.1f}.",
        stands=bool(abs(best - of_gap) < 0.35 and weight[-1] < 0.95 and abs(best_2 - of_gap_2) < 0.35 and other[-1] < 0.95),
    )
