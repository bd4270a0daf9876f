r"""The fitted single layer as a limit of the derived one: gap and stiffness at Gamma.

Statement
---------
The fit puts the gap of the bilayer in the place of the pairing and keeps velocity and onsite energy; the derived single layer has
them renormalised. Near Gamma each has :math:`E^2 = E_\Gamma^2 + v\,\lambda^2k^2 + \dots`, the mean over the two helicities, with

.. math::
    \text{fit:} \quad & E_\Gamma, \quad 1 \\
    \text{derived:} \quad & \frac{t_c^2|\Delta|}{\Delta^2 + t_c^2}, \quad \frac{\Delta^4}{(\Delta^2 + t_c^2)^2} \\
    \text{bilayer:} \quad & E_\Gamma, \quad \frac{\Delta^2 - E_\Gamma^2}{|\Delta|\sqrt{\Delta^2 + 4t_c^2}}

and :math:`E_\Gamma = (\sqrt{\Delta^2 + 4t_c^2} - |\Delta|)/2`. With :math:`x = t_c^2/\Delta^2`: fit and derived layer have the
same gap through order :math:`x^2` (relative error :math:`x^2`), but the same stiffness only at order zero. The fit is too stiff by
2x, the derived layer too soft by :math:`2x^2`: the fit is the limit :math:`x \to 0`. The stiffness of the bilayer vanishes where,
without SC band, the minimum leaves Gamma, at :math:`t_c = \sqrt2|\Delta|`.

Assumptions
-----------
1. mu = eps_ti = 0 and eps_sc = -4 t_sc, as in ``gap_at_gamma``; then xi and the level shift are of order k^2, and M_k of order k^4.
2. The onsite energy: the derived level shift :math:`-t_c^2\xi/(W + t_c^2)` exists only where there is a superconductor, whence
   the rule of the recipe that eps_ti is changed outside the antidot only. Inside, velocity and mass are bare, too.
3. On the ring there is no such limit. At a given momentum no onsite energy makes the gap of a single layer smaller than
   :math:`|\Delta_{\mathrm{eff}}|\,s_k/\sqrt{s_k^2 + M_k^2}`, and where one is tuned to put the minimum there the gap is a little
   above this floor, hence below the pairing. With the default parameters and t_c = 1.2, 1.6, 2 the minimum lies on the bilayer's
   ring for eps_ti = 1.25, 2.03, 2.89 (the derived level shifts there are 0.095, 0.173, 0.254), and a pairing equal to the bilayer's
   gap, 0.5651, 0.4448, 0.3309, gives the gaps 0.4055, 0.2133, 0.1062 above the floors 0.3926, 0.2120, 0.1061. The derived layer has
   its own ring: see ``single_layer_mapping``.

Symbols
-------
D: modulus of the pairing, |Delta| (lambda/a)
Delta_s: pairing of the single layer (lambda/a)
m: mass M_k (lambda/a)
q: root of delta^2 (s^2 + m^2) + m^2 Delta^2
s: Dirac energy (lambda/a)
x: (t_c/Delta)^2

References
----------
arXiv:2507.23775, Sec. III.4 (the recipe).
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import sympy as sp
from numpy.polynomial import chebyshev
from numpy.typing import NDArray

from derivations.claims.bilayer import gap_at_gamma, kp_spectrum
from derivations.claims.single_layer import single_layer_mapping, single_layer_spectrum
from derivations.claims.single_layer.single_layer_mapping import lattice_expansion
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.bilayer import bilayer_system
from numerics.systems.surface import surface_system
from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.models.bilayer import bilayer, mass, sc_band
from theory.proof import Step
from theory.symbols.interface import Delta, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = bilayer()
DOMAIN = gap_at_gamma.DOMAIN
NODES = (18, 15)  # of the interpolation in sin^2 k; the second tells the error of the first
Reals: TypeAlias = NDArray[Any]
CENTRED = {mu: 0, eps_ti: 0, eps_sc: -4 * t_sc}


def steps() -> Iterator[Step]:
    """Each of the three models to second order in k."""
    stated = result()
    for name, expression in (("SC band", sc_band().subs(CENTRED)), ("mass", mass())):
        first = kp_expansion(expression, (kx, ky), about=(0, 0), order=1)
        yield Step(f"the {name} vanishes through first order", first, sp.S.Zero)
    yield from _fit_steps(stated)
    squared = _derived_squared()
    expected = stated[1, 0] ** 2 + stated[1, 1] * lam**2 * (kx**2 + ky**2)
    yield Step("derived: the square of H_eff is a number through second order", squared, Matrix(expected * sp.eye(4)))
    yield from _exact_steps(stated)


@cache
def _derived_squared() -> Matrix:
    effective = single_layer_mapping.result().subs(CENTRED)
    second = kp_expansion(effective, (kx, ky), about=(0, 0), order=2)
    return Matrix(kp_expansion(Matrix(second * second), (kx, ky), about=(0, 0), order=2))


def _fit_steps(stated: Matrix) -> Iterator[Step]:
    s, m, delta = single_layer_spectrum.s, single_layer_spectrum.m, single_layer_spectrum.delta
    pairing = sp.Symbol("Delta_s", positive=True)
    product = single_layer_spectrum.product_of_squares().subs({m: 0, delta: 0, Delta: pairing})
    fitted = pairing**2 + stated[0, 1] * s**2
    yield Step("fit: both levels are sqrt(p^2 + v s^2), p the pairing", product, fitted**2)
    yield Step("with the gap of the bilayer for the pairing", stated[0, 0], gap_at_gamma.result()[2])


def _exact_steps(stated: Matrix) -> Iterator[Step]:
    """E^4 - A E^2 + B = 0 with E^2 = e + v s^2 and xi = c s^2, through second order in s."""
    A, B, _ = kp_spectrum.coefficients()
    s, c = sp.symbols("s c", real=True)
    energy = stated[2, 0] ** 2 + stated[2, 1] * s**2
    equation = (energy**2 - A * energy + B).subs({kp_spectrum.xi_t: s, kp_spectrum.xi: c * s**2})
    for power, text in ((0, "bilayer: the gap"), (1, "no first order: the helicities start alike"), (2, "the stiffness")):
        yield Step(text, sp.expand(sp.diff(equation, s, power).subs(s, 0)), sp.S.Zero)


def result() -> Matrix:
    """Gap and stiffness v: rows fit, derived single layer, bilayer."""
    root = sp.sqrt(Delta**2 + 4 * t_c**2)
    gap = (root - sp.Abs(Delta)) / 2
    return Matrix(
        [
            [gap, 1],
            [t_c**2 * sp.Abs(Delta) / (Delta**2 + t_c**2), Delta**4 / (Delta**2 + t_c**2) ** 2],
            [gap, (Delta**2 - gap**2) / (sp.Abs(Delta) * root)],
        ]
    )


def limits() -> Iterator[Step]:
    """The differences at weak tunnelling, the end of the minimum at Gamma, the gap of a ring."""
    x, D = sp.symbols("x D", positive=True)
    (fit, _), (derived, soft), (_, exact) = result().subs(Delta, D).subs(t_c, D * sp.sqrt(x)).tolist()
    yield Step("gap: fit and derived layer differ by x^2 of the gap D x", sp.limit((fit / derived - 1) / x**2, x, 0), sp.S.One)
    yield Step("stiffness of the bilayer, 1 - 2x + 5x^2", sp.series(exact, x, 0, 3).removeO(), 1 - 2 * x + 5 * x**2)
    yield Step("that of the derived layer, 1 - 2x + 3x^2", sp.series(soft, x, 0, 3).removeO(), 1 - 2 * x + 3 * x**2)
    length = sp.sqrt(soft) / derived
    yield Step("decay length v/gap of the derived layer, in units of lambda: D/t_c^2, without Z", length, 1 / (D * x))
    yield Step("the minimum leaves Gamma at t_c = sqrt(2) D", exact.subs(x, 2), sp.S.Zero)
    s, m = single_layer_spectrum.s, single_layer_spectrum.m
    q = sp.Symbol("q", positive=True)  # q^2 = delta^2 (s^2 + m^2) + m^2 Delta^2
    squared = s**2 + m**2 + (q**2 - m**2 * Delta**2) / (s**2 + m**2) + Delta**2 - 2 * q
    ring = (q - s**2 - m**2) ** 2 / (s**2 + m**2) + Delta**2 * s**2 / (s**2 + m**2)
    yield Step("ring: E_<^2 of the single layer is a square plus Delta^2 s^2/(s^2 + M_k^2)", squared, ring)


def mutants() -> Iterator[Matrix]:
    """Velocity or gap renormalised in the wrong place, wrong powers of Z, wrong roots."""
    formula = result()

    def exchanged(row: int, column: int, value: sp.Expr) -> Matrix:
        changed = formula.as_mutable()
        changed[row, column] = value
        return Matrix(changed)

    Z = 1 + t_c**2 / Delta**2
    gap, root = formula[0, 0], sp.sqrt(Delta**2 + 4 * t_c**2)
    yield exchanged(0, 0, formula[1, 0])
    yield exchanged(0, 1, formula[1, 1])
    yield exchanged(1, 0, t_c**2 / sp.Abs(Delta))
    yield exchanged(1, 1, 1 / Z)
    yield exchanged(2, 0, t_c**2 / sp.Abs(Delta))
    yield exchanged(2, 1, formula[1, 1])
    yield exchanged(2, 1, (Delta**2 + gap**2) / (sp.Abs(Delta) * root))
    yield formula.subs(t_c, t_c / 2)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with three lattices: a TI surface with the bilayer's gap as pairing, the expanded Green's function, the bilayer.

    The stiffness is the derivative of the mean of E^2 over the two helicities with respect to lambda^2 sin^2 k, from
    interpolation at Chebyshev nodes. The bound of each value: rounding, for a stiffness magnified by the weights of the
    derivative and added to what fewer nodes would change. Differences count in units of it.
    """
    fractions, numeric, bounds = _judged(**parameters)
    tunnelling = fractions * abs(parameters["Delta"])
    values = compile_kernel(formula, (Delta, t_c))(Delta=parameters["Delta"], t_c=tunnelling)
    return Comparison(fractions, values.reshape(-1, 6).T, numeric, bound=1.0, unit=bounds)


