r"""Symbols, one vocabulary a file: each with its assumptions, meaning and unit.

Units: energies in units of the Dirac velocity divided by the lattice constant (:math:`\lambda = 1` by default), lengths
in lattice constants (a = 1), :math:`\hbar = e = 1`. The flux quantum of a pair is then :math:`h/2e = \pi`.

The name of a symbol is the keyword of every function, the key in every result and (with ``-`` for ``_``) the flag on
the command line. Only the printer knows the Greek letter. Two vocabularies may use one name for two things; one model may not.
"""
