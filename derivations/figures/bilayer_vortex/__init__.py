"""The figures of the paper (``paper``): the TI/SC bilayer with an antidot and a vortex."""
