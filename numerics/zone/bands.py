"""Batched spectra of Bloch Hamiltonians, and what their states say of spin."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from numerics.checks import whole
from numerics.solvers.hermitian import levels

Hamiltonian = Callable[..., NDArray[np.complex128]]
CHUNK = 4096  # matrices made at a time, for the sake of cache and memory
PROBES, SEED = 3, 20250803
NORMALISED = 1e-10  # how far the norm of a state may be from one
PERIOD = 1e-9  # of the largest entry: a difference of the matrices at equivalent momenta that is no rounding


def zone_mesh(mesh: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Momenta kx (mesh, 1) and ky (1, mesh), 2 pi periodic; the invariant momenta 0 and pi belong to an even mesh."""
    mesh = whole(mesh, name="mesh", least=1)
    line = 2 * np.pi * np.arange(mesh) / mesh - np.pi
    return line[:, None], line[None, :]


def spectrum(hamiltonian: Hamiltonian, *, kx: ArrayLike, ky: ArrayLike) -> NDArray[np.float64]:
    """Energies, ascending along the last axis, shape (*batch, bands); ``hamiltonian(kx=, ky=)`` returns matrices.

    Works through parts of the first axis, so that the matrices stay in the cache.

    >>> import derivations as ti
    >>> ti.spectrum(ti.hamiltonian("surface", Delta=0.5), kx=0.0, ky=0.0)
    array([-0.5, -0.5,  0.5,  0.5])

    Raises
    ------
    ValueError
        If the momenta do not broadcast, or a matrix is not Hermitian or not finite: see ``numerics.solvers.hermitian``.
    """
    kx, ky = np.asarray(kx), np.asarray(ky)
    try:
        batch = np.broadcast_shapes(kx.shape, ky.shape)
    except ValueError:
        raise ValueError(f"`kx` and `ky` must have shapes that broadcast, but have {kx.shape} and {ky.shape}.") from None
    scale = partial(_scale, hamiltonian)
    if math.prod(batch) <= CHUNK:
        return levels(hamiltonian(kx=kx, ky=ky), scale=scale)
    step = max(1, CHUNK // math.prod(batch[1:]))
    parts = [slice(start, start + step) for start in range(0, batch[0], step)]
    pieces = ([k[part] if k.shape[:1] == batch[:1] and k.ndim == len(batch) else k for k in (kx, ky)] for part in parts)
    return np.concatenate([levels(hamiltonian(kx=x, ky=y), scale=scale) for x, y in pieces])


def _scale(hamiltonian: Hamiltonian) -> float:
    """Largest entry at random momenta."""
    kx, ky = np.random.default_rng(SEED).uniform(-np.pi, np.pi, (2, PROBES))
    return float(abs(hamiltonian(kx=kx, ky=ky)).max())


def require_period(hamiltonian: Hamiltonian) -> None:
    """Refuse a Hamiltonian that at random momenta is not the same after kx -> kx + 2 pi, or ky -> ky + 2 pi; or not Hermitian.

    One that is periodic only up to a change of basis, exp(i k.r) with the places r of the orbitals, is refused, too: what is summed
    over the zone would not close.
    """
    kx, ky = np.random.default_rng(SEED).uniform(-np.pi, np.pi, (2, PROBES))
    here = hamiltonian(kx=kx, ky=ky)
    levels(here)
    for name, there in (("kx", hamiltonian(kx=kx + 2 * np.pi, ky=ky)), ("ky", hamiltonian(kx=kx, ky=ky + 2 * np.pi))):
        apart = float(abs(there - here).max())
        if not apart <= PERIOD * abs(here).max():
            raise ValueError(
                f"`hamiltonian` must have the period 2 pi in kx and ky, but after 2 pi in {name} it differs by {apart:.3g}."
            )


def expectation(states: NDArray[Any], operator: ArrayLike) -> NDArray[np.float64]:
    """<operator>, Hermitian, in each state; ``states`` (*batch, n, m) are normalised columns, shape (*batch, m).

    Raises
    ------
    ValueError
        If the operator is not Hermitian, or a state not normalised.

    >>> expectation(np.eye(2), [[1, 0], [0, -1]])
    array([ 1., -1.])
    """
    levels(operator, name="operator")
    states = np.asarray(states)
    norms = np.linalg.norm(states, axis=-2)
    if not (abs(norms - 1) <= NORMALISED).all():
        raise ValueError(f"`states` must be normalised, but one has the norm {norms[~(abs(norms - 1) <= NORMALISED)][0]:.6g}.")
    return np.asarray(np.einsum("...ij,ik,...kj->...j", states.conj(), np.asarray(operator), states).real)


def helicity_order(states: NDArray[Any], dirac: ArrayLike) -> NDArray[np.intp]:
    """Order of the states, columns of (*batch, n, m): those with the spin against ``dirac``, (*batch, 2, 2), then those along it.

    The spin is the last factor of the basis. Within either half the order is kept, that of the energies for states of ``eigh``.

    >>> helicity_order(np.eye(4)[:, [0, 1, 3, 2]], [[1, 0], [0, -1]])
    array([1, 2, 0, 3])
    """
    paired = np.asarray(states).reshape(*np.shape(states)[:-2], -1, 2, np.shape(states)[-1])
    along = np.einsum("...asj,...st,...atj->...j", paired.conj(), np.asarray(dirac), paired).real
    return np.argsort(along > 0, axis=-1, kind="stable")


def level_nearest_zero(hamiltonian: Hamiltonian, *, kx: ArrayLike, ky: ArrayLike) -> NDArray[np.float64]:
    """Min |E| over the levels at each momentum, shape of the batch."""
    return np.abs(spectrum(hamiltonian, kx=kx, ky=ky)).min(axis=-1)


def with_parameters(kernel: Hamiltonian, **parameters: float) -> Hamiltonian:
    """The Hamiltonian of one set of parameters, a function of momentum alone."""
    return partial(kernel, **parameters)
