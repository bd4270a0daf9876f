"""Levels of one angular momentum j in the continuum limit, to 1e-8: antidot with its vortex, edge at the outer radius.

Swave keeps its sites in the antidot and loses its pairing; its j is half an odd integer for odd n.
"""

from derivations.commands.shared.spectra import radial as command

__all__ = ["command"]
