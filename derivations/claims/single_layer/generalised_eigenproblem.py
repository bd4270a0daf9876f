r"""Each power of the energy kept in the self-energy gains one order in the square of the tunnelling.

Statement
---------
Keep the self-energy through the power n of omega,

.. math:: [h + \Sigma_0 + \omega\Sigma_1 + \dots + \omega^n\Sigma_n]\psi = \omega\psi

At Gamma (eps_ti = mu), with :math:`W = \xi^2 + \Delta^2`, the smallest positive level is

.. math::
    E_0 = \frac{t_c^2}{\sqrt W}, \qquad E_1 = \frac{t_c^2\sqrt W}{W + t_c^2}, \qquad
    E_2 = \frac{2t_c^2\sqrt W}{W + t_c^2 + \sqrt{(W - t_c^2)(W + 3t_c^2)}}, \qquad E_\infty = \frac{\sqrt{W + 4t_c^2} - \sqrt W}{2}

and it is right through order :math:`t_c^{2n+2}`, first wrong by

.. math:: E_n - E_\infty = (-1)^n\,\frac{t_c^{2n+4}}{W^{n+3/2}} + \dots

The linear problem :math:`(h + \Sigma_0)\psi = \omega(1 - \Sigma_1)\psi` has a number for :math:`1 - \Sigma_1`, at every momentum:
it has the levels of ``single_layer_mapping``, and keeping it as a generalised eigenproblem gains nothing beyond Z. It gains the
order :math:`t_c^4` on the static :math:`\Sigma_0`.

Assumptions
-----------
1. The levels at Gamma: eps_ti = mu, so that the TI states lie at zero energy; xi is arbitrary, W not zero.
2. :math:`E_2` is real for :math:`|t_c| < \sqrt W` only; beyond, the quadratic problem has lost the level.

Symbols
-------
E: exact level (lambda/a)
N: order, an integer
e_n: level of the problem of order n (lambda/a)
t: modulus of the tunnelling, |t_c| (lambda/a)
w: sqrt(W) (lambda/a)
xi: energy of the SC band (lambda/a)
z: E/w

References
----------
Not in arXiv:2507.23775; derived here.
"""

from collections.abc import Iterator
from functools import cache

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.shared.bilayer_domain import BILAYER_DOMAIN
from derivations.claims.single_layer import self_energy
from derivations.claims.single_layer.single_layer_mapping import lattice_expansion
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from theory.algebra import IDENTITY, PAULI_X, PAULI_Z, Matrix, kron
from theory.effective import self_energy_term
from theory.models.bilayer import bilayer, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.levels import omega
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = {symbol: BILAYER_DOMAIN[symbol] for symbol in (lam, M, mu, eps_sc, t_sc, Delta)}
POWERS = 3  # the results have the powers 0, 1, 2
Complex = NDArray[np.complex128]
xi = self_energy.xi
w, t = sp.symbols("w t", positive=True)  # sqrt(W), |t_c|


def levels(width: sp.Expr, tunnelling: sp.Expr) -> Matrix:
    """E_0, E_1, E_2 and the exact level at Gamma; ``width`` is sqrt(W)."""
    W, square = width**2, tunnelling**2
    return Matrix(
        [
            square / width,
            square * width / (W + square),
            2 * square * width / (W + square + sp.sqrt((W - square) * (W + 3 * square))),
            (sp.sqrt(W + 4 * square) - width) / 2,
        ]
    )


