"""Units of the variables of a dataset, as attributes."""

ENERGY = {"units": "lambda/a"}
LENGTH = {"units": "a"}
WAVE_NUMBER = {"units": "1/a"}
ANGLE = {"units": "rad"}
AREA = {"units": "a^2"}
AMPLITUDE = {"units": "1/a"}
DENSITY = {"units": "1/a^2"}
CURRENT = {"units": "lambda/a^2"}  # charge or probability that crosses a line, per time and length, hbar = 1
STATES_PER_ENERGY = {"units": "a/lambda per site"}  # a density of states
NUMBER = {"units": "1"}
TIME = {"units": "s"}
MEMORY = {"units": "GB"}
