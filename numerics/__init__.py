"""Numerical half of the workbench: kernels, lattices, spectra, topology. Arrays only; SymPy where formulas are compiled."""
