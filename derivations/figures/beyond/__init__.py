"""Figures that are in no paper."""
