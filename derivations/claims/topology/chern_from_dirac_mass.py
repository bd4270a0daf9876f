r"""Chern number of the single layer from the masses of its Dirac cones.

Statement
---------
With :math:`p = \sqrt{(\varepsilon_{TI} - \mu)^2 + \Delta^2}`

.. math::
    C = -\tfrac12\sum_K\chi_K\left[\mathrm{sgn}(M_K + p) + \mathrm{sgn}(M_K - p)\right]
    = \mathrm{sgn}(M)\left[2\,\theta(2|M| - p) - \theta(4|M| - p)\right]

with the chiralities :math:`\chi = (1, -1, -1, 1)` and the masses :math:`M_K = (0, 2M, 2M, 4M)` of the cones at Gamma, X, Y and M.
Each cone is doubled by its holes and split by the pairing into two Majorana cones with the masses :math:`M_K \pm p`; each gives
half an integer. A cone with :math:`|M_K| < p`, that of Gamma above all, gives nothing: its two halves cancel, as they do without
mass, where the pairing keeps time reversal. Hence C is sgn M at weak coupling, -sgn M for :math:`2|M| < p < 4|M|`, and 0 beyond.

Assumptions
-----------
1. M, Delta and lam not zero, any sign; p different from 2|M| and 4|M|, where the gap is closed.
2. Judged for 0.8 < |M| < 3.2 and mu and eps_ti between -0.5 and 0.5, and at the default parameters (M = 3,
   Delta = 0.5: weak coupling, C = 1).
3. Sign of C: as in ``chern_phase_diagram``, the phases of :math:`\langle u(k)|u(k')\rangle` counter-clockwise.

Symbols
-------
alpha: angle of (delta, Delta) (rad)
m: mass M_k (lambda/a)
p: sqrt(delta^2 + Delta^2) (lambda/a)
s: Dirac energy (lambda/a)
theta, varphi: polar angles of the direction (a, b, d) of the cone (rad)
zeta_x, zeta_y: cosines of the momentum K of the cone, +1 or -1

References
----------
arXiv:2507.23775, Sec. III.2 (states the Chern number of the weakly coupled phase); the other phases are derived here.
"""

from collections.abc import Iterator, Mapping
from functools import cache, partial

import numpy as np
import sympy as sp

from derivations.claims.bilayer.gap_closings import INVARIANT
from derivations.claims.shared import dirac_cone
from derivations.claims.shared.chern_phases import WIDE, Family, draw_numbers, numbered, transitions
from derivations.claims.single_layer import single_layer_spectrum
from derivations.claims.topology import chern_phase_diagram
from derivations.drawing import Axes
from numerics.compare import Comparison
from numerics.kernels import compile_kernel
from numerics.lattice.matrix import bloch_matrix
from numerics.systems.surface import surface_system
from numerics.zone.topology import chern_number
from theory.algebra import IDENTITY, PAULI_X, PAULI_Z, Matrix, commutator, det, kron
from theory.models.bilayer import mass, sc_band, ti_hamiltonian
from theory.models.surface import surface
from theory.proof import Step
from theory.symbols.interface import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc
from theory.symbols.momentum import kx, ky

SYSTEM = surface()
DOMAIN = {lam: (0.7, 1.5), M: (0.8, 3.2), mu: (-0.5, 0.5), eps_ti: (-0.5, 0.5)}
DEFAULTS = {symbol.name: float(SYSTEM.parameters[symbol]) for symbol in DOMAIN}
SIGNS = ((1, 1, 1), (-1, 1, -1), (1, -1, 1), (-1, -1, -1))  # of M, Delta, lam
p = sp.Symbol("p", positive=True)


