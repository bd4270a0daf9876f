"""Sentences of a paper, each with the verdict on it and the numbers that bear the verdict out.

The parameters of the paper are not in the text at hand. The verdict is that of the default parameters; where it may depend on them,
a sentence also has the verdict of a second set (``derivations.figures.bilayer_vortex.shared.second_set``), and the numbers of both.
"""

from dataclasses import dataclass

HOLDS, CHANGED, FAILS = "holds", "holds with a change", "does not hold"
VERDICTS = (HOLDS, CHANGED, FAILS)


@dataclass(frozen=True)
class Sentence:
    """What the paper says, in short; the verdict on it; what is found here, with numbers; whether the data bear the verdict out.

    The sentence is about shapes and orders, as the paper's parameters are not known. ``stands`` is computed from the data of a
    figure: it is true if what ``here`` says is so, of both sets of parameters, whether or not it agrees with the paper.
    ``second`` is the verdict with the second set, empty where that was not asked.
    """

    paper: str
    verdict: str
    here: str
    stands: bool
    second: str = ""

    def __post_init__(self) -> None:
        for name, verdict in (("verdict", self.verdict), ("second", self.second or self.verdict)):
            if verdict not in VERDICTS:
                raise ValueError(f"`{name}` must be one of {', '.join(VERDICTS)}, but is {verdict}.")

    @property
    def depends(self) -> bool:
        """Whether the verdict is another with the second set of parameters."""
        return self.second not in ("", self.verdict)

    @property
    def told(self) -> str:
        """The verdict, and that of the second set where there is one."""
        if not self.second:
            return self.verdict
        return f"{self.verdict} (second set of parameters: {self.second if self.depends else 'the same'})"

    def __str__(self) -> str:
        return f"{self.told if self.stands else 'NOT SHOWN'}: {self.paper} Here: {self.here}"

    def _repr_markdown_(self) -> str:
        """For notebooks."""
        warning = "" if self.stands else " **(the data do not show it)**"
        return f"> {self.paper}\n\n**{self.told.capitalize()}**{warning}: {self.here}"