@cache
def _judged(**parameters: float) -> tuple[Reals, Reals, Reals]:
    fractions = np.linspace(0.3, 1.2, 10)
    fixed = {**parameters, "mu": 0.0, "eps_ti": 0.0, "eps_sc": -4 * parameters["t_sc"]}
    rows, bounds = [], []
    for t in fractions * abs(parameters["Delta"]):
        judged = [
            _at_gamma(levels, reach=0.4 * abs(parameters["Delta"] / parameters["lam"])) for levels in _models(fixed, float(t))
        ]
        scale = np.array([1.0, parameters["lam"] ** 2])
        rows.append(np.concatenate([values / scale for values, _ in judged]))
        bounds.append(np.concatenate([errors / scale for _, errors in judged]))
    return fractions, np.array(rows).T, np.array(bounds).T


def _models(fixed: dict[str, float], t: float) -> Iterator[Callable[[float], tuple[Reals, float]]]:
    """The two lowest positive levels at (k, 0), and a bound of their error, of the fit, the derived layer and the bilayer."""
    coupled = bilayer_system(**fixed, t_c=t)
    hopping = 8 * (abs(fixed["M"]) + abs(fixed["t_sc"])) + 2 * abs(fixed["lam"])
    gap = float(np.linalg.eigvalsh(bloch_matrix(coupled, kx=0.0, ky=0.0))[4])
    single = surface_system(lam=fixed["lam"], M=fixed["M"], mu=0.0, eps_ti=0.0, Delta=gap)
    rounding = 16 * float(np.finfo(float).eps) * (hopping + abs(fixed["Delta"]) + t)

    def fit(k: float) -> tuple[Reals, float]:
        return np.linalg.eigvalsh(bloch_matrix(single, kx=k, ky=0.0))[2:], rounding

    def derived(k: float) -> tuple[Reals, float]:
        (constant, linear), error = lattice_expansion(bloch_matrix(coupled, kx=k, ky=0.0), 2)
        weights, turns = np.linalg.eigh(linear)
        root = turns / np.sqrt(weights) @ turns.conj().T
        return np.linalg.eigvalsh(-root @ constant @ root)[2:], error * (1 + 2 * hopping / abs(fixed["Delta"])) + rounding

    def exact(k: float) -> tuple[Reals, float]:
        return np.linalg.eigvalsh(bloch_matrix(coupled, kx=k, ky=0.0))[4:6], rounding

    yield from (fit, derived, exact)


