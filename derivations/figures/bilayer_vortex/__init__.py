"""The figures of arXiv:2507.23775: the TI/SC bilayer with an antidot and a vortex."""
