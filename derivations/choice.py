"""Names that a user chooses among: one that is unknown is refused, with those that it may stand for."""

import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher, get_close_matches

ALIKE, NEXT = 0.8, 0.1  # of 1: from which on a word may be another with a slip; by how much less one may be that, too
FEW = 10  # names that are always listed
SUGGESTED = 4  # names that a message suggests at most
TELLING = 4  # letters from which on a word of a text means something


def require_known(given: str, known: Iterable[str], *, name: str, shown: str, texts: Mapping[str, str] | None = None) -> None:
    """Refuse a name that is not among the known ones.

    The message names those that contain it or are like it, or else in the first line of whose ``texts`` it stands; ``shown`` says
    where they are to be seen if they are many, after "must be one of".

    Raises
    ------
    ValueError
        If ``given`` is unknown; the message calls it ``name``.
    TypeError
        If it is no text, as the model itself in place of its name.
    """
    names = list(known)
    listed = shown if len(names) > FEW else ", ".join(names)
    if not isinstance(given, str):
        raise TypeError(f"`{name}` must be a name, one of {listed}, but is an object of type {type(given).__name__}.")
    if given in names:
        return
    meant = _containing(given, names) or get_close_matches(given, names, cutoff=ALIKE) or _speaking_alike(given, texts or {})
    raise ValueError(f"`{name}` must be one of {listed}, but is {given or 'empty'}{did_you_mean(meant[:SUGGESTED])}")


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
    """Names, and words of names and texts, that the word may be, with a slip; the most alike first.

    >>> words_like("catlan", {"gap": "Catalan numbers"})
    ['catalan']
    """
    words = {word for name, text in texts.items() for word in re.findall(r"[^\W\d]+", f"{_plain(name)} {_plain(text)}")}
    alike = get_close_matches(_plain(word), sorted(words | set(texts)), cutoff=ALIKE)
    return [one for one in alike if _likeness(word, one) >= _likeness(word, alike[0]) - NEXT]


def _likeness(word: str, other: str) -> float:
    return SequenceMatcher(None, other, _plain(word)).ratio()


def _containing(word: str, names: Sequence[str]) -> list[str]:
    """Names in which the word begins a word, or which it begins if all is written together."""
    plain = _plain(word)
    begins = [name for name in names if plain and re.search(rf"\b{re.escape(plain)}", _plain(name))]
    return begins or [name for name in names if len(plain) >= TELLING and name.replace("_", "").startswith(plain.replace(" ", ""))]


def _speaking_alike(word: str, texts: Mapping[str, str]) -> list[str]:
    """Names in whose title (first line) a word begins with this one, or else with one that it may be with a slip."""
    titles = {name: text.partition("\n")[0] for name, text in texts.items()}
    for words in ([word], words_like(word, titles)):
        found = [name for one in words for name in (*_containing(one, list(titles)), *_with_word(one, titles))]
        if found:
            return list(dict.fromkeys(found))
    return []


def _with_word(word: str, titles: Mapping[str, str]) -> list[str]:
    """Names in whose title a word begins so; none if that is a filler: short, or in most of the titles."""
    plain = re.compile(rf"\b{re.escape(_plain(word))}")
    found = [name for name, title in titles.items() if plain.search(_plain(title))]
    return found if len(word) >= TELLING and len(found) <= max(SUGGESTED, len(titles) // 2) else []


def _plain(text: str) -> str:
    """Without differences that the eye passes over: capitals, underscores, ends of lines."""
    return " ".join(text.casefold().replace("_", " ").split())
