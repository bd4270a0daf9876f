"""Judges that tests share: Fock space, the honest loop, readers of formulas, other languages' programs."""
