"""The bilayer in momentum space."""