def _at_gamma(levels: Callable[[float], tuple[Reals, float]], reach: float) -> tuple[Reals, Reals]:
    """Gap at Gamma and derivative of the mean of E^2 with respect to u = sin^2 k there; a bound of the error of each."""
    found = []
    top = min(reach, 0.4) ** 2
    for count in NODES:
        nodes = chebyshev.chebpts1(count)
        values = [levels(float(np.arcsin(np.sqrt(top * (node + 1) / 2)))) for node in nodes]
        at_zero = [float(chebyshev.chebval(-1, chebyshev.chebder(row))) * 2 / top for row in np.eye(count)]
        weights = np.linalg.solve(chebyshev.chebvander(nodes, count - 1).T, at_zero)
        squares = np.array([(energies**2).mean() for energies, _ in values])
        rounding = sum(abs(weights) * [2 * energies.max() * error for energies, error in values])
        found.append((float(weights @ squares), float(rounding)))
    energies, error = levels(0.0)
    (stiffness, rounding), (coarse, _) = found
    return np.array([energies[0], stiffness]), np.array([error, abs(stiffness - coarse) + rounding])


def draw(ax: Axes, comparison: Comparison) -> None:
    """The stiffness of the three models against the tunnelling."""
    for index, name in enumerate(("fit", "derived single layer", "bilayer")):
        ax.plot(comparison.abscissa, comparison.analytic[2 * index + 1], color=COLOURS[index], label=name)
        circles(ax, comparison.abscissa, comparison.numeric[2 * index + 1], colour=COLOURS[index])
    ax.set(xlabel=r"$t_c/|\Delta|$", ylabel=r"stiffness $v$ of the gap at $\Gamma$")
    ax.legend(title="circles: lattice")
