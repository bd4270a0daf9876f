"""A Bogoliubov-de Gennes model in momentum space: the object that travels from symbols to kernels."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import sympy as sp

from theory.algebra import Matrix


@dataclass(frozen=True, eq=False)
class BdGModel:
    """H = (1/2) sum_k Psi^dagger(k) hamiltonian(k) Psi(k).

    ``particle_hole`` is the unitary U of the antiunitary symmetry C = U K, so that U H(-k)^* U^dagger = -H(k).
    ``parameters`` maps each parameter to its exact default; a default may be an expression in other parameters.
    ``basis`` names the components of Psi in order. ``name`` is the name on the command line.
    """

    name: str
    hamiltonian: Matrix
    momenta: tuple[sp.Symbol, ...]
    parameters: Mapping[sp.Symbol, sp.Expr]
    particle_hole: Matrix
    basis: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        size = len(self.basis)
        for name in ("hamiltonian", "particle_hole"):
            shape = getattr(self, name).shape
            if shape != (size, size):
                raise ValueError(f"`{name}` must be {size} x {size} (the length of `basis`), but is {shape}.")
        unknown = self.hamiltonian.free_symbols - set(self.momenta) - set(self.parameters)
        if unknown:
            names = ", ".join(sorted(symbol.name for symbol in unknown))
            raise ValueError(f"`parameters` must contain every symbol of the Hamiltonian, but lacks {names}.")
        exact = {symbol: sp.sympify(value) for symbol, value in self.parameters.items()}
        object.__setattr__(self, "parameters", MappingProxyType(exact))

    @property
    def arguments(self) -> tuple[sp.Symbol, ...]:
        """Momenta, then parameters: the argument list of every kernel of the model."""
        return (*self.momenta, *self.parameters)


def charge_conjugate(model: BdGModel) -> Matrix:
    """C H(-k) C^-1 = U H(-k)^* U^dagger; equal to -H(k) when particle-hole symmetry holds."""
    reversed_momenta = model.hamiltonian.xreplace({k: -k for k in model.momenta})
    return Matrix(model.particle_hole * reversed_momenta.conjugate() * model.particle_hole.H)
