r"""Majorana condition of the vortex zero mode, and the phases of its components.

Statement
---------
The zero mode of a vortex with :math:`n = \pm1`, chosen as its own particle-hole conjugate (:math:`\gamma = \gamma^\dagger`),
has real envelopes and the phases

.. math::
    n = 1:&\quad (u_\uparrow, u_\downarrow) \propto e^{i\alpha}(1,\ e^{i\theta}), \qquad
    n = -1:\quad (u_\uparrow, u_\downarrow) \propto e^{i\alpha}(-e^{-i\theta},\ 1) \\
    v_\uparrow &= u_\downarrow^*, \qquad v_\downarrow = -u_\uparrow^*, \qquad
    \alpha = \tfrac\pi2 \text{ if } \lambda\Delta > 0, \quad 0 \text{ if } \lambda\Delta < 0

in each layer; here v are the third and fourth component of the Nambu spinor. Up to one sign nothing is left to choose.

Assumptions
-----------
1. A single zero mode far from the edge, :math:`j = 0`. In the continuum for every angle; on the lattice exactly on the eight
   mirror lines of the square (axes and diagonals), for all parameters, since only symmetries are used.
2. The sign of :math:`\lambda\Delta` decides between the two possible values of :math:`\alpha`; being discrete, it stays while the
   mode is isolated, and it is taken from the closed form of ``jackiw_rossi``.

Symbols
-------
beta: vector potential over the distance
x, y: position from the centre of the vortex (a)

References
----------
arXiv:2507.23775, Sec. III.3 (form of the Majorana operators; the phases are read off there from numerical wave functions).
"""

from collections.abc import Iterator
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from derivations.claims.majorana import jackiw_rossi
from derivations.drawing import COLOURS, Axes, circles
from numerics.compare import Comparison, roundoff
from numerics.kernels import compile_kernel
from numerics.lattice.shapes import positions
from numerics.systems.bilayer import bilayer_system
from numerics.waves.vortex import vortex_states
from theory.algebra import IDENTITY, LOWER, UPPER, Matrix, kron
from theory.models.bilayer import bilayer
from theory.nambu import charge
from theory.polar import wound
from theory.proof import Step
from theory.symbols.interface import Delta, M, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx
from theory.symbols.polar import theta
from theory.symbols.vortex import n

SYSTEM = bilayer()
DOMAIN = {lam: (0.8, 1.5), M: (1.5, 3.0), mu: (-0.2, 0.2), Delta: (1.1, 1.6), t_c: (1.0, 1.5), t_sc: (0.0, 0.15)}
SIDE, RADIUS = 21, 2.2
# n, signs of Delta, M and lam. Smaller |lam| would need larger squares: there the mode of the edge reaches that of the vortex.
CASES = tuple((flux, d, m, lam) for (flux, d, m), lam in zip(product((1, -1), repeat=3), (1, -1, -1, 1, -1, 1, 1, -1), strict=True))
SMALL = 1e-3  # components below this fraction of the largest have no phase worth comparing
Complex = NDArray[Any]


