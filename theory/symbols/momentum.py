"""Symbols of momentum space."""

from theory.symbols.quantity import NUMBER, WAVE_NUMBER, Quantity

kx = Quantity("kx", "Bloch momentum along x", WAVE_NUMBER, "k_x", real=True)
ky = Quantity("ky", "Bloch momentum along y", WAVE_NUMBER, "k_y", real=True)
zeta_x = Quantity("zeta_x", "cosine of an invariant momentum along x, +1 or -1", NUMBER, r"\zeta_x", integer=True, nonzero=True)
zeta_y = Quantity("zeta_y", "cosine of an invariant momentum along y, +1 or -1", NUMBER, r"\zeta_y", integer=True, nonzero=True)
z = Quantity(
    "z",
    "factor of an evanescent wave from one lattice constant to the next, exp(i kx) with complex kx",
    NUMBER,
    complex=True,
    zero=False,
)  # not nonzero=True: to SymPy that is a real number
