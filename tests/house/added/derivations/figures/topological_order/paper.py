"""The paper of these figures: its identity, once."""

from derivations.papers import Paper

PAPER = Paper(
    title="Non-Abelian Topological Order in s-Wave Superfluids of Ultracold Fermionic Atoms",
    arxiv="0901.4693",
    journal="Phys. Rev. Lett. 103, 020401",
)
