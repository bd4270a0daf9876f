"""A command loads what it needs and no more: that makes it start fast."""

import subprocess
import sys

import pytest

from derivations.discovery import HERE, dotted, modules
from derivations.judging.catalogue import places

COMMANDS = modules(HERE / "commands") | modules(HERE / "computations")
HEAVY = ("sympy", "numpy", "scipy", "matplotlib", "xarray", "qsymm", "pymablock", "rich")
PROGRAM = """
import sys
from derivations import cli
sys.argv[0] = "tisc"
try:
    cli.main()
except SystemExit as end:
    assert not end.code, end.code
print(*sys.modules, file=sys.stderr)
"""


def loaded(*arguments: str) -> set[str]:
    """Modules that are loaded when a command has run."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, timeout=300, check=True)
    return set(done.stderr.split())


@pytest.mark.parametrize("arguments", [(), ("--help",), ("--version",)])
def test_help_loads_no_library_and_no_command(arguments):
    found = loaded(*arguments)
    assert not found & {*HEAVY, *map(dotted, COMMANDS.values())}


def test_a_list_loads_no_claim():
    found = loaded("list", "--json")
    assert not found & {"sympy", "numpy", "scipy", *map(dotted, places().values())}


def test_derive_loads_one_claim_and_neither_scipy_nor_a_command_beside_it():
    found = loaded("derive", "gap_at_gamma")
    assert found & set(map(dotted, places().values())) == {"derivations.claims.bilayer.gap_at_gamma"}
    assert not found & {"scipy.sparse", "scipy.special", "scipy.linalg", "matplotlib", "xarray", "qsymm", "pymablock", "rich"}
    assert found & set(map(dotted, COMMANDS.values())) == {"derivations.commands.derive"}


def test_a_computation_loads_no_claim():
    found = loaded("gap")
    assert not found & {"scipy.special", "scipy.sparse", "scipy.linalg", "matplotlib", "xarray", *map(dotted, places().values())}
