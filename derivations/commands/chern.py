"""The Chern number of the BdG bands below zero energy, and the gap that protects it.

-o and --plot give the Berry flux as a map over the zone.
"""

from derivations.commands.shared.spectra import chern as command

__all__ = ["command"]
