r"""Every symbol of the project, once: assumptions, meaning, unit.

Units: energies in units of the Dirac velocity divided by the lattice constant (:math:`\lambda = 1` by default), lengths
in lattice constants (a = 1), :math:`\hbar = e = 1`. The flux quantum of a pair is then :math:`h/2e = \pi`.

The name of a symbol is the keyword of every function, the key in every result and (with ``-`` for ``_``) the flag on
the command line. Only the printer knows the Greek letter.
"""

from dataclasses import dataclass

import sympy as sp


@dataclass(frozen=True)
class Quantity:
    """A symbol together with what it means; ``latex`` is how it is printed, ``unit`` is empty for pure numbers."""

    symbol: sp.Symbol
    meaning: str
    unit: str
    latex: str


ENERGY, LENGTH, WAVENUMBER = "lambda/a", "a", "1/a"

kx = sp.Symbol("kx", real=True)
ky = sp.Symbol("ky", real=True)
lam = sp.Symbol("lam", real=True)
M = sp.Symbol("M", real=True)
mu = sp.Symbol("mu", real=True)
eps_ti = sp.Symbol("eps_ti", real=True)
eps_sc = sp.Symbol("eps_sc", real=True)
t_sc = sp.Symbol("t_sc", real=True)
Delta = sp.Symbol("Delta", real=True)
t_c = sp.Symbol("t_c", real=True)
u = sp.Symbol("u", positive=True)
omega = sp.Symbol("omega", complex=True)
n = sp.Symbol("n", integer=True)
w = sp.Symbol("w", integer=True)
r = sp.Symbol("r", positive=True)
m = sp.Symbol("m", integer=True)
j = sp.Symbol("j", real=True)
E = sp.Symbol("E", real=True)
z = sp.Symbol("z", complex=True, zero=False)  # not nonzero=True: to SymPy that is a real number
theta = sp.Symbol("theta", real=True)
R = sp.Symbol("R", positive=True)
f = sp.Symbol("f", nonnegative=True)
D_r = sp.Symbol("D_r")
L = sp.Symbol("L", integer=True, positive=True)
zeta_x, zeta_y = sp.symbols("zeta_x zeta_y", integer=True, nonzero=True)
x_i, y_i, x_j, y_j = sp.symbols("x_i y_i x_j y_j", real=True)
phi, arg_Delta, chi_i, chi_j = sp.symbols("phi arg_Delta chi_i chi_j", real=True)
ell = sp.Symbol("ell", integer=True)
x_lm = sp.Symbol("x_lm", positive=True)
rho = sp.Symbol("rho", positive=True)

QUANTITIES: dict[str, Quantity] = {
    quantity.symbol.name: quantity
    for quantity in (
        Quantity(kx, "Bloch momentum along x", WAVENUMBER, "k_x"),
        Quantity(ky, "Bloch momentum along y", WAVENUMBER, "k_y"),
        Quantity(lam, "Dirac velocity (Rashba coupling) of the TI surface", ENERGY, r"\lambda"),
        Quantity(M, "mass that gaps the doublers of the TI layer", ENERGY, "M"),
        Quantity(mu, "chemical potential of both layers", ENERGY, r"\mu"),
        Quantity(eps_ti, "onsite energy of the TI layer", ENERGY, r"\varepsilon_{\mathrm{TI}}"),
        Quantity(eps_sc, "onsite energy of the SC layer", ENERGY, r"\varepsilon_{\mathrm{SC}}"),
        Quantity(t_sc, "hopping of the SC layer (hole-like band for t_sc > 0)", ENERGY, r"t_{\mathrm{SC}}"),
        Quantity(Delta, "s-wave pairing, of the SC layer if there is one", ENERGY, r"\Delta"),
        Quantity(t_c, "tunnelling between the layers", ENERGY, "t_c"),
        Quantity(u, "ratio of the normal-state energies of SC and TI layer, |xi/s|, at the momentum of the new minimum", "", "u"),
        Quantity(omega, "frequency, the energy at which a self-energy is taken", ENERGY, r"\omega"),
        Quantity(zeta_x, "cosine of an invariant momentum along x, +1 or -1", "", r"\zeta_x"),
        Quantity(zeta_y, "cosine of an invariant momentum along y, +1 or -1", "", r"\zeta_y"),
        Quantity(n, "vorticity: flux quanta h/2e through the antidot", "", "n"),
        Quantity(w, "winding of the phase of the pairing", "", "w"),
        Quantity(m, "number of a level, from zero energy upwards", "", "m"),
        Quantity(j, "angular momentum, an integer for odd n, half an odd integer for even n", "", "j"),
        Quantity(E, "energy of a level", ENERGY, "E"),
        Quantity(z, "factor of an evanescent wave from one lattice constant to the next, exp(i kx) with complex kx", "", "z"),
        Quantity(r, "distance from the centre of the vortex", LENGTH, "r"),
        Quantity(theta, "polar angle around the centre of the vortex", "rad", r"\theta"),
        Quantity(R, "radius of the antidot and of the flux disc", LENGTH, "R"),
        Quantity(f, "share of the flux within r", "", "f"),
        Quantity(D_r, "derivative d/dr of the radial function to the right, k for exp(k r)", WAVENUMBER, r"\partial_r"),
        Quantity(L, "side of the square lattice", LENGTH, "L"),
        Quantity(x_i, "x of the site where a bond starts", LENGTH, "x_i"),
        Quantity(y_i, "y of the site where a bond starts", LENGTH, "y_i"),
        Quantity(x_j, "x of the site where a bond ends", LENGTH, "x_j"),
        Quantity(y_j, "y of the site where a bond ends", LENGTH, "y_j"),
        Quantity(phi, "phase of the hop from i to j", "rad", r"\phi_{ij}"),
        Quantity(arg_Delta, "phase of the pairing at j", "rad", r"\vartheta_j"),
        Quantity(chi_i, "phase of the gauge transformation at i", "rad", r"\chi_i"),
        Quantity(chi_j, "phase of the gauge transformation at j", "rad", r"\chi_j"),
        Quantity(ell, "orbital angular momentum of the electron", "", "l"),
        Quantity(x_lm, "wave number of level m with angular momentum l, times R", "", "x_{l,m}"),
        Quantity(rho, "mean radius of a state divided by R", "", r"\rho"),
    )
}


def latex(expression: sp.Basic) -> str:
    r"""LaTeX of an expression with the project's names.

    >>> latex(lam * t_sc)
    '\\lambda t_{\\mathrm{SC}}'
    """
    names = {quantity.symbol: quantity.latex for quantity in QUANTITIES.values()}
    return str(sp.latex(expression, symbol_names=names, mat_delim="("))