def steps() -> Iterator[Step]:
    """An antiunitary mirror; it commutes with particle-hole conjugation, so that the mode is even or odd; the rotation."""
    H = SYSTEM.hamiltonian
    text = "complex conjugation and y -> -y together map (kx, ky) to (-kx, ky): H^* is H there"
    yield Step(text, Matrix(H.conjugate()), Matrix(H.subs(kx, -kx)))
    pairing = wound(Matrix(Delta * SYSTEM.hamiltonian.diff(Delta)), charge(SYSTEM), n)
    yield Step("the winding pairing keeps this symmetry", Matrix(pairing.conjugate().subs(theta, -theta)), pairing)
    x, y, share = sp.symbols("x y beta", real=True)  # share = a_theta/r, a function of x^2 + y^2
    a = Matrix([-y * share, x * share])
    yield Step(
        "so does the field: the mirror turns :math:`a` to -a, conjugation turns it back", Matrix(sp.diag(1, -1) * a.subs(y, -y)), -a
    )
    C = SYSTEM.particle_hole
    yield Step("it commutes with C = tau_y sigma_y K, whose matrix is real", Matrix(C.conjugate()), C)
    local = Matrix(C[:4, :4])
    for flux, sign_lam, sign_Delta in ((1, 1, 1), (1, -1, 1), (-1, -1, -1), (-1, 1, -1)):
        psi = result().subs(
            {n: flux, lam: sign_lam * sp.Symbol("v", positive=True), Delta: sign_Delta * sp.Symbol("D", positive=True)}
        )
        signs = f"n = {flux:+d}, lam Delta {'>' if sign_lam == sign_Delta else '<'} 0"
        yield Step(f"{signs}: C psi = psi", Matrix(local * psi.conjugate()), psi)
        parity = -sign_lam * sign_Delta
        yield Step(f"{signs}: the mode is even or odd under the mirror", Matrix(psi.conjugate().subs(theta, -theta)), parity * psi)
        turn = kron(_turn(flux), _turn(-1))
        turned = Matrix(turn * psi.subs(theta, theta - sp.pi / 2))
        text = f"{signs}: and has j = 0, so that what holds on one line holds on the others"
        yield Step(text, Matrix(turned.applyfunc(sp.expand)), Matrix(psi.applyfunc(sp.expand)))


def _turn(sign: int) -> Matrix:
    phase = sp.exp(sign * sp.I * sp.pi / 4)
    return Matrix(phase * UPPER + LOWER / phase)


def result() -> Matrix:
    """The phases of (u_up, u_dn, v_up, v_dn), a column of length 4: ``jackiw_rossi`` with its real functions replaced by one."""
    return Matrix(jackiw_rossi.spinor(sp.S.One, sp.S.One).subs(jackiw_rossi.area(), 0))


def limits() -> Iterator[Step]:
    """The two phases; only the product of the signs counts."""
    plus, minus = sp.symbols("plus minus", positive=True), sp.symbols("a b", positive=True)
    both = result().subs({n: 1, lam: plus[0], Delta: plus[1]})
    yield Step("lam Delta > 0: u_up is imaginary", both[0], sp.I)
    one = result().subs({n: 1, lam: minus[0], Delta: -minus[1]})
    yield Step("lam Delta < 0: u_up is real", one[0], sp.S.One)
    yield Step("Delta -> -Delta is a gauge transformation: i on electrons, -i on holes", both, Matrix(_gauge() * one))


def _gauge() -> Matrix:
    return kron(Matrix(sp.I * UPPER - sp.I * LOWER), IDENTITY)


def mutants() -> Iterator[Matrix]:
    """The other phase, the other sense of rotation, the holes without conjugation or with the wrong sign."""
    psi = result()
    yield Matrix(_gauge() * psi)
    yield psi.subs(theta, -theta)
    yield Matrix([psi[0], psi[1], psi[2], -psi[3]])
    yield Matrix([psi[0], psi[1], -psi[2], -psi[3]])
    yield Matrix([psi[0], psi[1], psi[3], psi[2]])
    yield psi.subs(n, -n)


