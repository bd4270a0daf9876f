"""Names of symbols in programs: legal and unique in a language, for any spelling that a symbol may have."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable

ASCII = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (?:FINAL )?(\w+)")
WORDS = {"+": "plus", "-": "minus", "−": "minus", "'": "prime", "*": "star", "†": "dagger", "↑": "up", "↓": "down", "ħ": "hbar"}


def normalised(spelling: str) -> str:
    """The spelling as Python reads it in source text: ϵ as ε, ϕ as φ, the micro sign as the letter mu (NFKC)."""
    return unicodedata.normalize("NFKC", spelling)


def spelled(keyword: str, spellings: Collection[str]) -> str | None:
    """The spelling that a keyword means: itself, or the only one that Python reads as the same.

    >>> spelled("ε", ["t", "ϵ"])
    'ϵ'
    """
    if keyword in spellings:
        return keyword
    alike = [spelling for spelling in spellings if normalised(spelling) == normalised(keyword)]
    return alike[0] if len(alike) == 1 else None


def legal_names(
    spellings: Iterable[str],
    *,
    reserved: Collection[str] = (),
    case_sensitive: bool = True,
    unicode: bool = False,
    longest: int = 63,
) -> list[str]:
    r"""One name for each spelling, in order: unchanged where it is legal, else a transliteration; no two are equal.

    A name is a letter followed by letters, digits and underscores, none of ``reserved``, of at most ``longest`` characters.
    ``unicode``: letters are those of Python, spelled as Python reads them, and an underscore may come first; without it they are
    those of ASCII. Names that are taken or reserved get underscores, then numbers, at their end.

    >>> legal_names(["Delta", "λ", "lambda", "E_k'", r"\Delta"], reserved=["lambda"])
    ['Delta', 'lambda_', 'lambda__', 'E_k_prime', 'Delta_']
    >>> legal_names(["ϵ", "ε", "R", "r"], unicode=True, case_sensitive=False)
    ['epsilon', 'ε', 'R', 'r_']
    """
    spellings = list(spellings)
    fold = str if case_sensitive else str.lower
    taken = {fold(word) for word in reserved}
    names: dict[int, str] = {}
    # Those that may keep their spelling first, so that no transliteration takes it.
    for index, spelling in enumerate(spellings):
        if _is_legal(spelling, unicode=unicode) and len(spelling) <= longest and fold(spelling) not in taken:
            names[index] = spelling
            taken.add(fold(spelling))
    for index, spelling in enumerate(spellings):
        if index not in names:
            candidates = _candidates(spelling, unicode=unicode, longest=longest)
            names[index] = next(name for name in candidates if fold(name) not in taken)
            taken.add(fold(names[index]))
    return [names[index] for index in range(len(spellings))]


def _is_legal(name: str, *, unicode: bool) -> bool:
    return name.isidentifier() and normalised(name) == name if unicode else bool(ASCII.fullmatch(name))


def _candidates(spelling: str, *, unicode: bool, longest: int) -> Iterable[str]:
    if unicode and _is_legal(normalised(spelling), unicode=True):
        yield normalised(spelling)[:longest]
    word = _transliterated(spelling)
    for count in itertools.count():
        suffix = count * "_" if count < 3 else f"_{count}"
        yield word[: longest - len(suffix)] + suffix


def _transliterated(spelling: str) -> str:
    """The spelling in letters, digits and single underscores of ASCII, a letter first."""
    parts = [_spelled_out(character) for character in unicodedata.normalize("NFKD", spelling)]
    word = re.sub("_+", "_", "".join(parts)).strip("_")
    return word if ASCII.fullmatch(word) else f"x_{word}".rstrip("_")


def _spelled_out(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    if unicodedata.combining(character):
        return ""
    letter = GREEK.match(unicodedata.name(character, ""))
    if letter is None:
        return f"_{WORDS.get(character, '')}_"
    name = letter[2].lower().replace("lamda", "lambda")
    return f"_{name.capitalize() if letter[1] == 'CAPITAL' else name}_"
