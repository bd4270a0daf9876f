"""Numerical half of the workbench: kernels, lattices, spectra, topology. Arrays only; SymPy in kernels.py alone."""
