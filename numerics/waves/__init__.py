"""What the states at vortices and edges look like: components, currents, rings, tails, tunnelling."""
