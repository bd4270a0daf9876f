"""Sizes that may differ from tunnelling to tunnelling."""

from collections.abc import Mapping

from derivations.figures import Grid, Sizes


def one_each(sizes: Sizes | None, t_c: Grid, *, name: str, usual: Mapping[float, int]) -> list[int]:
    """A size for each tunnelling: of as many, of one for all, or of the nearest tunnelling for which a size is usual.

    Raises
    ------
    ValueError
        If there are neither so many nor one.

    >>> one_each(None, [0.6, 2.0], name="L", usual={0.5: 121, 1.5: 81})
    [121, 81]
    """
    if sizes is None:
        return [usual[min(usual, key=lambda known: abs(known - t))] for t in t_c]
    if len(sizes) not in (1, len(t_c)):
        raise ValueError(f"`{name}` must be one value or {len(t_c)}, as many as `t_c`, but there are {len(sizes)}.")
    return [int(size) for size in sizes] * (len(t_c) if len(sizes) == 1 else 1)


def odd_sides(sides: Sizes | None, t_c: Grid, *, usual: Mapping[float, int]) -> list[int]:
    """The side of the square for each tunnelling, as by :func:`one_each`.

    Raises
    ------
    ValueError
        As that, and if one is even: a row of sites must lead through the centre.
    """
    found = one_each(sides, t_c, name="L", usual=usual)
    if any(side % 2 == 0 for side in found):
        raise ValueError(f"`L` must be odd, so that a row of sites leads through the centre, but is {', '.join(map(str, found))}.")
    return found
