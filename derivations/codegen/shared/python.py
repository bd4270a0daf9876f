"""The check at the end of a Python file: exact values at points of the formula, with a bound each."""

from collections.abc import Mapping

from derivations.codegen.shared.sample import rounded_up
from derivations.codegen.shared.scalar import columns
from derivations.codegen.shared.subject import Subject

CHECK = "python {name}.py"
PROGRAM = """

if __name__ == "__main__":
    # {comparison}
    points = [
        {points},
    ]
    exact = numpy.array([
        {exact}
    ]).reshape({shape})
    bound = numpy.array([
        {bound}
    ]).reshape({shape})
    found = numpy.array([evaluate(**point) for point in points])
    wrong = int((~(abs(found - exact) <= bound)).sum())  # also where it is not a number
    print(f"{name}: {{wrong}} of {{exact.size}} values miss by more than rounding")
    raise SystemExit(0 if wrong == 0 else 1)
"""


def self_check(origin: Subject, names: list[str], text: list[str]) -> str:
    """Lines that compare ``evaluate``, whose arguments have these names, where the file is run; ``text`` says with what."""
    values = [value for sample in origin.samples for value in sample.values]
    bounds = [rounded_up(bound) for sample in origin.samples for bound in sample.bounds]
    return PROGRAM.format(
        comparison="\n    # ".join(text),
        points=",\n        ".join(_point(sample.point, origin, names) for sample in origin.samples),
        exact=columns(map(_literal, values), indent=8 * " "),
        bound=columns(map(repr, bounds), indent=8 * " "),
        shape=(len(origin.samples), *origin.shape),
        name=origin.name,
    )


def _point(point: Mapping[str, complex], origin: Subject, names: list[str]) -> str:
    given = (f"{name}={_literal(point[symbol.name])}" for name, symbol in zip(names, origin.arguments, strict=True))
    return f"dict({columns(given, indent=13 * ' ')})"


def _literal(value: complex) -> str:
    return repr(value) if value.imag else repr(float(value.real))
