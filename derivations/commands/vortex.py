"""Levels of the antidot with its vortex: energies, weights at vortex and edge, label j of the fourfold rotation.

A pair of Majorana modes that share the two levels nearest zero is shown as edge mode and vortex mode. The matrix is solved in
the blocks of its symmetries, which are printed; disorder breaks them, and with the rotation the labels j.
"""

from derivations.commands.shared.spectra import vortex as command

__all__ = ["command"]
