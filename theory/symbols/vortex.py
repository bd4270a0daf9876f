"""Symbols of a vortex in an antidot."""

from theory.symbols.quantity import LENGTH, NUMBER, Quantity

n = Quantity("n", "vorticity: flux quanta h/2e through the antidot", NUMBER, integer=True)
w = Quantity("w", "winding of the phase of the pairing", NUMBER, integer=True)
R = Quantity("R", "radius of the antidot and of the flux disc", LENGTH, positive=True)
f = Quantity("f", "share of the flux within r", NUMBER, nonnegative=True)
