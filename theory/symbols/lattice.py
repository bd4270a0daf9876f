"""Symbols of a square lattice in a magnetic field: sites, bonds and their phases."""

from theory.symbols.quantity import ANGLE, LENGTH, Quantity

L = Quantity("L", "side of the square lattice", LENGTH, integer=True, positive=True)
x_i = Quantity("x_i", "x of the site where a bond starts", LENGTH, real=True)
y_i = Quantity("y_i", "y of the site where a bond starts", LENGTH, real=True)
x_j = Quantity("x_j", "x of the site where a bond ends", LENGTH, real=True)
y_j = Quantity("y_j", "y of the site where a bond ends", LENGTH, real=True)
phi = Quantity("phi", "phase of the hop from i to j", ANGLE, r"\phi_{ij}", real=True)
arg_Delta = Quantity("arg_Delta", "phase of the pairing at j", ANGLE, r"\vartheta_j", real=True)
chi_i = Quantity("chi_i", "phase of the gauge transformation at i", ANGLE, r"\chi_i", real=True)
chi_j = Quantity("chi_j", "phase of the gauge transformation at j", ANGLE, r"\chi_j", real=True)
