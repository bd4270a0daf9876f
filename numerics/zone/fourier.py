"""A Bloch Hamiltonian as its Fourier series, found from a few samples: cheap to evaluate, with exact derivatives and bounds."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.solvers.hermitian import levels
from numerics.zone.bands import Hamiltonian

Points = NDArray[Any]
MESHES = (8, 16, 32, 64, 128)
PRESENT = 1e-12  # of the largest amplitude: one that is not rounding
PROBES, SEED = 7, 20250731
DERIVATIVES = np.array([[0, 0], [1, 0], [0, 1], [2, 0], [1, 1], [0, 2]])  # orders in kx and ky


@dataclass(frozen=True, eq=False)
class BlochSeries:
    """H(k) = sum_d T_d exp(i k.d): ``steps`` are the d, shape (terms, 2); ``amplitudes`` the T_d, shape (terms, n, n)."""

    steps: NDArray[np.int64]
    amplitudes: NDArray[np.complex128]

    def at(self, k: Points) -> NDArray[np.complex128]:
        """H at the momenta ``k``, (points, 2); shape (points, n, n)."""
        return self._summed(k, self.amplitudes)

    def derivatives(self, k: Points) -> NDArray[np.complex128]:
        """H and its derivatives by x, y, xx, xy and yy at ``k``, (points, 2); shape (points, 6, n, n)."""
        factors = np.prod((1j * self.steps[:, None]) ** DERIVATIVES, axis=-1)
        return self._summed(k, factors[..., None, None] * self.amplitudes[:, None])

    @cached_property
    def reach(self) -> int:
        """Largest component of the steps, rounding left out."""
        size = abs(self.amplitudes).max(axis=(1, 2))
        return int(abs(self.steps[size > PRESENT * size.max()]).max(initial=0))

    @cached_property
    def norm(self) -> float:
        """A number that the norm of H exceeds nowhere."""
        return float(np.linalg.norm(self.amplitudes, 2, axis=(1, 2)).sum())

    @cached_property
    def curvature(self) -> Points:
        """Numbers that the norms of the second derivatives by kx and by ky exceed nowhere, shape (2,)."""
        return np.asarray(np.linalg.norm(self.amplitudes, 2, axis=(1, 2)) @ self.steps**2)

    @cached_property
    def rounding(self) -> float:
        """What a level of H may err by when it is computed: LAPACK's backward error, and that of summing the series."""
        return (self.amplitudes.shape[-1] + len(self.steps)) * float(np.finfo(float).eps) * self.norm

    def _summed(self, k: Points, terms: NDArray[np.complex128]) -> NDArray[np.complex128]:
        phases = np.exp(1j * (k @ self.steps.T))
        return np.asarray((phases @ terms.reshape(len(terms), -1)).reshape(len(k), *terms.shape[1:]))


def bloch_series(hamiltonian: Hamiltonian) -> BlochSeries:
    """The Fourier series of ``hamiltonian(kx=, ky=)``, from samples on the smallest mesh that reproduces it between the points.

    Raises
    ------
    ValueError
        If the Hamiltonian is not Hermitian, finite and periodic, or its hoppings are too long for a mesh of 128 x 128.
    """
    probes = np.random.default_rng(SEED).uniform(-np.pi, np.pi, (PROBES, 2))
    wanted = hamiltonian(kx=probes[:, 0], ky=probes[:, 1])
    levels(wanted)  # analytic functions that are Hermitian at random points are Hermitian everywhere
    for mesh in MESHES:
        series = _on_mesh(hamiltonian, mesh)
        error = float(abs(series.at(probes) - wanted).max())
        if error <= series.rounding:
            return series
    raise ValueError(
        "`hamiltonian` must have the period 2 pi in kx and ky, and finite range,"
        f" but between the points of a mesh of {mesh} x {mesh} it errs by {error:.2g}."
    )


def _on_mesh(hamiltonian: Hamiltonian, mesh: int) -> BlochSeries:
    line = 2 * np.pi * np.arange(mesh) / mesh
    amplitudes = np.fft.fft2(hamiltonian(kx=line[:, None], ky=line[None, :]), axes=(0, 1)) / mesh**2
    size = abs(amplitudes).max(axis=(-2, -1))
    is_present = size > np.finfo(float).eps * size.max()  # what is not, is rounding
    is_present[0, 0] = True
    present = np.nonzero(is_present)
    steps = np.rint(np.fft.fftfreq(mesh, 1 / mesh)).astype(int)
    return BlochSeries(np.stack([steps[index] for index in present], axis=-1), amplitudes[present])
