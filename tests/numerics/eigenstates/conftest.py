"""Iteration where LAPACK would do."""

import pytest

from numerics.eigenstates import nearest_zero
from numerics.solvers.krylov import Search


@pytest.fixture
def iteration(monkeypatch):
    """Small matrices are iterated too; lists the sizes of the blocks."""
    calls = []
    original = Search.lowest
    monkeypatch.setattr(nearest_zero, "DENSE", 30)
    monkeypatch.setattr(Search, "lowest", lambda search, count: calls.append(search.form.size) or original(search, count))
    return calls
