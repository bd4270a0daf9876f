"""Files of a tree that is not this one are no tests of it."""

collect_ignore = ["added"]
