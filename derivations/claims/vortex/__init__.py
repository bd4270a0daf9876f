"""The vortex in the antidot."""
