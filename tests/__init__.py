"""Mirror of the modules; ``reference.py`` is the honest loop that judges the vectorised lattice."""
