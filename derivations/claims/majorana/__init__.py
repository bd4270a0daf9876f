"""Majorana zero modes of the vortex, in closed form."""
