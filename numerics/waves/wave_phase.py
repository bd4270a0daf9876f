r"""A fixed global phase and a fixed gauge for wave functions.

The gauge of the matrices of ``numerics.waves.vortex`` has Peierls phases on the bonds and the pairing :math:`\Delta e^{in\theta}`;
all wave functions are single-valued in it. Reflection together with time reversal, (x, y) -> (x, -y) with complex conjugation, is
a symmetry there: both turn flux, winding and the Dirac mass around. Every state that is not degenerate may therefore be chosen real
on the axis y = 0, as a Majorana mode may be chosen equal to its particle-hole conjugate: an antiunitary image fixes the phase up to
a sign, and a rule the sign.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from numerics.eigenstates.blocks import reflection
from numerics.lattice.shapes import Lattice

Complex = NDArray[Any]
ALIKE = 1e-6  # moduli nearer to each other than this count as equal


def reflected(vectors: Complex, lattice: Lattice) -> Complex:
    """Image psi(x, -y)^* of the states, (dimension, states), under reflection and time reversal.

    Raises
    ------
    ValueError
        If the lattice is not its own mirror image.
    """
    mirror = reflection(lattice)
    if mirror is None:
        raise ValueError("`lattice` must be symmetric under y -> -y, but a layer is not.")
    return np.asarray(mirror @ vectors.conj())


def fixed_phase(vectors: Complex, images: Complex) -> Complex:
    """The states, (dimension, states), with the phase in which each equals its antiunitary image.

    The sign that is left is such that the real part of largest modulus is positive (of equal ones the first), the imaginary part
    if the state is imaginary.

    Raises
    ------
    ValueError
        If a state is not its own image up to a phase, as in a degenerate pair.
    """
    overlap = np.einsum("cs,cs->s", images.conj(), vectors)  # turns twice as fast as the state
    norm = np.linalg.norm(vectors, axis=0) ** 2
    worst = int(np.argmax(norm - abs(overlap)))
    if not abs(overlap[worst]) > (1 - ALIKE) * norm[worst]:
        overlap_found = f"overlap {abs(overlap[worst]) / norm[worst]:.6f}"
        raise ValueError(f"`images` must equal the states up to a phase, but that of state {worst} does not: {overlap_found}.")
    turned = vectors * np.exp(-0.5j * np.angle(overlap))
    imaginary = abs(turned.real).max(axis=0) < ALIKE * abs(turned.imag).max(axis=0)
    shown = np.where(imaginary, turned.imag, turned.real)
    first = (abs(shown) >= (1 - ALIKE) * abs(shown).max(axis=0)).argmax(axis=0)
    return np.asarray(turned * np.sign(shown[first, np.arange(shown.shape[1])]))
