"""Sizes that may differ from tunnelling to tunnelling."""

from derivations.figures import Grid, Sizes


def one_each(sizes: Sizes, t_c: Grid, *, name: str) -> list[int]:
    """A size for each tunnelling, of as many or of one for all.

    Raises
    ------
    ValueError
        If there are neither so many nor one.

    >>> one_each([81], [0.5, 1.0], name="L")
    [81, 81]
    """
    if len(sizes) not in (1, len(t_c)):
        raise ValueError(f"`{name}` must be one value or {len(t_c)}, as many as `t_c`, but there are {len(sizes)}.")
    return [int(size) for size in sizes] * (len(t_c) if len(sizes) == 1 else 1)