def chirality(K: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """Whether the spin field turns with the momentum around K (+1) or against it (-1)."""
    return sp.cos(K[0]) * sp.cos(K[1])


def mass_at(K: tuple[sp.Expr, sp.Expr]) -> sp.Expr:
    """M_K."""
    return mass().subs({kx: K[0], ky: K[1]})


def sum_over_cones(pairing: Mapping[str, sp.Expr]) -> sp.Expr:
    """The Chern number for a value of p at each of the four momenta, two half-integers a cone."""
    halves = (
        chirality(K) * (sp.sign(mass_at(K) + pairing[name]) + sp.sign(mass_at(K) - pairing[name])) for name, K in INVARIANT.items()
    )
    return -sum(halves, sp.S.Zero) / 2


def steps() -> Iterator[Step]:
    """Turn the chemical potential away, split H into two Dirac Hamiltonians, count the cones down from strong pairing."""
    yield from deformation_steps()
    yield from splitting_steps()
    H = SYSTEM.hamiltonian.subs(eps_ti, mu).subs(Delta, p)
    strong = Matrix((H / p).applyfunc(lambda entry: sp.limit(entry, p, sp.oo)))
    yield Step("strong pairing: H / p does not depend on k, so C = 0", strong, kron(PAULI_X, IDENTITY))
    yield from dirac_cone.steps()
    plane = Matrix([-lam * sp.sin(ky), lam * sp.sin(kx)])  # of sigma_x and sigma_y in h_TI
    h = ti_hamiltonian()
    components = Matrix([(h[0, 1] + h[1, 0]) / 2, sp.I * (h[0, 1] - h[1, 0]) / 2])
    yield Step("the spin of the TI layer lies in the direction (-lam sin ky, lam sin kx)", components, plane)
    for name, K in INVARIANT.items():
        turning = det(plane.jacobian([kx, ky])).subs({kx: K[0], ky: K[1]})
        yield Step(f"which turns around {name} with the chirality chi", turning, lam**2 * chirality(K))
        here = {kx: K[0], ky: K[1]}
        yield Step("where its mass is M_K", Matrix(h.subs(here).subs(eps_ti, mu)), Matrix(mass_at(K) * PAULI_Z))
    masses = Matrix([mass_at(K) for K in INVARIANT.values()])
    yield Step("the masses at Gamma, X, Y and M", masses, Matrix([0, 2 * M, 2 * M, 4 * M]))
    total = sum(chirality(K) for K in INVARIANT.values())
    yield Step("strong pairing: all masses have the sign of gamma p, and the flux of the four cones cancels", total, sp.S.Zero)
    jumps = {sign: {name: -chirality(K) * sp.sign(mass_at(K) + sign * p) / 2 for name, K in INVARIANT.items()} for sign in (1, -1)}
    counted = sum((jump for cones in jumps.values() for jump in cones.values()), sp.S.Zero)
    size = sp.sqrt((eps_ti - mu) ** 2 + Delta**2)
    text = "-chi/2 sgn(mass) for each of the two cones at each K: it vanishes at strong pairing and jumps as the cones do"
    yield Step(text, result(), counted.subs(p, size))
    at_gamma = sum(cones["Gamma"] for cones in jumps.values())
    yield Step("Gamma, gapped by pairing alone, gives nothing", at_gamma, sp.S.Zero)


def deformation_steps() -> Iterator[Step]:
    """The gap stays open while delta and Delta turn into each other; true at every k, with a p of its own."""
    angle, s, m = sp.symbols("alpha s m", real=True)
    turned = {single_layer_spectrum.delta: p * sp.cos(angle), Delta: p * sp.sin(angle)}
    squares = single_layer_spectrum.product_of_squares().subs(turned).subs({single_layer_spectrum.m: m, single_layer_spectrum.s: s})
    text = "det H with delta = p cos(angle), Delta = p sin(angle): unless Delta = 0 it vanishes only where s = 0 and M_k^2 = p^2"
    yield Step(text, squares, (s**2 + m**2 - p**2) ** 2 + 4 * p**2 * sp.sin(angle) ** 2 * s**2)


def splitting_steps() -> Iterator[Step]:
    """So delta may be turned to zero at constant p; then tau_x sigma_z is conserved, at every k, with a p of its own."""
    H, G = SYSTEM.hamiltonian.subs(eps_ti, mu).subs(Delta, p), kron(PAULI_X, PAULI_Z)
    yield Step("delta = 0: H commutes with G = tau_x sigma_z", commutator(H, G), sp.zeros(4, 4))
    for gamma in (1, -1):
        basis = Matrix([[1, 0], [0, 1], [gamma, 0], [0, -gamma]])
        yield Step(f"these two states have G = {gamma}", Matrix(G * basis), Matrix(gamma * basis))
        shifted = Matrix(ti_hamiltonian().subs(eps_ti, mu) + gamma * p * PAULI_Z)
        yield Step("among them H is the TI layer with the mass M_k + gamma p", Matrix(H * basis), Matrix(basis * shifted))


def result() -> sp.Expr:
    """The Chern number."""
    size = sp.sqrt((eps_ti - mu) ** 2 + Delta**2)
    return sum_over_cones(dict.fromkeys(INVARIANT, size))


def limits() -> Iterator[Step]:
    """The three phases, and those of the bilayer at mu = eps_ti = 0."""
    x, y = sp.symbols("x y", positive=True)
    for sign in (1, -1):
        phases = {
            "weak coupling, p < 2|M|: sgn M": (x, (x + y) / 2, sp.S.One),
            "2|M| < p < 4|M|: -sgn M": (x + y, (2 * x + y) / 4, -sp.S.One),
            "strong pairing, p > 4|M|: none": (x + y, x / 4, sp.S.Zero),
        }
        for text, (size, modulus, number) in phases.items():
            values = {eps_ti: mu, Delta: size, M: sign * modulus}
            found = result().subs(values).replace(sp.sign, lambda argument: sp.sign(sp.expand(argument)))
            yield Step(text, found, sign * number)
    # The bilayer at zero energy is a single layer whose p is t_c^2/sqrt(W): see self_energy.
    for tunnelling in (sp.S.One, sp.Rational(17, 10), sp.Integer(3)):
        values = {t_c: tunnelling, M: 1, Delta: 1, eps_sc: 0, t_sc: sp.Rational(1, 10), mu: 0}
        bands = {name: sc_band().subs({kx: K[0], ky: K[1]}) for name, K in INVARIANT.items()}
        induced = {name: t_c**2 / sp.sqrt(band**2 + Delta**2) for name, band in bands.items()}
        found = sum_over_cones(induced).subs(values)
        yield Step("the bilayer, with t_c^2/sqrt(W) for p", found, chern_phase_diagram.result().subs(values))


def mutants() -> Iterator[sp.Expr]:
    """Cones forgotten or turned, masses and gaps wrong, signs."""
    C = result()
    size = sp.sqrt((eps_ti - mu) ** 2 + Delta**2)
    cone = {name: (sp.sign(mass_at(K) + size) + sp.sign(mass_at(K) - size)) / 2 for name, K in INVARIANT.items()}
    yield -C
    yield C - cone["X"]
    yield C + 2 * cone["M"]
    yield C - sp.sign(M) / 2  # Gamma counted as if it had the mass M
    yield C / 2  # the holes forgotten
    for symbol in (M, mu, eps_ti):
        yield C.subs(symbol, symbol * sp.Rational(101, 100))
    yield C.subs({eps_ti: 0, mu: 0})
    yield C.subs(mu, -mu)
    yield C * sp.sign(Delta)
    yield sum_over_cones(dict.fromkeys(INVARIANT, sp.Abs(eps_ti - mu) + sp.Abs(Delta)))


@cache
def _judged(**parameters: float) -> tuple[tuple[float, ...], ...]:
    """Rows (Delta, M, mu, eps_ti, Chern number) for the given parameters, for the default ones, and for the default pairing."""
    pairing = float(SYSTEM.parameters[Delta])
    number = chern_number(partial(bloch_matrix, _family(**DEFAULTS)(pairing)))
    weak = (pairing, DEFAULTS["M"], DEFAULTS["mu"], DEFAULTS["eps_ti"], number)
    return (*_rows(parameters), *_rows(DEFAULTS), weak)


def _rows(parameters: Mapping[str, float]) -> list[tuple[float, ...]]:
    """The middle of every phase and both sides, close by, of every transition.

    The transitions are located on the lattice, by the determinant of the spin-up half at X and M; the Chern number of a phase is
    computed in its middle.
    """
    closings = transitions(_family(**parameters), WIDE)
    ends = [0.5 * closings[0], *closings, 1.6 * closings[-1]]
    filling = (parameters["mu"], parameters["eps_ti"])
    rows: list[tuple[float, ...]] = []
    for signs in SIGNS:
        signed = {**parameters, "M": signs[0] * parameters["M"], "lam": signs[2] * parameters["lam"]}
        numbers = numbered(_family(sign=signs[1], **signed), ends)
        rows += [(signs[1] * pairing, signed["M"], *filling, number) for pairing, number in numbers]
    return rows


def _family(*, sign: float = 1.0, **fixed: float) -> Family:
    """The layer as a function of its pairing, of either sign."""
    return lambda pairing: surface_system(**fixed, Delta=sign * pairing)


def validate(formula: sp.Expr, **parameters: float) -> Comparison:
    """Compare with lattice Chern numbers on both sides of every transition, for all signs, at the drawn and the default parameters.

    Integers, so the bound is zero.
    """
    pairing, masses, potential, onsite, numbers = (np.array(column) for column in zip(*_judged(**parameters), strict=True))
    analytic = compile_kernel(formula, (M, mu, eps_ti, Delta))(M=masses, Delta=pairing, mu=potential, eps_ti=onsite)
    return Comparison(pairing, analytic, numbers, bound=0.0)


def draw(ax: Axes, comparison: Comparison) -> None:
    """The Chern number against Delta > 0 for either sign of M."""
    draw_numbers(ax, comparison, size=9)  # three phases of three points a choice of signs
    ax.set_xlabel(r"$\Delta$ ($\lambda/a$)")
