"""A paper: what names it. Each folder of ``figures`` that belongs to one has a module ``paper`` with its ``PAPER``."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Paper:
    """Title, number on arXiv, and where it was published; as text what is cited: ``arXiv:2507.23775``."""

    title: str
    arxiv: str
    journal: str

    def __str__(self) -> str:
        return f"arXiv:{self.arxiv}"
