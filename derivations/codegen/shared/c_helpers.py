"""What a C program brings along: functions that keep NaN, and those with branch cuts, whose values there are SymPy's.

C tells the two sides of a cut apart by the sign of a zero, SymPy knows one zero: the helpers give a zero the sign that leads to
SymPy's value.
"""

HELPERS = {
    "above": """/* The same number, a zero part of either sign counting as +0. */
static double complex above(double complex z)
{
    return CMPLX(creal(z) + 0.0, cimag(z) + 0.0);
}
""",
    "sign_of": """static double sign_of(double x)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x; /* NaN stays */
}
""",
    "step": """static double step(double x, double at_zero)
{
    return x > 0.0 ? 1.0 : x < 0.0 ? 0.0 : x == 0.0 ? at_zero : x; /* NaN stays */
}
""",
    "maximum": """static double maximum(double x, double y)
{
    return x > y || isnan(x) ? x : y;
}
""",
    "minimum": """static double minimum(double x, double y)
{
    return x < y || isnan(x) ? x : y;
}
""",
    "angle": """static double angle(double y, double x)
{
    return atan2(y + 0.0, x + 0.0); /* -0 counts as 0 */
}
""",
    "bessel_j": """static double bessel_j(double order, double x)
{
    if (!(order == floor(order) && fabs(order) <= 2147483647.0))
        return NAN;
    return jn((int)order, x);
}
""",
    "real_power": """static double real_power(double base, double exponent)
{
    return isnan(base) || isnan(exponent) ? NAN : pow(base, exponent); /* where pow gives 1 */
}
""",
    "square_root": """static double complex square_root(double complex z)
{
    return csqrt(above(z));
}
""",
    "arcsin": """static double complex arcsin(double complex z)
{
    return casin(cimag(z) == 0.0 ? CMPLX(creal(z), -copysign(0.0, creal(z))) : z);
}
""",
    "arcsinh": """static double complex arcsinh(double complex z)
{
    return casinh(creal(z) == 0.0 ? CMPLX(copysign(0.0, cimag(z)), cimag(z)) : z);
}
""",
    "whole_power": """static double complex whole_power(double complex base, int exponent)
{
    double complex product = 1.0;
    for (; exponent > 0; exponent /= 2, base *= base)
        if (exponent % 2)
            product *= base;
    return product;
}
""",
    "polar_power": """static double complex polar_power(double complex base, double exponent)
{
    const double size = real_power(cabs(base), exponent), turn = exponent * carg(above(base));
    return size == 0.0 ? 0.0 : CMPLX(size * cos(turn), size * sin(turn));
}
""",
    "complex_power": """static double complex complex_power(double complex base, double complex exponent)
{
    if (base == 0.0)
        return creal(exponent) > 0.0 ? 0.0 : exponent == 0.0 ? 1.0 : NAN;
    return cexp(exponent * clog(above(base)));
}
""",
}
NEEDS = {
    "square_root": ("above",),
    "polar_power": ("above", "real_power"),
    "complex_power": ("above",),
}


def helpers(names: set[str]) -> str:
    """The helpers of these names and those that they call, each after what it calls."""
    wanted = names | {other for name in names for other in NEEDS.get(name, ())}
    return "".join(f"{text}\n" for name, text in HELPERS.items() if name in wanted)
