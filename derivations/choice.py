"""Names that a user chooses among: one that is unknown is refused, with those that it may stand for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

ALIKE = 0.75  # of 1, from which on a word may be another with a slip
FEW = 10  # names that are always listed
SUGGESTED = 4  # names that a message suggests at most


def require_known(given: str, known: Iterable[str], *, name: str, shown: str, texts: Mapping[str, str] | None = None) -> None:
    """Refuse a name that is not among the known ones.

    The message names those that are like it, or whose ``texts`` speak of it; ``shown`` says where they are to be seen if they are
    many, after "must be one of".

    Raises
    ------
    ValueError
        If ``given`` is unknown; the message calls it ``name``.
    """
    names = list(known)
    if given in names:
        return
    meant = get_close_matches(given, names, cutoff=ALIKE) or _speaking_alike(given, texts or {})[:SUGGESTED]
    listed = shown if len(names) > FEW else ", ".join(names)
    raise ValueError(f"`{name}` must be one of {listed}, but is {given}{did_you_mean(meant)}")


def did_you_mean(meant: Sequence[str]) -> str:
    """The end of a message.

    >>> did_you_mean(["a", "b", "c"]), did_you_mean([])
    (': did you mean a, b or c?', '.')
    """
    return f": did you mean {' or '.join(filter(None, [', '.join(meant[:-1]), meant[-1]]))}?" if meant else "."


def speaking_of(word: str, texts: Mapping[str, str]) -> list[str]:
    """Names that contain a word, then those in whose title (first line) it occurs, then those in whose text; case does not matter.

    >>> speaking_of("Catalan", {"gap": "A series.", "series": "Catalan numbers."})
    ['series']
    """
    wanted = _plain(word)
    places = {name: (_plain(name), _plain(text.partition("\n")[0]), _plain(text)) for name, text in texts.items()}
    return list(dict.fromkeys(name for rank in range(3) for name, found in places.items() if wanted and wanted in found[rank]))


def words_like(word: str, texts: Mapping[str, str]) -> list[str]:
    """Words of the names and texts that the word may be, with a slip; the most alike first.

    >>> words_like("catlan", {"gap": "Catalan numbers"})
    ['catalan']
    """
    words = {word for name, text in texts.items() for word in re.findall(r"[^\W\d]+", f"{_plain(name)} {_plain(text)}")}
    return get_close_matches(_plain(word), sorted(words), cutoff=ALIKE)


def _speaking_alike(word: str, texts: Mapping[str, str]) -> list[str]:
    """Names that speak of a word, or, where none does, of words that it may be."""
    words = [word] if speaking_of(word, texts) else words_like(word, texts)
    return list(dict.fromkeys(name for one in words for name in speaking_of(one, texts)))


def _plain(text: str) -> str:
    """Without differences that the eye passes over: capitals, underscores, ends of lines."""
    return " ".join(text.casefold().replace("_", " ").split())
