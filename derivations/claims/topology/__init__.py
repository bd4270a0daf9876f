"""Chern numbers of the bilayer and of its single layer."""
