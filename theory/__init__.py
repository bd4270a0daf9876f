"""Exact half of the workbench: symbols, models, expansions and proofs. SymPy only (NumPy in symmetry alone)."""
