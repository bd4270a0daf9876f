"""Tight-binding systems, typed from their second-quantised definition: the judges of the models."""
