"""The paper of these figures: its identity, once."""

from derivations.papers import Paper

PAPER = Paper(
    title="Unveiling In-Gap States and Majorana Zero Modes in Superconductor-Topological Insulator Bilayer model",
    arxiv="2507.23775",
    journal="Phys. Rev. Research 8, 023061",
)
