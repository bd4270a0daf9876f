"""Symbols of the interface of a TI surface and an s-wave superconductor, and of either alone."""

from theory.symbols.quantity import ENERGY, NUMBER, Quantity

lam = Quantity("lam", "Dirac velocity (Rashba coupling) of the TI surface", ENERGY, r"\lambda", real=True)
M = Quantity("M", "mass that gaps the doublers of the TI layer", ENERGY, real=True)
mu = Quantity("mu", "chemical potential of both layers", ENERGY, r"\mu", real=True)
eps_ti = Quantity("eps_ti", "onsite energy of the TI layer", ENERGY, r"\varepsilon_{\mathrm{TI}}", real=True)
eps_sc = Quantity("eps_sc", "onsite energy of the SC layer", ENERGY, r"\varepsilon_{\mathrm{SC}}", real=True)
t_sc = Quantity("t_sc", "hopping of the SC layer (hole-like band for t_sc > 0)", ENERGY, r"t_{\mathrm{SC}}", real=True)
Delta = Quantity("Delta", "s-wave pairing, of the SC layer if there is one", ENERGY, r"\Delta", real=True)
t_c = Quantity("t_c", "tunnelling between the layers", ENERGY, real=True)
u = Quantity(
    "u", "ratio of the normal-state energies of SC and TI layer, |xi/s|, at the momentum of the new minimum", NUMBER, positive=True
)
