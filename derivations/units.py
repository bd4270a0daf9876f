"""Units of the variables of a dataset, as attributes: those of the symbols, and what only data have."""

from theory.symbols import quantity

ENERGY = {"units": quantity.ENERGY}
LENGTH = {"units": quantity.LENGTH}
WAVE_NUMBER = {"units": quantity.WAVE_NUMBER}
ANGLE = {"units": quantity.ANGLE}
AREA = {"units": "a^2"}
AMPLITUDE = {"units": "1/a"}
DENSITY = {"units": "1/a^2"}
CURRENT = {"units": "lambda/a^2"}  # charge or probability that crosses a line, per time and length, hbar = 1
STATES_PER_ENERGY = {"units": "a/lambda per site"}  # a density of states
NUMBER = {"units": "1"}
TIME = {"units": "s"}
MEMORY = {"units": "GB"}
