"""Sentences of a paper, each with the verdict on it and the numbers that bear the verdict out."""

from dataclasses import dataclass

HOLDS, CHANGED, FAILS = "holds", "holds with a change", "does not hold"
VERDICTS = (HOLDS, CHANGED, FAILS)


@dataclass(frozen=True)
class Sentence:
    """What the paper says, in short; the verdict on it; what is found here, with numbers; whether the data bear the verdict out.

    The sentence is about shapes and orders, as the paper's parameters are not known. ``stands`` is computed from the data of a
    figure: it is true if what ``here`` says is so, whether that agrees with the paper or not.
    """

    paper: str
    verdict: str
    here: str
    stands: bool

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"`verdict` must be one of {', '.join(VERDICTS)}, but is {self.verdict}.")

    def __str__(self) -> str:
        return f"{self.verdict if self.stands else 'NOT SHOWN'}: {self.paper} Here: {self.here}"

    def _repr_markdown_(self) -> str:
        """For notebooks."""
        warning = "" if self.stands else " **(the data do not show it)**"
        return f"> {self.paper}\n\n**{self.verdict.capitalize()}**{warning}: {self.here}"
