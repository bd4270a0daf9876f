"""A Bogoliubov-de Gennes model in momentum space: the object that travels from symbols to kernels."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from graphlib import CycleError, TopologicalSorter
from math import isfinite
from types import MappingProxyType

import sympy as sp

from theory.algebra import Matrix, dagger
from theory.antidot import Antidot
from theory.proof import Step, require, require_exact
from theory.symbols.quantity import latex


@dataclass(frozen=True, eq=False)
class BdGModel:
    """H = (1/2) sum_k Psi^dagger(k) hamiltonian(k) Psi(k).

    ``particle_hole`` is the unitary U of the antiunitary symmetry C = U K, so that U H(-k)^* U^dagger = -H(k).
    ``parameters`` maps each parameter to its exact default; a default may be an expression in other parameters.
    ``basis`` names the components of Psi in order. ``name`` is the name on the command line. ``antidot`` says what an antidot of
    the model is; without it there is no radial problem.

    Raises
    ------
    ValueError
        If a matrix has not the size of the basis, a symbol is not real, unknown or has the name of another one, a number is not
        exact, a default cannot be worked out, the antidot has a symbol or component that the model has not, or SymPy does not prove
        that H is Hermitian, U unitary, and C a symmetry.
    """

    name: str
    hamiltonian: Matrix
    momenta: tuple[sp.Symbol, ...]
    parameters: Mapping[sp.Symbol, sp.Expr]
    particle_hole: Matrix
    basis: tuple[str, ...] = field(default=())
    antidot: Antidot | None = None

    def __post_init__(self) -> None:
        parameters = {symbol: _default(symbol, value) for symbol, value in self.parameters.items()}
        object.__setattr__(self, "parameters", MappingProxyType(parameters))
        self._require_sizes()
        self._require_symbols()
        self._require_antidot()
        for symbol, value in worked_out(parameters, {}).items():
            if not value.is_real:
                raise ValueError(f"`parameters[{symbol}]` must be a real number, but is {value}.")
        require(Step("H", self.hamiltonian, dagger(self.hamiltonian)), "`hamiltonian` must be Hermitian for real symbols")
        U = self.particle_hole
        require(Step("U", Matrix(U * dagger(U)), sp.eye(U.rows)), "`particle_hole` must be unitary")
        require(Step("C", charge_conjugate(self), -self.hamiltonian), "`hamiltonian` must be particle-hole symmetric")

    def _require_sizes(self) -> None:
        size = len(self.basis)
        for name in ("hamiltonian", "particle_hole"):
            shape = getattr(self, name).shape
            if shape != (size, size):
                raise ValueError(f"`{name}` must be {size} x {size} (the length of `basis`), but is {shape}.")
            require_exact(name, getattr(self, name))
        if len(set(self.basis)) < size:
            raise ValueError(f"`basis` must name each component once, but is {', '.join(self.basis)}.")

    def _require_symbols(self) -> None:
        names = [symbol.name for symbol in self.arguments]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"`momenta` and `parameters` must have names of their own, but two are called {', '.join(twice)}.")
        require_real(self.arguments)
        unknown = self.hamiltonian.free_symbols - set(self.arguments)
        if unknown:
            names = sorted(symbol.name for symbol in unknown)
            alike = (
                " (of the same name, but another symbol: other assumptions or another meaning)"
                if set(names) & {s.name for s in self.arguments}
                else ""
            )
            raise ValueError(f"`parameters` must contain every symbol of the Hamiltonian, but lacks {', '.join(names)}{alike}.")

    def _require_antidot(self) -> None:
        if self.antidot is None:
            return
        strange = sorted(symbol.name for symbol in self.antidot.symbols - set(self.parameters))
        strange += [component for component in self.antidot.missing if component not in self.basis]
        if strange:
            raise ValueError(f"`antidot` must speak of parameters and components of the model, but speaks of {', '.join(strange)}.")

    @property
    def arguments(self) -> tuple[sp.Symbol, ...]:
        """Momenta, then parameters: the argument list of every kernel of the model."""
        return (*self.momenta, *self.parameters)

    def _repr_latex_(self) -> str:
        """For notebooks: the Hamiltonian with its basis."""
        momenta = ", ".join(map(latex, self.momenta))
        basis = r",\ ".join(rf"\text{{{component}}}" for component in self.basis)
        return rf"$\displaystyle H({momenta}) = {latex(self.hamiltonian)},\quad \Psi = ({basis})^T$"


def charge_conjugate(model: BdGModel) -> Matrix:
    """C H(-k) C^-1 = U H(-k)^* U^dagger; equal to -H(k) when particle-hole symmetry holds."""
    reversed_momenta = model.hamiltonian.xreplace({k: -k for k in model.momenta})
    return Matrix(model.particle_hole * reversed_momenta.conjugate() * model.particle_hole.H)


def worked_out(parameters: Mapping[sp.Symbol, sp.Expr], given: Mapping[sp.Symbol, sp.Expr]) -> dict[sp.Symbol, sp.Expr]:
    """Every parameter with its given value or, where there is none, its default, freed of other parameters.

    Raises
    ------
    ValueError
        If a default names a symbol that is no parameter, or the defaults that are left go in a circle.
    """
    values = {**parameters, **given}
    unknown = sorted(s.name for s in {s for value in values.values() for s in value.free_symbols} - set(parameters))
    if unknown:
        raise ValueError(f"`parameters` must have defaults made of parameters alone, but one has {', '.join(unknown)}.")
    try:
        order = list(TopologicalSorter({symbol: value.free_symbols for symbol, value in values.items()}).static_order())
    except CycleError as error:
        circle = " -> ".join(symbol.name for symbol in error.args[1])
        raise ValueError(f"`parameters` must have defaults that do not go in a circle, but have {circle}.") from error
    found: dict[sp.Symbol, sp.Expr] = {}
    for symbol in order:
        found[symbol] = values[symbol].subs(found) if values[symbol].free_symbols else values[symbol]
    return {symbol: found[symbol] for symbol in parameters}


def changed(parameters: Mapping[sp.Symbol, sp.Expr], given: Mapping[str, object]) -> dict[sp.Symbol, sp.Expr]:
    """The parameters with other defaults, given by name; a float stands for the decimal number that it is printed as.

    Raises
    ------
    TypeError
        If there is no parameter of a name.
    ValueError
        If a value is no number and no expression, or not finite.

    >>> x = sp.Symbol("x", real=True)
    >>> changed({x: sp.Integer(1)}, {"x": 1.2})
    {x: 6/5}
    """
    names = {symbol.name: symbol for symbol in parameters}
    for name in given:
        if name not in names:
            alike = get_close_matches(name, names)
            raise TypeError(f"`{name}` must be one of the parameters {', '.join(names)}, but is not{_meant(alike)}")
    return {**parameters, **{names[name]: _default(names[name], _decimal(value)) for name, value in given.items()}}


def _meant(alike: Sequence[str]) -> str:
    return f": did you mean {' or '.join(alike)}?" if alike else "."


def _decimal(value: object) -> object:
    """A float as the exact number that its shortest decimal form is."""
    return sp.Rational(repr(float(value))) if isinstance(value, float) and isfinite(value) else value


def require_real(symbols: Iterable[sp.Symbol]) -> None:
    """Refuse momenta and parameters that may be complex: their conjugates would be other symbols.

    Raises
    ------
    ValueError
        If there is one.
    """
    unreal = ", ".join(sorted(symbol.name for symbol in symbols if not symbol.is_real))
    if unreal:
        raise ValueError(
            f"`momenta` and `parameters` must be real symbols (sp.Symbol(name, real=True)), but {unreal} may be complex."
        )


def _default(symbol: sp.Symbol, value: object) -> sp.Expr:
    try:
        default = sp.sympify(value, strict=True)
    except sp.SympifyError:
        default = None
    if not isinstance(default, sp.Expr):
        raise ValueError(f"`parameters[{symbol}]` must be a number or an expression, but is {value!r}.")
    require_exact(f"parameters[{symbol}]", default)
    return default
