"""Topological order of superfluids with Rashba coupling."""
