"""The s-wave layer with an antidot: levels of a normal disc."""
