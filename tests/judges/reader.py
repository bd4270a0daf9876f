"""Reads a printed formula back: from the MathML that the page shows, made of the LaTeX, to an expression of SymPy.

It knows what a reader knows: how each symbol and each open function of the formula looks, and the usual notation. It shares no code
with the printer.
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable

import sympy as sp
from latex2mathml.converter import convert
from sympy.core.function import AppliedUndef

from theory.symbols.quantity import latex

FUNCTIONS = {
    **{name: getattr(sp, name) for name in ("sin", "cos", "tan", "cot", "sec", "csc", "sinh", "cosh", "tanh", "coth")},
    **{name: getattr(sp, name) for name in ("asin", "acos", "atan", "asinh", "acosh", "atanh")},
    **{name: getattr(sp, name) for name in ("log", "arg", "sign", "re", "im", "erf", "erfc", "exp")},
    **{"max": sp.Max, "min": sp.Min, "Γ": sp.gamma},
}
OF_ORDER = {"J": sp.besselj, "Y": sp.bessely, "I": sp.besseli, "K": sp.besselk}  # the order is a lower index
DIFFERENTIALS = {"d", "∂"}
CONSTANTS = {"i": sp.I, "e": sp.E, "π": sp.pi, "∞": sp.oo}
MINUS, TIMES, OPEN, CLOSE = {"−", "-"}, {"·", "⋅", "×"}, "([{|⌊", ")]}|⌋"


class UnreadableError(ValueError):
    """A formula that cannot be read, or can be read in more than one way."""


def read(formula: str, names: Iterable[sp.Expr]) -> sp.Basic:
    """The expression that a formula in LaTeX shows; ``names`` are its symbols and open functions.

    Raises
    ------
    UnreadableError
        If two of the names look the same or like a constant, a name is not one sign, or the formula is not understood.
    """
    return _Reader(names).expression(list(_tree(formula)))


def names_in(expression: sp.Basic) -> set[sp.Expr]:
    """Symbols and open functions of an expression: those bound by integrals and sums, too."""
    return expression.atoms(sp.Symbol) | {type(f) for f in expression.atoms(AppliedUndef)}


def _tree(formula: str) -> ET.Element:
    text = convert(formula).replace(' xmlns="http://www.w3.org/1998/Math/MathML"', "")
    return _simplified(ET.fromstring(text))


def _simplified(node: ET.Element) -> ET.Element:
    """Without spaces, attributes and rows of one."""
    children = [_simplified(child) for child in node if child.tag != "mspace"]
    if node.tag == "mrow" and len(children) == 1:
        return children[0]
    plain = ET.Element("mbinom" if node.get("linethickness") == "0" else node.tag)
    plain.text = (node.text or "").strip()
    plain.extend(children)
    return plain


def _key(node: ET.Element) -> str:
    return ET.tostring(node, encoding="unicode")


class _Reader:
    """One formula and its names."""

    def __init__(self, names: Iterable[sp.Expr]) -> None:
        self.names: dict[str, sp.Expr] = {}
        for name in names:
            (root,) = _tree(latex(name if isinstance(name, sp.Symbol) else sp.Symbol(str(name))))
            key = _key(root)
            if root.tag == "mrow":
                raise UnreadableError(f"{name} is printed as a product of letters.")
            if key in self.names or (root.tag == "mi" and root.text in {"i", "e", "π", *DIFFERENTIALS}):
                raise UnreadableError(f"{name} looks like something else.")
            self.names[key] = name

    def expression(self, nodes: list[ET.Element]) -> sp.Basic:
        """A sum, or a comparison of two."""
        if len(nodes) == 1 and nodes[0].tag in ("mrow", "math", "mstyle") and not _is_fenced(nodes[0]):
            return self.expression(list(nodes[0]))
        terms: list[tuple[int, list[ET.Element]]] = [(1, [])]
        for node in nodes:
            sign = -1 if _text(node) in MINUS else 1 if _text(node) == "+" else 0
            last = terms[-1][1]
            if sign and (last or len(terms) == 1) and not (last and _text(last[-1]) in TIMES):
                terms.append((sign, []))
            else:
                terms[-1][1].append(node)
        return sp.Add(*(sign * self.product(term) for sign, term in terms if term))

    def product(self, nodes: list[ET.Element]) -> sp.Basic:
        """Factors one after the other, with or without a dot."""
        result, rest, sign, last = sp.S.One, list(nodes), 1, sp.S.One
        while rest:
            if _text(rest[0]) in TIMES:
                rest.pop(0)
            elif _text(rest[0]) in MINUS and result != 1:
                sign, _ = -sign, rest.pop(0)
            elif _differential(rest[0]):
                return sign * result * self.derivative(rest)
            elif _text(rest[0]) == "∫" or (rest[0].tag in ("munderover", "msubsup") and _text(rest[0][0]) == "∫"):
                return sign * result * self.integral(rest)
            elif _text(rest[0]) == "/":
                rest.pop(0)
                result = result / self.factor(rest)
            elif _text(rest[0]) == "!":
                rest.pop(0)
                result = result / last * sp.factorial(last)
            else:
                last = self.factor(rest)
                result = result * last
        return sign * result

    def factor(self, rest: list[ET.Element]) -> sp.Basic:
        """The first factor; its nodes are taken away."""
        node = rest.pop(0)
        if _key(node) in self.names:
            name = self.names[_key(node)]
            return name if isinstance(name, sp.Symbol) else self.applied(name, rest)
        if node.tag == "msubsup" and _key(base := _lowered(node)) in self.names:
            return self.factor([base]) ** self.expression([node[2]])
        if node.tag == "msup" and _key(node[0]) in self.names and not isinstance(self.names[_key(node[0])], sp.Symbol):
            return self.applied(self.names[_key(node[0])], rest) ** self.expression([node[1]])
        if node.tag in ("mi", "mo") and node.text in FUNCTIONS:
            return self.applied(FUNCTIONS[node.text], rest)
        if node.tag == "msup" and node[0].text in FUNCTIONS:
            return self.applied(FUNCTIONS[node[0].text], rest) ** self.expression([node[1]])
        if node.tag == "msub" and node[0].text in OF_ORDER and _is_group(rest):
            order = self.expression([node[1]])
            return self.applied(lambda argument: OF_ORDER[node[0].text](order, argument), rest)
        if node.tag == "msubsup" and node[0].text in OF_ORDER and _is_group(rest):
            order, power = self.expression([node[1]]), self.expression([node[2]])
            return self.applied(lambda argument: OF_ORDER[node[0].text](order, argument), rest) ** power
        if node.tag == "msubsup" and node[0].text == "H" and _is_fenced(node[2]) and _is_group(rest):
            order, kind = self.expression([node[1]]), {"1": sp.hankel1, "2": sp.hankel2}[node[2][1].text or ""]
            return self.applied(lambda argument: kind(order, argument), rest)
        if node.tag == "msub" and node[0].text == "atan" and _is_group(rest):
            return self.applied(sp.atan2, rest)
        if node.tag == "msubsup" and node[0].text == "L" and _is_group(rest):
            degree, alpha = self.expression([node[1]]), self.expression(_inner(node[2]))
            return self.applied(lambda argument: sp.assoc_laguerre(degree, alpha, argument), rest)
        if node.tag == "msub" and node[0].text == "L" and _is_group(rest):
            degree = self.expression([node[1]])
            return self.applied(lambda argument: sp.laguerre(degree, argument), rest)
        if node.tag == "mi" and node.text == "θ" and _is_group(rest):
            return self.applied(sp.Heaviside, rest)
        if node.tag == "msub" and not len(node[0]) and not node[0].text and len(rest) > 1:  # {}_1 F_1
            return self.hypergeometric(rest)
        return self.single(node, rest)

    def single(self, node: ET.Element, rest: list[ET.Element]) -> sp.Basic:
        """A factor that is one node."""
        if node.tag == "mn":
            return sp.Rational(node.text)
        if node.tag == "mi" and node.text in CONSTANTS:
            return CONSTANTS[node.text]
        if node.tag == "mfrac":
            return self.expression([node[0]]) / self.expression([node[1]])
        if node.tag == "msqrt":
            return sp.sqrt(self.expression(list(node)))
        if node.tag == "mroot":
            return sp.root(self.expression([node[0]]), self.expression([node[1]]))
        if node.tag == "msup":
            return self.factor([node[0]]) ** self.expression([node[1]])
        if node.tag == "mover" and _text(node[1]) in {"―", "¯", "‾", "_"}:
            return sp.conjugate(self.expression([node[0]]))
        if _is_fenced(node):
            return self.group(node)
        if node.tag == "mrow":
            return self.expression(list(node))
        raise UnreadableError(f"{_key(node)} is not understood; after it {[_key(other) for other in rest][:2]}.")

    def group(self, node: ET.Element) -> sp.Basic:
        """What stands between parentheses, bars or brackets."""
        kind, inner = _text(node[0]), list(node)[1:]
        closed = bool(inner) and _text(inner[-1]) in set(CLOSE)
        inner = inner[:-1] if closed else inner
        if len(inner) == 1 and inner[0].tag == "mtable":
            rows = [list(row) for row in inner[0]]
            return self.cases(rows) if kind == "{" else sp.Matrix([[self.expression(list(cell)) for cell in row] for row in rows])
        if not closed:
            raise UnreadableError(f"{_key(node)} is not closed.")
        if len(inner) == 1 and inner[0].tag == "mbinom":
            return sp.binomial(*(self.expression([part]) for part in inner[0]))
        value = self.expression(inner)
        return sp.Abs(value) if kind == "|" else sp.floor(value) if kind == "⌊" else value

    def cases(self, rows: list[list[ET.Element]]) -> sp.Basic:
        """Values and conditions."""
        pairs = []
        for value, condition in rows:
            words = [child for child in condition if child.tag != "mtext"]
            pairs.append((self.expression(list(value)), self.relation(words) if words else sp.true))
        return sp.Piecewise(*pairs)

    def relation(self, nodes: list[ET.Element]) -> sp.Basic:
        """Left, sign, right."""
        signs = {"<": sp.StrictLessThan, ">": sp.StrictGreaterThan, "≤": sp.LessThan, "≥": sp.GreaterThan, "=": sp.Equality}
        place = next(index for index, node in enumerate(nodes) if _text(node) in signs)
        return signs[_text(nodes[place])](self.expression(nodes[:place]), self.expression(nodes[place + 1 :]))

    def applied(self, function: object, rest: list[ET.Element]) -> sp.Basic:
        """A function of the group that follows; a power of the group is one of the value."""
        if not _is_group(rest):
            raise UnreadableError("a function must have its argument in parentheses.")
        node = rest.pop(0)
        group, power = (node[0], self.expression([node[1]])) if node.tag == "msup" else (node, sp.S.One)
        arguments: list[list[ET.Element]] = [[]]
        for inner in _inner(group):
            if _text(inner) == ",":
                arguments.append([])
            else:
                arguments[-1].append(inner)
        return function(*(self.expression(argument) for argument in arguments)) ** power  # type: ignore[operator]

    def derivative(self, rest: list[ET.Element]) -> sp.Basic:
        """d/dx or d^n/dx^n of the factors that follow."""
        node = rest.pop(0)
        below = list(node[1]) if node[1].tag == "mrow" else [node[1]]
        variables = []
        while below:
            below.pop(0)
            variable, power = below.pop(0), 1
            if variable.tag == "msup":
                variable, power = variable[0], int(variable[1].text or 0)
            variables.append((self.names[_key(variable)], power))
        return sp.Derivative(self.product(rest), *variables)

    def integral(self, rest: list[ET.Element]) -> sp.Basic:
        """From the sign to the differential."""
        sign, *body = rest
        *inside, d, variable = body
        if _text(d) not in DIFFERENTIALS:
            raise UnreadableError("an integral must end with its differential.")
        limits = [self.expression([part]) for part in sign[1:]] if len(sign) else []
        return sp.Integral(self.expression(inside), (self.names[_key(variable)], *limits))

    def hypergeometric(self, rest: list[ET.Element]) -> sp.Basic:
        """The parameters above each other, a bar, the argument."""
        rest.pop(0)
        group = _inner(rest.pop(0))
        above, below = ([self.expression(list(cell)) for cell in row] for row in group[0])
        return sp.hyper(above, below, self.expression(group[2:]))


def _text(node: ET.Element) -> str:
    return (node.text or "") if node.tag in ("mo", "mi") and not len(node) else ""


def _differential(node: ET.Element) -> bool:
    above = node[0] if node.tag == "mfrac" else None
    if above is None:
        return False
    return _text(above) in DIFFERENTIALS or (above.tag == "msup" and _text(above[0]) in DIFFERENTIALS)


def _lowered(node: ET.Element) -> ET.Element:
    """The lower index alone of a sign that has both."""
    lowered = ET.Element("msub")
    lowered.text = ""
    lowered.extend([node[0], node[1]])
    return lowered


def _is_fenced(node: ET.Element) -> bool:
    return node.tag == "mrow" and len(node) > 1 and _text(node[0]) in set(OPEN)


def _is_group(rest: list[ET.Element]) -> bool:
    if not rest:
        return False
    node = rest[0][0] if rest[0].tag == "msup" else rest[0]
    return node.tag == "mrow" and len(node) > 0 and _text(node[0]) == "("


def _inner(group: ET.Element) -> list[ET.Element]:
    return list(group)[1:-1]
