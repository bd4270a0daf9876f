"""Models by name, the range of their parameters, and the join of both halves: a symbolic model as a numerical Hamiltonian."""

from collections.abc import Callable, Mapping
from functools import cache

import numpy as np
import sympy as sp

from numerics.bands import Hamiltonian, with_parameters
from numerics.kernels import Kernel, compile_kernel
from numerics.systems import Hopping, System
from theory.bilayer import bilayer
from theory.expansion import hoppings
from theory.model import BdGModel
from theory.nambu import normal_part, pairing_part
from theory.surface import surface
from theory.swave import swave
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
# Each made once a process: to make one takes longer than to search its zone.
MODELS: Mapping[str, Callable[[], BdGModel]] = {"bilayer": cache(bilayer), "surface": cache(surface), "swave": cache(swave)}


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


def lattice_system(model: BdGModel, **parameters: float) -> System:
    """A symbolic model as a tight-binding system: its Fourier components, at given parameters, defaults for the others.

    Layers are numbered ("0", "1", ...) in the order of the model. This is the way from a user's own Hamiltonian to the lattice; the
    systems that judge the formulas are typed by hand in ``numerics.systems``.

    Raises
    ------
    ValueError
        If the pairing is not s-wave within the layers, one number a layer: the lattice knows no other.
    """
    values = {
        symbol: sp.Float(value, 17) for symbol, value in zip(model.parameters, defaults(model, **parameters).values(), strict=True)
    }
    normal, pairing = normal_part(model), pairing_part(model)
    count = normal.rows // 2
    layers = tuple(str(layer) for layer in range(count))
    local = [pairing[2 * layer, 2 * layer] for layer in range(count)]
    if pairing != sp.diag(*(sp.eye(2) * Delta_layer for Delta_layer in local)) or pairing.free_symbols & set(model.momenta):
        raise ValueError("`model` must have s-wave pairing within its layers for a lattice, but its pairing is another.")
    onsite, bonds = {}, []
    for displacement, amplitude in hoppings(normal, model.momenta).items():
        numbers = np.array(amplitude.subs(values).evalf(17).tolist(), dtype=complex)
        for to, start in np.ndindex(count, count):
            block = numbers[2 * to : 2 * to + 2, 2 * start : 2 * start + 2]
            if not any(displacement) and to == start:
                onsite[layers[to]] = block
            elif block.any() and (displacement > (0,) * len(displacement) or (not any(displacement) and to > start)):
                bonds.append(Hopping(layers[start], layers[to], (displacement[0], displacement[1]), block))
    zero = np.zeros((2, 2), dtype=complex)
    return System(
        layers=layers,
        onsite={layer: onsite.get(layer, zero) for layer in layers},
        hoppings=tuple(bonds),
        pairing={layer: complex(Delta_layer.subs(values)) for layer, Delta_layer in zip(layers, local, strict=True)},
    )