def steps() -> Iterator[Step]:
    """The Taylor coefficients; one scalar equation at Gamma; its truncations; how far their roots are from the exact one."""
    H, W, one = self_energy.layers(), xi**2 + Delta**2, sp.eye(4)
    A = kron(xi * PAULI_Z - Delta * PAULI_X, IDENTITY)
    for power in range(POWERS + 1):
        expected = -(t_c**2) * (A if power % 2 == 0 else one) / W ** (power // 2 + 1)
        text = f"Sigma_{power}" + (": a number, at every momentum" if power == 1 else "")
        yield Step(text, self_energy_term(H, kept=self_energy.TI, power=power), Matrix(expected))
    at_gamma = H.subs({kx: 0, ky: 0, eps_ti: mu})
    yield Step("at Gamma the TI layer has no Hamiltonian of its own", Matrix(at_gamma[:4, :4]), sp.zeros(4, 4))
    yield Step(
        ":math:`A` has the levels +-sqrt(W), and -sqrt(W) belongs to the positive level of E", Matrix(A * A), Matrix(W * one)
    )
    yield from _scalar_steps()
    yield from _truncation_steps()
    width = sp.sqrt((sc_band() ** 2 + Delta**2).subs({kx: 0, ky: 0}))
    yield Step("with the band at Gamma this is the statement", result(), levels(width, t_c))


def _scalar_steps() -> Iterator[Step]:
    """With A = -w: E = t^2/(w + E), and its geometric series."""
    E, z = sp.symbols("E z", positive=True)
    scalar = self_energy.formula(xi).subs({xi: -w, Delta: 0})[0, 0].subs(t_c, t)  # A = xi tau_z at Delta = 0
    yield Step("there the self-energy is t_c^2/(w + omega)", scalar.subs(omega, E), t**2 / (w + E))
    exact = levels(w, t)[3]
    yield Step("the exact level solves E (w + E) = t_c^2", exact * (w + exact), t**2)
    power = sp.Symbol("N", integer=True, nonnegative=True)
    partial = (1 - (-z) ** (power + 1)) / (1 + z)
    yield Step("the series 1 - z + z^2 ... (-z)^n, z = E/w, sums up to (1 - (-z)^(n+1))/(1 + z):", partial.subs(power, 0), sp.S.One)
    grown = sp.expand((partial - partial.subs(power, power - 1)) * (1 + z), power_exp=True)
    yield Step("each term adds (-z)^n", sp.powsimp(grown), sp.powsimp(sp.expand((-z) ** power * (1 + z))))
    e_n = sp.Symbol("e_n", positive=True)
    truncated = e_n * (w + e_n) - t**2 * (1 - (-e_n / w) ** (power + 1))  # zero for the level E_n
    exact_one = E * (w + E) - t**2  # zero for the exact level
    product = (e_n - E) * (w + e_n + E) + t**2 * (-e_n / w) ** (power + 1)
    text = "so (E_n - E)(w + E_n + E) = -t_c^2 (-E_n/w)^(n+1): leading term (-1)^n t_c^(2n+4)/w^(2n+3)"
    yield Step(text, truncated - exact_one, product)


def _truncation_steps() -> Iterator[Step]:
    """The results solve their equations, and their errors have the stated order and size."""
    stated = result().subs(eps_sc, mu - 4 * t_sc).subs({Delta: w, t_c: t})  # xi = 0: sqrt(W) = |Delta|
    exact = stated[3]
    yield Step("exact: E (w + E) = t_c^2", exact * (w + exact), t**2)
    root = sp.sqrt((w**2 - t**2) * (w**2 + 3 * t**2))
    without_root_below = w * (w**2 + t**2 - root) / (2 * t**2)
    yield Step("E_2, its root above the line", stated[2], without_root_below)
    for power, level in enumerate((stated[0], stated[1], without_root_below)):
        truncated = t**2 / w * sum((-level / w) ** j for j in range(power + 1))
        yield Step(f"E_{power} solves its equation", sp.expand(truncated - level), sp.S.Zero)
        leading = sp.series(stated[power] - exact, t, 0, 2 * power + 6).removeO()
        yield Step("and its first error is", leading, (-1) ** power * t ** (2 * power + 4) / w ** (2 * power + 3))


def result() -> Matrix:
    """E_0, E_1, E_2 and the exact level, as a column."""
    return levels(sp.sqrt((sc_band() ** 2 + Delta**2).subs({kx: 0, ky: 0})), t_c)


def limits() -> Iterator[Step]:
    """All begin with second-order perturbation theory; where the quadratic problem ends."""
    stated = levels(w, t)
    for power in range(POWERS + 1):
        yield Step("second order: t_c^2/sqrt(W)", sp.limit(stated[power] / t**2, t, 0), 1 / w)
    yield Step("the quadratic problem ends at t_c = sqrt(W), E = sqrt(W)", stated[2].subs(t, w), w)
    yield Step("strong tunnelling: the linear problem saturates at sqrt(W)", sp.limit(stated[1], t, sp.oo), w)


def mutants() -> Iterator[Matrix]:
    """Nothing gained, wrong weights, the other sign of the second power, the wrong root, another W."""
    formula = result()
    square, W = t_c**2, (sc_band() ** 2 + Delta**2).subs({kx: 0, ky: 0})

    def exchanged(row: int, value: sp.Expr) -> Matrix:
        return Matrix([value if index == row else entry for index, entry in enumerate(formula)])

    yield exchanged(1, formula[0])
    yield exchanged(1, square * sp.sqrt(W) / (W + 2 * square))
    yield exchanged(2, formula[1])
    yield exchanged(2, 2 * square * sp.sqrt(W) / (W + square + sp.sqrt((W + square) ** 2 + 4 * square**2)))
    yield exchanged(3, sp.sqrt(W + 4 * square) / 2)
    for wrong in (formula.subs(t_sc, 0), formula.subs(mu, -mu), formula.subs(Delta, Delta / 2)):
        yield Matrix([*wrong[:2], formula[2], wrong[3]])  # with a smaller W the second power has no level at all


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the polynomial eigenproblems that the lattice's Green's function gives, and with the lattice's gap at k = 0.

    Its Taylor coefficients come from Cauchy's formula; the problems are solved as pencils of twice the size. An error of a
    coefficient or of the arithmetic moves a level by itself over the slope of the polynomial there.
    """
    tunnelling, scale, numeric, bound = _judged(**parameters)
    fixed = {symbol.name: parameters[symbol.name] for symbol in (mu, eps_sc, t_sc, Delta)}
    analytic = compile_kernel(formula, (mu, eps_sc, t_sc, Delta, t_c))(t_c=tunnelling, **fixed)[..., 0]
    return Comparison(tunnelling / scale, np.real_if_close(analytic.T), numeric, bound)


@cache
def _judged(**parameters: float) -> tuple[NDArray[np.float64], float, NDArray[np.float64], float]:
    fixed = {**parameters, "eps_ti": parameters["mu"]}
    apart = bloch_matrix(bilayer_system(**fixed, t_c=0.0), kx=0.0, ky=0.0)
    scale = float(abs(np.linalg.eigvalsh(apart[4:, 4:])).min())
    tunnelling = scale * np.linspace(0.05, 0.9, 18)
    rows, bound = [], 0.0
    for value in tunnelling:
        H = bloch_matrix(bilayer_system(**fixed, t_c=value), kx=0.0, ky=0.0)
        coefficients, error = lattice_expansion(H, POWERS)
        found = [_level(_truncated(coefficients, power)) for power in range(POWERS)]
        rows.append([*(level for level, _ in found), np.linalg.eigvalsh(H)[4]])
        # Levels are below sqrt(W), twice the radius: three coefficients err together by (1 + 2 + 4) errors of the first.
        cancelled = 4 * abs(parameters["M"]) + 8 * abs(parameters["t_sc"])
        rounding = roundoff(np.linalg.norm(H, 2) + cancelled, size=8)
        bound = max(bound, *((7 * error + rounding) / min(1, slope) for _, slope in found))
    return tunnelling, scale, np.array(rows).T, bound


def _truncated(coefficients: Complex, power: int) -> Complex:
    """Coefficients of omega - h - Sigma with Sigma through ``power``: the omega of no self-energy stays."""
    kept = coefficients[: max(power + 1, 2)].copy()
    if power == 0:
        kept[1] = np.eye(len(kept[1]))
    return kept


def _level(polynomial: Complex) -> tuple[float, float]:
    """Smallest positive real level of a Hermitian polynomial in omega, polished by a step of Newton, and the slope there."""
    size, degree = polynomial.shape[1], len(polynomial) - 1
    companion = np.eye(size * degree, k=size, dtype=complex)
    companion[-size:] = -np.linalg.solve(polynomial[degree], np.concatenate(polynomial[:degree], axis=1))
    values = np.linalg.eigvals(companion)
    start = min(value.real for value in values if value.real > 0 and abs(value.imag) < 1e-6 * abs(value))
    at = sum(matrix * start**power for power, matrix in enumerate(polynomial))
    slopes = sum(power * matrix * start ** (power - 1) for power, matrix in enumerate(polynomial) if power)
    found, states = np.linalg.eigh((at + at.conj().T) / 2)
    nearest = int(abs(found).argmin())
    slope = float((states[:, nearest].conj() @ slopes @ states[:, nearest]).real)
    return start - found[nearest] / slope, abs(slope)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The gap at Gamma with one, two, three terms of the self-energy, and the exact one."""
    names = ("static", "linear: Z", "quadratic", "exact")
    for index, (name, line, points) in enumerate(zip(names, comparison.analytic, comparison.numeric, strict=True)):
        ax.plot(comparison.abscissa, line, color=COLOURS[index], label=name)
        circles(ax, comparison.abscissa, points, colour=COLOURS[index])
    ax.set(xlabel=r"$t_c/\sqrt{W}$", ylabel=r"gap at $\Gamma$ ($\lambda/a$)")
    ax.legend(title="circles: lattice")
