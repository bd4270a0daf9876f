"""Which functions a kernel may contain: each with its code, and where its values are real.

What is not in this table is refused. Every entry is compared with mpmath by the tests, over the real line and the complex plane.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

import sympy as sp

Kind = Literal["always", "if real", "if not negative", "if SymPy says so", "never"]


class Entry(NamedTuple):
    """Code with the places ``{0}``, ``{1}``, ... of the arguments or ``{all}``; and when the value is a real number.

    ``if real``: for real arguments; ``if not negative``: if the last argument is, too.
    """

    code: str
    real: Kind = "if real"


S = "scipy.special."
BY_DEGREE = "of_whole_degree(" + S + "{name}, {{all}})"

ELEMENTARY: Mapping[Any, Entry] = {
    **{f: Entry(f"numpy.{f.__name__}({{0}})") for f in (sp.exp, sp.sin, sp.cos, sp.tan, sp.sinh, sp.cosh, sp.tanh)},
    sp.cot: Entry("(1/numpy.tan({0}))"),
    sp.sec: Entry("(1/numpy.cos({0}))"),
    sp.csc: Entry("(1/numpy.sin({0}))"),
    sp.coth: Entry("(1/numpy.tanh({0}))"),
    sp.sech: Entry("(1/numpy.cosh({0}))"),
    sp.csch: Entry("(1/numpy.sinh({0}))"),
    sp.sinc: Entry("numpy.sinc(({0})/numpy.pi)"),
    sp.log: Entry("above_cut(numpy.log, {0})", "if not negative"),
    sp.asin: Entry("outside_one(numpy.arcsin, {0})", "if SymPy says so"),
    sp.acos: Entry("outside_one(numpy.arccos, {0})", "if SymPy says so"),
    sp.atan: Entry("odd_on_axis(numpy.arctan, {0})"),
    sp.asinh: Entry("odd_on_axis(numpy.arcsinh, {0})"),
    sp.acosh: Entry("above_cut(numpy.arccosh, {0}, 1.0)", "if SymPy says so"),
    sp.atanh: Entry("outside_one(numpy.arctanh, {0})", "if SymPy says so"),
    sp.acot: Entry("odd_on_axis(numpy.arctan, inverse_of({0}, numpy.inf))"),
    sp.asec: Entry("outside_one(numpy.arccos, 1/({0}))", "if SymPy says so"),
    sp.acsc: Entry("outside_one(numpy.arcsin, 1/({0}))", "if SymPy says so"),
    sp.asech: Entry("above_cut(numpy.arccosh, 1/({0}), 1.0)", "if SymPy says so"),
    sp.acsch: Entry("odd_on_axis(numpy.arcsinh, 1/({0}))"),
    sp.acoth: Entry("outside_one(numpy.arctanh, inverse_of({0}, -numpy.inf))", "if SymPy says so"),
}

PARTS: Mapping[Any, Entry] = {
    sp.Abs: Entry("numpy.abs({0})", "always"),
    sp.re: Entry("part_of(numpy.real, {0})", "always"),
    sp.im: Entry("part_of(numpy.imag, {0})", "always"),
    sp.arg: Entry("phase_of({0})", "always"),
    sp.conjugate: Entry("numpy.conjugate({0})"),
    sp.sign: Entry("numpy.sign({0})"),
    sp.atan2: Entry("angle_of({0}, {1})", "always"),
    sp.Heaviside: Entry("numpy.heaviside(real_argument({0}), {1})", "always"),
    sp.floor: Entry("numpy.floor(real_argument({0}))", "always"),
    sp.ceiling: Entry("numpy.ceil(real_argument({0}))", "always"),
    sp.frac: Entry("numpy.mod(real_argument({0}), 1.0)", "always"),
    sp.Mod: Entry("numpy.mod(real_argument({0}), real_argument({1}))", "always"),
}
LARGEST: Mapping[Any, str] = {sp.Max: "numpy.maximum", sp.Min: "numpy.minimum"}

SPECIAL: Mapping[Any, Entry] = {
    sp.gamma: Entry(f"{S}gamma({{0}})"),
    sp.factorial: Entry(f"{S}gamma({{0}} + 1.0)"),
    sp.loggamma: Entry(f"above_pole({S}loggamma, {{0}})", "if not negative"),
    sp.polygamma: Entry(f"{S}psi({{1}})"),  # of order 0 alone
    sp.uppergamma: Entry("upper_gamma({0}, {1})"),
    sp.lowergamma: Entry("lower_gamma({0}, {1})"),
    sp.beta: Entry("euler_beta({0}, {1})"),
    sp.binomial: Entry(f"{S}binom(real_argument({{0}}), real_argument({{1}}))"),
    sp.zeta: Entry(f"{S}zeta(real_argument({{0}}))"),  # of Riemann
    **{f: Entry(f"{S}{f.__name__}({{0}})") for f in (sp.erf, sp.erfc, sp.erfi)},
    **{f: Entry(f"{S}{f.__name__}(real_argument({{0}}))") for f in (sp.erfinv, sp.erfcinv)},
    sp.fresnels: Entry(f"{S}fresnel({{0}})[0]"),
    sp.fresnelc: Entry(f"{S}fresnel({{0}})[1]"),
    sp.Ei: Entry("exponential_integral({0})"),
    sp.expint: Entry(f"above_pole({S}exp1, {{1}})", "if not negative"),  # of order 1 alone
    sp.Si: Entry(f"{S}sici({{0}})[0]"),
    sp.Ci: Entry("cosine_integral({0})", "if not negative"),
    sp.Shi: Entry(f"{S}shichi({{0}})[0]"),
    sp.Chi: Entry("hyperbolic_cosine_integral({0})", "if not negative"),
    sp.besselj: Entry(f"bessel_first({S}jv, {{0}}, {{1}})", "if SymPy says so"),
    sp.besseli: Entry(f"bessel_first({S}iv, {{0}}, {{1}})", "if SymPy says so"),
    sp.bessely: Entry(f"bessel_second({S}yv, {{0}}, {{1}})", "if not negative"),
    sp.besselk: Entry(f"bessel_second({S}kv, {{0}}, {{1}})", "if not negative"),
    sp.hankel1: Entry(f"bessel_second({S}hankel1, {{0}}, {{1}})", "never"),
    sp.hankel2: Entry(f"bessel_second({S}hankel2, {{0}}, {{1}})", "never"),
    sp.airyai: Entry(f"{S}airy({{0}} + 0.0)[0]"),
    sp.airyaiprime: Entry(f"{S}airy({{0}} + 0.0)[1]"),
    sp.airybi: Entry(f"{S}airy({{0}} + 0.0)[2]"),
    sp.airybiprime: Entry(f"{S}airy({{0}} + 0.0)[3]"),
    sp.legendre: Entry(BY_DEGREE.format(name="eval_legendre")),
    sp.chebyshevt: Entry(BY_DEGREE.format(name="eval_chebyt")),
    sp.chebyshevu: Entry(BY_DEGREE.format(name="eval_chebyu")),
    sp.hermite: Entry(BY_DEGREE.format(name="eval_hermite")),
    sp.gegenbauer: Entry(BY_DEGREE.format(name="eval_gegenbauer")),
    sp.jacobi: Entry(BY_DEGREE.format(name="eval_jacobi")),
    sp.laguerre: Entry("laguerre_l({0}, 0.0, {1})"),
    sp.assoc_laguerre: Entry("laguerre_l({0}, {1}, {2})"),
    sp.hyper: Entry("kummer_m({0}, {1}, {2})"),  # 1F1 alone
    sp.elliptic_k: Entry(f"{S}ellipk(real_argument({{0}}))"),
    sp.elliptic_e: Entry(f"{S}ellipe(real_argument({{0}}))"),  # complete alone
    sp.LambertW: Entry("lambert_w({all})", "if SymPy says so"),
}

FUNCTIONS: Mapping[Any, Entry] = {**ELEMENTARY, **PARTS, **SPECIAL}


def arguments_of(function: sp.Expr) -> tuple[sp.Expr, ...] | None:
    """The arguments that the code of a function of the table takes; None for kinds of it that no code has."""
    if isinstance(function, sp.hyper):
        return (*function.ap, *function.bq, function.argument) if (len(function.ap), len(function.bq)) == (1, 1) else None
    order = function.args[0]
    known = {
        sp.polygamma: order == 0,
        sp.expint: order == 1,
        sp.zeta: len(function.args) == 1,
        sp.elliptic_e: len(function.args) == 1,
        sp.LambertW: len(function.args) == 1 or function.args[1].is_Integer,
    }
    return function.args if known.get(type(function), True) else None
