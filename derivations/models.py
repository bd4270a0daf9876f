"""Models by name, the range of their parameters, and the join of both halves: a symbolic model as a numerical Hamiltonian."""

from collections.abc import Callable, Mapping
from functools import cache

import sympy as sp

from numerics.bands import Hamiltonian, with_parameters
from numerics.kernels import Kernel, compile_kernel
from theory.bilayer import bilayer
from theory.model import BdGModel
from theory.symbols import Delta, M, eps_sc, eps_ti, lam, mu, t_c, t_sc

# All parameters of the bilayer, of either sign: the widest range in which a statement about it can be made.
BILAYER_DOMAIN: Mapping[sp.Symbol, tuple[float, float]] = {
    lam: (-1.5, 1.5),
    M: (-3.0, 3.0),
    mu: (-1.0, 1.0),
    eps_ti: (-1.0, 1.0),
    eps_sc: (-1.0, 1.0),
    t_sc: (-0.5, 0.5),
    Delta: (-2.0, 2.0),
    t_c: (-2.0, 2.0),
}
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
