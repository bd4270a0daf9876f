"""Models by name, and the join of both halves: a symbolic model as a numerical Hamiltonian."""

import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from inspect import signature
from types import MappingProxyType
from typing import Annotated, Any, get_args, get_origin

import numpy as np
import sympy as sp

from numerics.checks import whole
from numerics.kernels import Kernel, compile_kernel
from numerics.printing.names import spelled
from numerics.systems.definition import Hopping, System
from numerics.zone.bands import Hamiltonian, with_parameters
from theory import models
from theory.algebra import Matrix
from theory.expansion import hoppings
from theory.model import BdGModel, worked_out
from theory.nambu import normal_part, pairing_part
from theory.proof import Step, is_proved


class _Models(Mapping[str, Callable[..., BdGModel]]):
    """The function that makes a model, by its name: that of its file in ``theory.models``, imported when it is asked for."""

    def __getitem__(self, name: str) -> Callable[..., BdGModel]:
        return _maker(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_names())

    def __len__(self) -> int:
        return len(_names())


@cache
def _names() -> tuple[str, ...]:
    return tuple(sorted(info.name for info in pkgutil.iter_modules(models.__path__)))


@cache
def _maker(name: str) -> Callable[..., BdGModel]:
    """Each model is made once a process: to make one takes longer than to search its zone."""
    if name not in _names():
        raise KeyError(name)
    make: Callable[..., BdGModel] = getattr(import_module(f"theory.models.{name}"), name)
    return cache(make)


MODELS: Mapping[str, Callable[..., BdGModel]] = _Models()


@dataclass(frozen=True)
class Structure:
    """What a model is made of besides numbers that go into its formulas: a count, a name; ``kind`` is int or str."""

    kind: type
    meaning: str
    default: Any


@cache
def structure(name: str) -> Mapping[str, Structure]:
    """The arguments, besides defaults, of the function that makes a model: ``layers: Annotated[int, "layers of SC"] = 2``.

    Raises
    ------
    TypeError
        If one of them is not described so, with a default.
    """
    found = {}
    for argument, parameter in signature(MODELS[name], eval_str=True).parameters.items():
        if parameter.kind is not parameter.VAR_KEYWORD:
            kind, meaning = get_args(parameter.annotation)[:2] if get_origin(parameter.annotation) is Annotated else (None, "")
            if kind not in (int, str) or parameter.default is parameter.empty:
                raise TypeError(f"`{argument}` of the model {name} must be Annotated[int or str, meaning], with a default.")
            found[argument] = Structure(kind, meaning, parameter.default)
    return MappingProxyType(found)


