"""One channel of angular momentum: the radial equations, in elements and by shooting."""
