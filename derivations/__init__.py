"""The layer that sees both halves: claims, judges, figures, computations, the command ``tisc``. In a notebook

>>> import derivations as ti
>>> ti.gap(t_c=[0.2, 0.4]).gap.values.round(4)
array([0.0262, 0.1   ])

offers the names of ``ti.__all__``, each imported when it is first asked for; ``help(ti.gap)`` has an example of its own.
"""

from typing import TYPE_CHECKING

__all__ = [
    "Step",
    "altland_zirnbauer",
    "bands",
    "bdg_model",
    "bilayer",
    "check",
    "chern",
    "chern_number",
    "claim",
    "compile_kernel",
    "data_of",
    "defaults",
    "effective_hamiltonian",
    "find_symmetries",
    "gap",
    "generated",
    "hamiltonian",
    "kp_model",
    "lattice_system",
    "load",
    "minimum_gap",
    "prove",
    "radial",
    "save",
    "sentences",
    "spectrum",
    "surface",
    "swave",
    "vortex",
    "vortex_states",
]

if TYPE_CHECKING:  # read by type checkers, and by `_origins`
    from derivations.codegen import generated
    from derivations.computations.bands import compute as bands
    from derivations.computations.chern import compute as chern
    from derivations.computations.gap import compute as gap
    from derivations.computations.radial import compute as radial
    from derivations.computations.shared.parameters import hamiltonian
    from derivations.computations.vortex import compute as vortex
    from derivations.figures import data_of, sentences
    from derivations.files.storage import load, save
    from derivations.judging.catalogue import claim
    from derivations.judging.mill import check
    from derivations.models import defaults, lattice_system
    from numerics.kernels import compile_kernel
    from numerics.waves.vortex import vortex_states
    from numerics.zone.bands import spectrum
    from numerics.zone.gap import minimum_gap
    from numerics.zone.topology import chern_number
    from theory.effective import effective_hamiltonian
    from theory.models.bilayer import bilayer
    from theory.models.surface import surface
    from theory.models.swave import swave
    from theory.nambu import bdg_model
    from theory.proof import Step, prove
    from theory.rotation import kp_model
    from theory.symmetry import altland_zirnbauer, find_symmetries
else:

    def __getattr__(name):
        """A name of ``__all__``, imported from its home."""
        from importlib import import_module

        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        home, original = _origins()[name]
        globals()[name] = getattr(import_module(home), original)
        return globals()[name]

    def __dir__():
        return sorted({*globals(), *__all__})

    def _origins():
        """The module and the name behind every name of ``__all__``: the imports above, read from the text of this module."""
        import ast
        from pathlib import Path

        tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
        imports = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
        return {alias.asname or alias.name: (node.module, alias.name) for node in imports for alias in node.names}
