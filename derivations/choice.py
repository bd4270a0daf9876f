"""Names that a user chooses among: one that is unknown is refused, with those that it may stand for."""

from collections.abc import Iterable
from difflib import get_close_matches

ALIKE = 0.75  # of 1, from which on a name may be another with a slip
FEW = 10  # names that are always listed


def require_known(given: str, known: Iterable[str], *, name: str, shown: str) -> None:
    """Refuse a name that is not among the known ones.

    The message names those that are like it, else all; ``shown`` says where many are to be seen, after "must be one of".

    Raises
    ------
    ValueError
        If ``given`` is unknown; the message calls it ``name``.
    """
    names = list(known)
    if given in names:
        return
    alike = get_close_matches(given, names, cutoff=ALIKE)
    listed = shown if alike and len(names) > FEW else ", ".join(names)
    question = f": did you mean {' or '.join(alike)}?" if alike else "."
    raise ValueError(f"`{name}` must be one of {listed}, but is {given}{question}")
