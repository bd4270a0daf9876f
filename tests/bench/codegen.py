"""Generated C against the NumPy kernel: 100,000 Bloch matrices; the first call generates and compiles, too."""

import ctypes
import shutil
import subprocess
import tempfile
from functools import cache
from pathlib import Path

import numpy as np

from derivations.codegen import generated
from tests.bench.line import Line, largest
from tests.bench.zone import KX, KY, PARAMETERS, compiled

LOOP = """#include <complex.h>
void bilayer(double, double, double, double, double, double, double, double, double, double, double complex *);
void fill(long points, const double *kx, double ky, const double *p, double complex *matrices)
{
    for (long i = 0; i < points; i++)
        bilayer(kx[i], ky, p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7], matrices + 64 * i);
}
"""


@cache
def library() -> ctypes.CDLL:
    """The generated function and a loop over momenta, compiled once a process."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        (path / "bilayer.c").write_text(generated("bilayer", "c"))
        (path / "loop.c").write_text(LOOP)
        subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "bilayer.c", "loop.c", "-o", "bilayer.so", "-lm"], cwd=path, check=True)
        return ctypes.CDLL(str(path / "bilayer.so"))


def by_c() -> np.ndarray:
    """Matrices of the generated C."""
    matrices = np.empty((len(KX), 8, 8), dtype=complex)
    parameters = np.array(list(PARAMETERS.values()))
    pointers = [array.ctypes.data_as(ctypes.c_void_p) for array in (KX, parameters, matrices)]
    library().fill(ctypes.c_long(len(KX)), pointers[0], ctypes.c_double(KY), pointers[1], pointers[2])
    return matrices


def lines() -> list[Line]:
    """C against the kernel, where there is a compiler."""
    if not shutil.which("gcc"):
        return []
    return [Line("100,000 Bloch matrices by generated C", "the NumPy kernel", by_c, compiled, largest, bound=1e-13, repetitions=10)]
