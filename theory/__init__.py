"""Exact half of the workbench: symbols, models, expansions and proofs. SymPy only, no floating-point number."""
