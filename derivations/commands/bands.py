"""The eight levels at one momentum; -o and --plot give the bands along Gamma - X - M - Gamma."""

from derivations.commands.shared.spectra import bands as command

__all__ = ["command"]
