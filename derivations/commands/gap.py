"""The smallest |E| over the whole Brillouin zone, to 1e-10, and one momentum where it is reached.

-o and --plot give the level nearest zero as a map over the zone.
"""

from derivations.commands.shared.spectra import gap as command

__all__ = ["command"]