def split(name: str, given: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The structure of a model, its defaults where nothing is given, and what else is given: its parameters."""
    known = structure(name)
    shape = {argument: structural(given.get(argument, one.default), argument, one) for argument, one in known.items()}
    return shape, {argument: value for argument, value in given.items() if argument not in known}


def structural(value: Any, name: str, expected: Structure) -> int | str:
    """The value of an argument of the structure.

    Raises
    ------
    ValueError
        If it is not of its kind.
    """
    if expected.kind is int:
        return whole(value, name=name)
    if not isinstance(value, str):
        raise ValueError(f"`{name}` must be a text, but is {value!r}.")
    return value


def defaults(model: BdGModel, **given: float) -> dict[str, float]:
    """All parameters of the model as numbers; those not given take their defaults, which may follow the given ones.

    >>> import derivations as ti
    >>> ti.defaults(ti.swave(), t_sc=0.1)
    {'mu': 0.0, 'eps_sc': -0.4, 't_sc': 0.1, 'Delta': 1.5}

    Raises
    ------
    TypeError
        If a given name is not a parameter of the model, or its value is not a real number.
    ValueError
        If a value, given or following from given ones, is infinite or not a real number.
    """
    return {symbol.name: _finite(symbol.name, value) for symbol, value in _values(model, given).items()}


def _values(model: BdGModel, given: Mapping[str, float]) -> dict[sp.Symbol, sp.Expr]:
    """Every parameter as a number of SymPy: given ones as floats, exact ones from the defaults."""
    names = {symbol.name: symbol for symbol in model.parameters}
    meant = {name: spelled(name, names) for name in given}
    unknown = sorted(name for name, spelling in meant.items() if spelling is None)
    if unknown:
        raise TypeError(f"`{unknown[0]}` must be one of the parameters {', '.join(names)}.")
    return worked_out(model.parameters, {names[str(meant[name])]: _number(name, value) for name, value in given.items()})


def _number(name: str, value: float) -> sp.Float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise TypeError(f"`{name}` must be a real number, but is {value!r}.") from None
    except OverflowError:
        number = np.inf
    if not np.isfinite(number):
        raise ValueError(f"`{name}` must be a finite number, but is {number}.")
    return sp.Float(number, 17)


def _finite(name: str, value: sp.Expr) -> float:
    """A parameter as a float; defaults that follow others may have no value at theirs."""
    if not (value.is_real and value.is_finite):
        raise ValueError(f"`{name}` must be a finite real number, but follows from the others as {value}.")
    return float(value)


@cache
def kernel(model: BdGModel) -> Kernel:
    """The compiled Bloch Hamiltonian of a model; compiled once a process."""
    return compile_kernel(model.hamiltonian, model.arguments)


def hamiltonian(name: str, **given: Any) -> Hamiltonian:
    """H(kx=, ky=) of a model with given structure and parameters, defaults for the others.

    >>> H = hamiltonian("bilayer", t_c=0.8)
    >>> H(kx=[0.0, 0.1, 0.2], ky=0.0).shape
    (3, 8, 8)
    """
    shape, parameters = split(name, given)
    model = MODELS[name](**shape)
    return with_parameters(kernel(model), **defaults(model, **parameters))


def lattice_system(model: BdGModel, **parameters: float) -> System:
    """A symbolic model as a tight-binding system: its Fourier components, at given parameters, defaults for the others.

    Layers are numbered ("0", "1", ...) in the order of the model. This is the way from a user's own Hamiltonian to the lattice; the
    systems that judge the formulas are typed by hand in ``numerics.systems``.

    >>> import derivations as ti
    >>> system = ti.lattice_system(ti.surface(), Delta=0.25)
    >>> system.layers, len(system.hoppings), system.pairing["0"]
    (('0',), 4, (0.25+0j))

    Raises
    ------
    ValueError
        If the model has not two momenta, does not use the basis of ``theory.nambu``, or has a pairing that is not s-wave within the
        layers, one number a layer: the lattice, a square, knows no other.
    """
    if len(model.momenta) != 2:
        names = ", ".join(k.name for k in model.momenta)
        raise ValueError(f"`model` must have two momenta for a square lattice, but has {len(model.momenta)}: {names}.")
    values = _values(model, parameters)
    normal, local = normal_part(model), _swave_pairing(model)
    layers = tuple(str(layer) for layer in range(len(local)))
    onsite, bonds = {layer: np.zeros((2, 2), dtype=complex) for layer in layers}, []
    for displacement, amplitude in hoppings(normal, model.momenta).items():
        numbers = np.array(amplitude.subs(values).evalf(17).tolist(), dtype=complex)
        for to, start in np.ndindex(len(layers), len(layers)):
            block = numbers[2 * to : 2 * to + 2, 2 * start : 2 * start + 2]
            if displacement == (0, 0) and to == start:
                onsite[layers[to]] = (block + block.conj().T) / 2  # Hermitian, but for the rounding of each entry
            elif block.any() and (displacement > (0, 0) or (displacement == (0, 0) and to > start)):
                bonds.append(Hopping(layers[start], layers[to], (displacement[0], displacement[1]), block))
    pairing = {layer: complex(Delta_layer.subs(values)) for layer, Delta_layer in zip(layers, local, strict=True)}
    return System(layers=layers, onsite=onsite, hoppings=tuple(bonds), pairing=pairing)


def _swave_pairing(model: BdGModel) -> list[sp.Expr]:
    """Delta of every layer."""
    pairing = pairing_part(model)
    local = [pairing[2 * layer, 2 * layer] for layer in range(pairing.rows // 2)]
    is_local = is_proved(Step("D", pairing, Matrix(sp.diag(*(sp.eye(2) * Delta_layer for Delta_layer in local)))))
    if not is_local or any(k in Delta_layer.free_symbols for k in model.momenta for Delta_layer in local):
        raise ValueError("`model` must have s-wave pairing within its layers for a lattice, but its pairing is another.")
    return local
