"""A layer with Rashba coupling and pairing in a field."""
