"""The verdict: formula against independent calculation, with a bound that is computed, not chosen."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, eq=False)
class Comparison:
    """Values of a formula and of its judge along an abscissa.

    ``bound`` is the largest difference that the method of the judge can cause by itself. ``abscissa`` runs along the
    last axis of ``analytic`` and ``numeric``. ``unit``, which broadcasts against them, is what a difference is measured in:
    with the bound of each value for its unit, and 1 for ``bound``, no value hides behind the bound of another.
    """

    abscissa: NDArray[Any]
    analytic: NDArray[Any]
    numeric: NDArray[Any]
    bound: float
    unit: ArrayLike = 1.0

    @property
    def error(self) -> float:
        """Largest difference, in units of ``unit``; infinite if a value is not finite or the shapes differ."""
        if np.shape(self.analytic) != np.shape(self.numeric) or np.size(self.numeric) == 0:
            return np.inf
        difference = np.abs(np.asarray(self.analytic) - np.asarray(self.numeric)).astype(float) / self.unit
        return float(difference.max()) if np.isfinite(difference).all() else np.inf

    def _repr_html_(self) -> str:
        """For notebooks."""
        cells = {"values": f"{np.size(self.numeric)}", "error": f"{self.error:.1e}", "bound": f"{self.bound:.1e}"}
        head, row = ("".join(f"<{tag}>{cell}</{tag}>" for cell in part) for tag, part in (("th", cells), ("td", cells.values())))
        return f"<table><tr>{head}</tr><tr>{row}</tr></table>"


def roundoff(scale: ArrayLike, size: int) -> float:
    """Error bound of ``size`` accumulated operations on numbers of magnitude ``scale``: size * eps * max scale.

    For the eigenvalues of a Hermitian matrix ``scale`` is its norm and ``size`` its dimension: LAPACK's backward error.
    """
    return float(size * np.finfo(float).eps * np.max(np.abs(scale)))
