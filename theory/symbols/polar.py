"""Symbols of a plane in polar coordinates, and angular momenta."""

from theory.symbols.quantity import ANGLE, LENGTH, NUMBER, WAVE_NUMBER, Quantity

r = Quantity("r", "distance from the centre of the vortex", LENGTH, positive=True)
theta = Quantity("theta", "polar angle around the centre of the vortex", ANGLE, r"\theta", real=True)
D_r = Quantity("D_r", "derivative d/dr of the radial function to the right, k for exp(k r)", WAVE_NUMBER, r"\partial_r")
ell = Quantity("ell", "orbital angular momentum of the electron", NUMBER, "l", integer=True)
j = Quantity("j", "angular momentum, an integer or half an odd integer", NUMBER, real=True)
