"""Symmetries of the bilayer, by hand and by search."""
