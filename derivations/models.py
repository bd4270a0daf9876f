"""Models by name, and the join of both halves: a symbolic model with its default parameters as a numerical Hamiltonian."""

from collections.abc import Callable, Mapping
from functools import cache

import sympy as sp

from numerics.bands import Hamiltonian, with_parameters
from numerics.kernels import Kernel, compile_kernel
from theory.bilayer import bilayer
from theory.model import BdGModel

MODELS: Mapping[str, Callable[[], BdGModel]] = {"bilayer": bilayer}


def defaults(model: BdGModel, **given: float) -> dict[str, float]:
    """All parameters of the model as numbers; those not given take their defaults, which may follow the given ones.

    Raises
    ------
    TypeError
        If a given name is not a parameter of the model.
    """
    names = {symbol.name: symbol for symbol in model.parameters}
    unknown = set(given) - set(names)
    if unknown:
        raise TypeError(f"`{sorted(unknown)[0]}` must be one of the parameters {', '.join(names)}.")
    values = {names[name]: sp.Float(value, 17) for name, value in given.items()}
    complete = {}
    for symbol, default in model.parameters.items():
        value = values.get(symbol, default)
        while value.free_symbols:
            value = value.subs({**model.parameters, **values})
        complete[symbol.name] = float(value)
    return complete


@cache
def kernel(name: str) -> Kernel:
    """The compiled Bloch Hamiltonian of a model; compiled once a process."""
    model = MODELS[name]()
    return compile_kernel(model.hamiltonian, model.arguments)


def hamiltonian(name: str, **parameters: float) -> Hamiltonian:
    """H(kx=, ky=) of a model at given parameters, defaults for the others."""
    return with_parameters(kernel(name), **defaults(MODELS[name](), **parameters))
