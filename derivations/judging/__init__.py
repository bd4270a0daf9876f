"""Finds the claims, proves and judges them; verdicts on sentences."""
