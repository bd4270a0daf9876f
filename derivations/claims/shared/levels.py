"""Levels of a disc, twice: zeros of a formula, and one channel of the lattice's own band near Gamma."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import cast

import mpmath
import numpy as np
import sympy as sp
from numpy.typing import NDArray
from scipy.optimize import brentq

from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison
from numerics.kernels import Kernel, compile_kernel
from numerics.radial.disc import Channel, radial_levels
from numerics.systems.definition import System
from numerics.systems.swave import swave_system
from theory.symbols import x_lm

Reals = NDArray[np.float64]
DIGITS = 30
WAVE_NUMBERS = np.linspace(0.01, 40.0, 800)  # zeros lie about pi apart
ORBITALS = range(-4, 5)
DEGREE = 24  # residuals of the lowest levels are then those of rounding


def zeros(condition: sp.Expr, unknown: sp.Symbol, *, grid: Reals, count: int, dtype: type = complex, **values: float) -> Reals:
    """The first ``count`` zeros of a real condition along an ascending grid, which must separate them; NaN where there are no more.

    The unknown is passed as a ``dtype``: complex, so that roots and Bessel functions may be imaginary on the way, or float.
    """
    kernel, given = _sampled(condition, unknown, values)

    def sample(z: Reals) -> Reals:
        return np.real(kernel(**{unknown.name: np.asarray(z, dtype=dtype)}, **given))

    found = [brentq(sample, *bracket, xtol=1e-15, rtol=1e-15) for bracket in _brackets(sample(grid), grid)[:count]]
    return np.concatenate([found, np.full(count - len(found), np.nan)])


def exact_zeros(condition: sp.Expr, unknown: sp.Symbol, *, grid: Reals, count: int, **values: float) -> Reals:
    """The same, the zeros from mpmath at thirty digits: for functions of real arguments, where that is quick."""
    kernel, given = _sampled(condition, unknown, values)
    evaluate = _evaluator(condition, (unknown, *sorted(condition.free_symbols - {unknown}, key=str)))
    found = np.full(count, np.nan)
    with mpmath.workdps(DIGITS):
        brackets = _brackets(np.real(kernel(**{unknown.name: grid}, **given)), grid)[:count]
        for index, (left, right) in enumerate(brackets):
            bracket = (mpmath.mpf(left), mpmath.mpf(right))
            found[index] = mpmath.findroot(lambda z: evaluate(z, *given.values()), bracket, solver="anderson", verify=False)
    return found


def _sampled(condition: sp.Expr, unknown: sp.Symbol, values: Mapping[str, float]) -> tuple[Kernel, dict[str, float]]:
    symbols = sorted(condition.free_symbols - {unknown}, key=str)
    return _kernel(condition, (unknown, *symbols)), {symbol.name: values[symbol.name] for symbol in symbols}


_kernel = cache(compile_kernel)


def _brackets(sampled: Reals, grid: Reals) -> list[tuple[float, float]]:
    left = np.flatnonzero(np.sign(sampled[:-1]) * np.sign(sampled[1:]) < 0)
    return [(float(grid[index]), float(grid[index + 1])) for index in left]


@cache
def _evaluator(condition: sp.Expr, arguments: tuple[sp.Symbol, ...]) -> Callable[..., mpmath.mpf]:
    return cast(Callable[..., mpmath.mpf], sp.lambdify(arguments, condition, [{"hyper": _hyper}, "mpmath"]))


def _hyper(upper: Sequence[mpmath.mpf], lower: Sequence[mpmath.mpf], z: mpmath.mpf) -> mpmath.mpf:
    return mpmath.hyper(upper, lower, z, zeroprec=8 * DIGITS)  # an exact zero is one


def electron_levels(formula: sp.MatrixBase, *, count: int, **values: float) -> Reals:
    """Energies of a formula [energy, condition on the wave number x_lm], nearest to the edge of the band first."""
    energy, condition = formula
    x = exact_zeros(condition, x_lm, grid=WAVE_NUMBERS, count=count, **values)
    symbols = sorted(energy.free_symbols - {x_lm}, key=str)
    return np.real(compile_kernel(energy, (x_lm, *symbols))(x_lm=x, **{symbol.name: values[symbol.name] for symbol in symbols}))


def edge_and_stiffness(system: System, layer: str = "SC") -> tuple[float, float]:
    """V and s of the band V + s laplacian near Gamma, from the hoppings: their sum, and their second moment along x."""
    onsite = system.onsite[layer][0, 0].real
    hops = [(hop.amplitude[0, 0].real, hop.displacement[0]) for hop in system.hoppings]
    return onsite + 2 * sum(t for t, _ in hops), sum(t * dx**2 for t, dx in hops)


def extrapolated(values: Sequence[float], *, order: int) -> tuple[float, float]:
    """Richardson: the limit of a series in powers of h^order, h halved from value to value; and the change by the first value."""
    limits = []
    for table in (np.array(values), np.array(values[1:])):
        for power in range(order, order * len(table), order):
            table = table[1:] + (table[1:] - table[:-1]) / (2**power - 1)
        limits.append(float(table[0]))
    return limits[0], abs(limits[0] - limits[1])


@dataclass(frozen=True, eq=False)
class DiscLevels:
    """Levels nearest the edge of the band, nearest first, and a bound of their errors: residual and rounding."""

    energies: Reals
    bound: float


@cache
def disc_levels(
    orbital: float, *, charge: int, R: float, flux: float, count: int, t_sc: float, mu: float, eps_sc: float
) -> DiscLevels:
    """One kind of carrier (charge +1: electrons, -1: holes) in a hard disc with a uniform field, by polynomials.

    The centrifugal term is (orbital - charge flux r^2 / 2 R^2)^2 / r^2; energy scales come from the hoppings.
    """
    edge, stiffness = (charge * value for value in edge_and_stiffness(swave_system(t_sc=t_sc, mu=mu, eps_sc=eps_sc, Delta=0.0)))

    def potential(r: Reals) -> Reals:
        return (edge + stiffness * (charge * orbital * flux / R**2 - (flux * r / (2 * R**2)) ** 2))[..., None, None]

    found = radial_levels(Channel((abs(orbital),), (stiffness,), potential, (R,)), degree=DEGREE)
    order = np.argsort(abs(found.energies - edge))[:count]
    return DiscLevels(found.energies[order], float(found.residuals[order].max()) + found.rounding)


def compared(formula: sp.MatrixBase, *, flux: float, radial: int, **parameters: float) -> Comparison:
    """Electron levels of a formula [energy, condition] for each angular momentum of ORBITALS, then holes, against ``disc_levels``.

    A hole sees the opposite field: its levels are minus those of an electron of the opposite angular momentum. The bound is that of
    the judge: residual and rounding.
    """
    electrons = [electron_levels(formula, count=radial, ell=orbital, n=flux, **parameters) for orbital in ORBITALS]
    judged = [disc_levels(orbital, charge=q, flux=flux, count=radial, **parameters) for q in (1, -1) for orbital in ORBITALS]
    numeric = np.array([found.energies for found in judged]).reshape(2, len(ORBITALS), radial)
    return Comparison(
        abscissa=np.array(ORBITALS),
        analytic=np.concatenate([np.array(electrons).T, -np.array(electrons[::-1]).T]),
        numeric=np.concatenate([carriers.T for carriers in numeric]),
        bound=max(found.bound for found in judged),
    )


def draw_disc(ax: Axes, comparison: Comparison, radial: int) -> None:
    """Levels against angular momentum: ``radial`` rows of electrons, then as many of holes."""
    for row, (formula, judge) in enumerate(zip(comparison.analytic, comparison.numeric, strict=True)):
        colour, name = (COLOURS[3], "holes") if row >= radial else (COLOURS[0], "electrons")
        label = f"formula, {name}" if row % radial == 0 else None
        ax.plot(comparison.abscissa, formula, "_", markersize=14, color=colour, label=label)
        circles(ax, comparison.abscissa, judge, colour=COLOURS[1], label="polynomials" if row == 0 else None)
    ax.set(xlabel="orbital angular momentum", ylabel=r"energy ($\lambda/a$)")
    ax.legend()
