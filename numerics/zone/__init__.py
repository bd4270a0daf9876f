"""Momentum space: bands, gaps and topology over the whole Brillouin zone."""
