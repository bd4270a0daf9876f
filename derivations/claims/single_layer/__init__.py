"""The single TI surface with pairing, and how it follows from the bilayer."""
