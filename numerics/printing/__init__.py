"""From a tree of SymPy to the text of a NumPy function: names, functions, principal values, digits."""