def validate(formula: Matrix, **parameters: float) -> Comparison:
    """Compare with the vortex mode of the lattice on axes and diagonals, in both layers: n = 1, -1, both signs of Delta, M and lam.

    Compared are the squares of the phases of the electron components (the overall sign is free), and the products of hole and
    electron components. The bound is the rounding of an eigenvector, norm of H over distance of the next level, divided by the
    smallest component compared. The abscissa is the angle, plus 2 pi from case to case.
    """
    phases = compile_kernel(formula, (theta, lam, Delta, n))
    angle, analytic, numeric, bound = [], [], [], 0.0
    for case, (flux, sign_Delta, sign_M, sign_lam) in enumerate(CASES):
        signs = {"Delta": sign_Delta, "M": sign_M, "lam": sign_lam}
        given = {name: value * signs.get(name, 1) for name, value in parameters.items()}
        theta_, spinors, error = _mode(flux, **given)
        ideal = phases(theta=theta_, lam=given["lam"], Delta=given["Delta"], n=flux)[..., 0]
        angle.append(theta_ + 2 * np.pi * case)
        analytic.append(_invariants(ideal))
        numeric.append(_invariants(spinors / abs(spinors)))
        bound = max(bound, error)
    order = np.argsort(np.concatenate(angle), kind="stable")
    return Comparison(
        abscissa=np.concatenate(angle)[order],
        analytic=np.concatenate(analytic, axis=1)[:, order],
        numeric=np.concatenate(numeric, axis=1)[:, order],
        bound=bound,
    )


def _invariants(phases: Complex) -> Complex:
    """Squares of the electron phases, products of hole and electron phases; shape (4, sites)."""
    u_up, u_dn, v_up, v_dn = np.moveaxis(phases, -1, 0)
    return np.array([u_up**2, u_dn**2, v_up * u_dn, v_dn * u_up])


@cache
def _mode(
    flux: int, *, lam: float, M: float, mu: float, Delta: float, t_c: float, t_sc: float
) -> tuple[NDArray[np.float64], Complex, float]:
    """Angle and spinor (sites, 4) of the vortex mode on the mirror lines of both layers, and the error of the phases."""
    system = bilayer_system(lam=lam, M=M, mu=mu, eps_ti=0.0, eps_sc=-4 * t_sc, t_sc=t_sc, Delta=Delta, t_c=t_c)
    found = vortex_states(system, L=SIDE, R=RADIUS, n=flux, states=4)
    if found.majorana is None:
        raise ArithmeticError("the zero modes of edge and vortex must be apart, but they are not.")
    x, y = positions(SIDE)
    on_line = ((x == 0) | (y == 0) | (abs(x) == abs(y))) & (np.hypot(x, y) > 0)
    masks = found.lattice.occupied.values()
    layers = np.split(found.majorana[:, 1].reshape(-1, 4), np.cumsum([mask.sum() for mask in masks])[:-1])
    angles, spinors, smallest = [], [], np.inf
    for mask, mode in zip(masks, layers, strict=True):
        chosen = on_line[mask] & (abs(mode).min(axis=-1) > SMALL * abs(mode).max())
        angles.append(np.arctan2(y, x)[mask][chosen])
        spinors.append(mode[chosen])
        smallest = min(smallest, abs(mode[chosen]).min())
    norm = 8 * (abs(M) + abs(Delta) + abs(t_c) + abs(lam) + 1)
    error = roundoff(scale=norm / found.states.energies[-1] / smallest, size=16) + found.states.residual / smallest
    return np.concatenate(angles), np.concatenate(spinors), error


def draw(ax: Axes, comparison: Comparison) -> None:
    """Phases of both electron components against the angle, in the first case: n = 1, Delta > 0."""
    first = comparison.abscissa <= np.pi
    for row, name in enumerate((r"$u_\uparrow$", r"$u_\downarrow$")):
        # Of the squares: modulo pi, from just below zero.
        line, points = (
            np.mod(np.angle(values[row, first]) / 2 + 0.1, np.pi) - 0.1 for values in (comparison.analytic, comparison.numeric)
        )
        ax.plot(comparison.abscissa[first], line, "+", color=COLOURS[row], markersize=9, label=f"formula, {name}")
        label = "vortex mode of the lattice" if row else None
        circles(ax, comparison.abscissa[first], points, colour=COLOURS[row], label=label)
    ax.set(xlabel=r"angle $\theta$ (rad)", ylabel="phase modulo pi (rad), n = 1")
    ax.legend()
