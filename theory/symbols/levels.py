"""Symbols of levels: their energies and numbers."""

from theory.symbols.quantity import ENERGY, NUMBER, Quantity

E = Quantity("E", "energy of a level", ENERGY, real=True)
omega = Quantity("omega", "frequency, the energy at which a self-energy is taken", ENERGY, r"\omega", complex=True)
m = Quantity("m", "number of a level, from zero energy upwards", NUMBER, integer=True)
x_lm = Quantity("x_lm", "wave number of level m with angular momentum l, times R", NUMBER, "x_{l,m}", positive=True)
rho = Quantity("rho", "mean radius of a state divided by R", NUMBER, r"\rho", positive=True)
