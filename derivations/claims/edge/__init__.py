"""Decay into the bulk at zero energy, and the chiral edge mode."""
