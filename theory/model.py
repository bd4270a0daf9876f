"""A Bogoliubov-de Gennes model in momentum space: the object that travels from symbols to kernels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from types import MappingProxyType

import sympy as sp

from theory.algebra import Matrix, dagger
from theory.proof import Step, require, require_exact


@dataclass(frozen=True, eq=False)
class BdGModel:
    """H = (1/2) sum_k Psi^dagger(k) hamiltonian(k) Psi(k).

    ``particle_hole`` is the unitary U of the antiunitary symmetry C = U K, so that U H(-k)^* U^dagger = -H(k).
    ``parameters`` maps each parameter to its exact default; a default may be an expression in other parameters.
    ``basis`` names the components of Psi in order. ``name`` is the name on the command line.

    Raises
    ------
    ValueError
        If a matrix has not the size of the basis, a symbol is not real, unknown or has the name of another one, a number is not
        exact, a default cannot be worked out, or SymPy does not prove that H is Hermitian, U unitary, and C a symmetry.
    """

    name: str
    hamiltonian: Matrix
    momenta: tuple[sp.Symbol, ...]
    parameters: Mapping[sp.Symbol, sp.Expr]
    particle_hole: Matrix
    basis: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        parameters = {symbol: _default(symbol, value) for symbol, value in self.parameters.items()}
        object.__setattr__(self, "parameters", MappingProxyType(parameters))
        self._require_sizes()
        self._require_symbols()
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

    @property
    def arguments(self) -> tuple[sp.Symbol, ...]:
        """Momenta, then parameters: the argument list of every kernel of the model."""
        return (*self.momenta, *self.parameters)


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
