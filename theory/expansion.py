"""k.p expansions of a Bloch Hamiltonian, and its Fourier components (hoppings)."""

from collections.abc import Mapping, Sequence

import sympy as sp
from sympy.functions.elementary.hyperbolic import HyperbolicFunction
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from theory.algebra import Matrix

Displacement = tuple[int, ...]


def kp_expansion(
    expression: sp.Expr | sp.MatrixBase, momenta: Sequence[sp.Symbol], *, about: Sequence[sp.Expr], order: int
) -> sp.Expr | Matrix:
    """Taylor polynomial in the momenta, measured from ``about``, through total degree ``order``.

    The returned expression uses the symbols ``momenta`` for the deviation q = k - about.

    >>> from theory.symbols.momentum import kx
    >>> kp_expansion(sp.sin(kx), (kx,), about=(sp.pi,), order=3)
    kx**3/6 - kx
    """
    if order < 0:
        raise ValueError(f"`order` must be at least 0, but is {order}.")
    if len(about) != len(momenta):
        raise ValueError(f"`about` must have a component for each of the {len(momenta)} momenta, but has {len(about)}.")
    if isinstance(expression, sp.MatrixBase):
        return Matrix(expression.applyfunc(lambda entry: kp_expansion(entry, momenta, about=about, order=order)))
    scale = sp.Dummy("scale")
    shifted = expression.subs({k: origin + scale * k for k, origin in zip(momenta, about, strict=True)}, simultaneous=True)
    polynomial = sp.S.Zero
    for power in range(order + 1):
        polynomial += shifted.subs(scale, 0) / sp.factorial(power)
        shifted = sp.diff(shifted, scale)
    return sp.expand(polynomial)


def hoppings(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> dict[Displacement, Matrix]:
    """Fourier components T_d of H(k) = sum_d T_d exp(-i k.d), keyed by the displacement d, in ascending order.

    T_d is the amplitude of c^dagger_{r+d} T_d c_r.

    Raises
    ------
    ValueError
        If the Hamiltonian is not a trigonometric polynomial of the momenta.
    """
    phases = [sp.Dummy(f"phase_{k.name}", nonzero=True) for k in momenta]
    to_phases = {k: sp.I * sp.log(z) for k, z in zip(momenta, phases, strict=True)}  # z = exp(-i k)
    components: dict[Displacement, sp.MutableDenseMatrix] = {}
    for row in range(hamiltonian.rows):
        for column in range(hamiltonian.cols):
            entry = sp.expand(_in_exponentials(hamiltonian[row, column], momenta).subs(to_phases, simultaneous=True))
            for term in sp.Add.make_args(entry) if entry != 0 else ():
                amplitude, powers = term.as_independent(*phases, as_Add=False)
                exponents = powers.as_powers_dict()
                if not all(base in phases and exponent.is_Integer for base, exponent in exponents.items() if base != 1):
                    names = ", ".join(k.name for k in momenta)
                    shown = hamiltonian[row, column]
                    raise ValueError(f"`hamiltonian` must be a trigonometric polynomial of {names}, but has {shown}.")
                displacement = tuple(int(exponents.get(z, 0)) for z in phases)
                block = components.setdefault(displacement, sp.zeros(*hamiltonian.shape))
                block[row, column] += amplitude
    zero = sp.zeros(*hamiltonian.shape)
    return {d: Matrix(components[d]) for d in sorted(components) if components[d] != zero}


def _in_exponentials(entry: sp.Expr, momenta: Sequence[sp.Symbol]) -> sp.Expr:
    """The functions of momenta as exponentials of momenta alone; sines and cosines of parameters stay what they are.

    >>> from theory.symbols.interface import mu
    >>> from theory.symbols.momentum import kx
    >>> _in_exponentials(sp.exp(sp.I * (kx + mu)), (kx,))
    (I*sin(mu) + cos(mu))*exp(I*kx)
    """
    parted = entry.xreplace({function: _parted(function, momenta) for function in _functions(entry, momenta)})
    return parted.xreplace({function: function.rewrite(sp.exp) for function in _functions(parted, momenta)})


def _functions(entry: sp.Expr, momenta: Sequence[sp.Symbol]) -> list[sp.Expr]:
    """Sines, exponentials and the like of momenta."""
    return [f for f in entry.atoms(TrigonometricFunction, HyperbolicFunction, sp.exp) if f.free_symbols & set(momenta)]


def _parted(function: sp.Expr, momenta: Sequence[sp.Symbol]) -> sp.Expr:
    """A function of a sum as functions of momenta times functions of parameters."""
    other, own = sp.expand(function.args[0]).as_independent(*momenta, as_Add=True)
    if other == 0:
        return function
    if isinstance(function, sp.exp):
        return sp.exp(own) * sp.exp(other).rewrite(sp.cos)
    parts = {sp.Dummy("own"): own, sp.Dummy("other"): other}
    return sp.expand_trig(function.func(sp.Add(*parts))).xreplace(parts)


def bloch_sum(components: Mapping[Displacement, sp.MatrixBase], momenta: Sequence[sp.Symbol]) -> Matrix:
    """H(k) = sum_d T_d exp(-i k.d), the inverse of :func:`hoppings`."""
    return Matrix(
        sum(
            (T * sp.exp(-sp.I * sum(k * step for k, step in zip(momenta, d, strict=True))) for d, T in components.items()),
            sp.zeros(*next(iter(components.values())).shape),
        )
    )


def monomials(hamiltonian: sp.MatrixBase, momenta: Sequence[sp.Symbol]) -> dict[tuple[int, ...], Matrix]:
    """Coefficients of the monomials of a polynomial H(k), keyed by the exponents of the momenta, in ascending order.

    >>> from theory.symbols.interface import M
    >>> from theory.symbols.momentum import kx, ky
    >>> monomials(Matrix([[M * kx * ky]]), (kx, ky))
    {(1, 1): Matrix([[M]])}
    """
    entries = [dict(sp.Poly(entry, *momenta).terms()) for entry in hamiltonian]
    powers = sorted({power for entry in entries for power, coefficient in entry.items() if coefficient != 0})
    return {power: Matrix(*hamiltonian.shape, [entry.get(power, 0) for entry in entries]) for power in powers}
