r"""Rotation: the angular momentum that a k.p model conserves with a vortex in it, and its radial equations.

Conventions
-----------
* Momenta become :math:`k \to -i\nabla - \tau_z a`, with the vector potential :math:`a = \tfrac n2 f(r)\,\hat\theta/r` of
  n flux quanta h/2e, of which the share f(r) lies within r (``flux_share``); the pairing is multiplied by :math:`e^{in\theta}`.
  Products of momenta are symmetrised.
* :math:`J = -i\partial_\theta + S - \tfrac n2\tau_z`, with a diagonal S such that
  :math:`(k_x\partial_{k_y} - k_y\partial_{k_x})H = -i[S, H]`; for a spin-orbit coupled layer :math:`S = \tfrac12\sigma_z`.
* A state of angular momentum j is :math:`\psi_a = e^{i l_a\theta}\chi_a(r)` with the orbital momentum
  :math:`l_a = j - S_a + \tfrac n2\tau_a`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations

import sympy as sp

from theory.algebra import Matrix
from theory.expansion import kp_expansion
from theory.model import BdGModel
from theory.nambu import charge
from theory.polar import polar_action, require_plane
from theory.symbols.polar import j, r
from theory.symbols.vortex import R, n

flux_share = sp.Function("f", real=True)(r)
INSIDE, OUTSIDE = r**2 / R**2, sp.S.One  # f(r) of a field that fills the disc r < R uniformly
Monomials = dict[tuple[int, int], sp.Expr]  # coefficients of k_+^p k_-^q, k_+- = kx +- i ky


@dataclass(frozen=True, eq=False)
class RadialChannel:
    """The Hamiltonian of one angular momentum j: (H chi)(r) = sum_d coefficients[d] (d/dr)^d chi.

    ``orbital`` holds the orbital momenta l_a of the components; all entries are expressions in r, j, n, R and f(r).
    """

    orbital: tuple[sp.Expr, ...]
    coefficients: tuple[Matrix, ...]

    def applied(self, chi: Sequence[sp.Expr]) -> Matrix:
        """H chi for given radial functions, a column."""
        column = sp.Matrix(chi)
        return Matrix(sum((C * column.diff(r, d) for d, C in enumerate(self.coefficients)), sp.zeros(column.rows, 1)))

    def inside(self) -> "RadialChannel":
        """The same with the field of the disc, r < R."""
        return self._with(INSIDE)

    def outside(self) -> "RadialChannel":
        """The same beyond the disc, where there is no field."""
        return self._with(OUTSIDE)

    def _with(self, share: sp.Expr) -> "RadialChannel":
        return replace(self, coefficients=tuple(Matrix(C.subs(flux_share, share).doit().expand()) for C in self.coefficients))


def kp_model(model: BdGModel, *, order: int) -> BdGModel:
    """The k.p model of a lattice model at Gamma, through the given order in the momenta.

    >>> import derivations as ti
    >>> ti.kp_model(ti.surface(), order=1).hamiltonian[0, 1]
    -I*kx*lam - ky*lam
    """
    expanded = kp_expansion(model.hamiltonian, model.momenta, about=(sp.S.Zero,) * len(model.momenta), order=order)
    return replace(model, name=f"{model.name} near Gamma", hamiltonian=Matrix(expanded))


def spin_parts(model: BdGModel) -> tuple[sp.Expr, ...]:
    """The diagonal S of a k.p model, one number a component; what the model leaves free (conserved spin) is zero.

    Raises
    ------
    ValueError
        If the model is not symmetric under all rotations; the message names the entry that breaks the symmetry.
    """
    size = len(model.basis)
    S = sp.symbols(f"S:{size}", real=True)
    equations = [S[b] - S[a] - m for a, b, m in _windings(model)]
    U = model.particle_hole  # C J C^-1 = -J: no angular momentum is preferred
    equations += [S[a] + S[b] for a in range(size) for b in range(size) if U[a, b] != 0]
    solutions = sp.linsolve(equations, *S)
    if not solutions:
        raise ValueError(
            "`model` must be symmetric under all rotations, but its entries wind by angular momenta that no S matches."
        )
    (solution,) = solutions
    return tuple(entry.subs(dict.fromkeys(S, 0)) for entry in solution)


def orbital_momenta(model: BdGModel) -> tuple[sp.Expr, ...]:
    """l_a = j - S_a + n tau_a / 2 of every component, with a vortex of n flux quanta h/2e.

    Raises
    ------
    ValueError
        As :func:`spin_parts`, or if the model does not use the basis of ``theory.nambu``.
    """
    signs = charge(model).diagonal()
    return tuple(j - S + n * sign / 2 for S, sign in zip(spin_parts(model), signs, strict=True))


def radial_channel(model: BdGModel) -> RadialChannel:
    """The Hamiltonian of angular momentum j of a k.p model with a vortex; pairing that depends on momentum is not offered.

    Raises
    ------
    ValueError
        If the model is not symmetric under all rotations or its pairing depends on the momenta.
    """
    orbital, signs = orbital_momenta(model), list(charge(model).diagonal())
    entries = {(a, b): terms for a, b, terms in _chiral_entries(model)}
    order = max((p + q for terms in entries.values() for p, q in terms), default=0)
    coefficients = [sp.zeros(len(orbital), len(orbital)) for _ in range(order + 1)]
    for (a, b), terms in entries.items():
        if signs[a] != signs[b] and set(terms) != {(0, 0)}:
            raise ValueError(f"`model` must have a pairing that does not depend on the momenta, but entry ({a}, {b}) does.")
        for (p, q), coefficient in terms.items():
            for d, value in enumerate(_symmetrised(p, q, orbital[b], signs[b])):
                coefficients[d][a, b] += coefficient * value
    return RadialChannel(orbital, tuple(Matrix(C.applyfunc(sp.expand)) for C in coefficients))


def acting(model: BdGModel, psi: Sequence[sp.Expr]) -> Matrix:
    """H psi of a k.p model with a vortex, for functions psi of r and theta: Cartesian momenta, term by term.

    The long way round: it assumes no symmetry, and so proves what :func:`radial_channel` says.
    """
    a_theta = n * flux_share / (2 * r)
    acted = polar_action(model.hamiltonian, model.momenta, psi, charge=charge(model), a_theta=a_theta, winding=n)
    return Matrix(acted.applyfunc(sp.expand))


def _chiral_entries(model: BdGModel) -> Iterator[tuple[int, int, Monomials]]:
    """Every nonzero entry as a polynomial in k_+ and k_-."""
    kx, ky = require_plane(model.momenta)
    plus, minus = sp.symbols("k_plus k_minus")
    chiral = {kx: (plus + minus) / 2, ky: (plus - minus) / (2 * sp.I)}
    for a in range(len(model.basis)):
        for b in range(len(model.basis)):
            entry = sp.expand(model.hamiltonian[a, b].subs(chiral, simultaneous=True))
            if entry != 0:
                if not entry.is_polynomial(plus, minus):
                    raise ValueError(f"`model` must be a polynomial of its momenta (see `kp_model`), but entry ({a}, {b}) is not.")
                yield a, b, dict(sp.Poly(entry, plus, minus).terms())


def _windings(model: BdGModel) -> Iterator[tuple[int, int, int]]:
    """(a, b, m): the entry (a, b) turns as exp(i m theta) with the direction of k."""
    for a, b, terms in _chiral_entries(model):
        found = {p - q for p, q in terms}
        if len(found) > 1:
            numbers = ", ".join(str(m) for m in sorted(found))
            raise ValueError(
                f"`model` must be symmetric under all rotations, but entry ({a}, {b}) contains the angular momenta {numbers}."
            )
        yield a, b, found.pop()


@cache
def _symmetrised(p: int, q: int, orbital: sp.Expr, sign: int) -> tuple[sp.Expr, ...]:
    """Coefficients of chi, chi', ... in the symmetrised k_+^p k_-^q acting on exp(i orbital theta) chi(r)."""
    words = set(permutations((1,) * p + (-1,) * q))
    total = [sp.S.Zero] * (p + q + 1)
    for word in words:
        terms, momentum = [sp.S.One], orbital
        for step in reversed(word):  # the rightmost momentum acts first
            terms, momentum = _raised(terms, momentum, sign, step), momentum + step
        total = [old + new for old, new in zip(total, terms, strict=True)]
    return tuple(sp.expand(value / len(words)) for value in total)


def _raised(terms: list[sp.Expr], orbital: sp.Expr, sign: int, step: int) -> list[sp.Expr]:
    """k_+- e^(il theta) g = -i e^(i(l +- 1) theta) (g' -+ (l - sign n f / 2) g / r), for g = sum_d terms[d] chi^(d)."""
    turning = step * (orbital - sign * n * flux_share / 2) / r
    raised = [sp.S.Zero] * (len(terms) + 1)
    for d, term in enumerate(terms):
        raised[d] += -sp.I * (sp.diff(term, r) - turning * term)
        raised[d + 1] += -sp.I * term
    return raised
