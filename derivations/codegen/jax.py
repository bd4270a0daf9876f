"""JAX: a function that can be compiled, mapped and differentiated; run as a script the file checks itself."""

import keyword
from collections.abc import Mapping
from typing import Any, ClassVar

import sympy as sp

from derivations.codegen.shared import python
from derivations.codegen.shared.kinds import is_complex
from derivations.codegen.shared.program import Program
from derivations.codegen.shared.scalar import ELEMENTARY, Names, Scalar, columns, keeps_nan

SUFFIX, CHECK = ".py", python.CHECK
JAX_HELPERS = {  # JAX's own lose the smaller part of a small complex number (sines), or take the other side of a cut
    "angle": """

def angle(y, x):
    return jnp.arctan2(jnp.where(y == 0, 0.0, y), jnp.where(x == 0, 0.0, x))
""",
    "complex_arcsin": """

def complex_arcsin(z):
    value = jnp.arcsin(z)
    on_cut = (z.imag == 0) & (abs(z.real) > 1)
    return jax.lax.complex(value.real, jnp.where(on_cut, -jnp.sign(z.real) * abs(value.imag), value.imag))
""",
    "complex_arcsinh": """

def complex_arcsinh(z):
    value = jnp.arcsinh(z)
    on_cut = (z.real == 0) & (abs(z.imag) > 1)
    return jax.lax.complex(jnp.where(on_cut, jnp.sign(z.imag) * abs(value.real), value.real), value.imag)
""",
    "complex_power": """

def complex_power(base, exponent):
    power = jax.lax.complex(base.real, jnp.where(base.imag == 0, 0.0, base.imag)) ** exponent
    return jnp.where(jnp.isnan(base) | jnp.isnan(exponent), jnp.nan, power)
""",
    "complex_sin": """

def complex_sin(z):
    return jax.lax.complex(jnp.sin(z.real) * jnp.cosh(z.imag), jnp.cos(z.real) * jnp.sinh(z.imag))
""",
    "complex_sinh": """

def complex_sinh(z):
    return jax.lax.complex(jnp.sinh(z.real) * jnp.cos(z.imag), jnp.cosh(z.real) * jnp.sin(z.imag))
""",
    "complex_sqrt": """

def complex_sqrt(z):
    return jnp.sqrt(jax.lax.complex(z.real, jnp.where(z.imag == 0, 0.0, z.imag)))
""",
    "known_power": """

def known_power(base, exponent):
    return jnp.where(jnp.isnan(base) | jnp.isnan(exponent), jnp.nan, base**exponent)
""",
}


class JaxPrinter(Scalar):
    """Expressions of JAX, each kind of number known: a root of a negative real number is complex, not NaN.

    ``bessel_jn`` and ``hyp1f1`` of jax.scipy.special are left out: the one loses all digits beyond x = 40, the other at
    large negative a (10 % at a = -800, b = 1, x = 0.5), and neither says so.
    """

    name = "JAX"
    imaginary_unit = "1j"
    reserved: ClassVar[frozenset[str]] = frozenset(
        (*keyword.kwlist, *("jax", "jnp", "numpy", "evaluate", "entries", "inputs", "float", "complex"), *JAX_HELPERS)
    )
    functions: ClassVar[Mapping[Any, Names]] = {
        **{function: Names(f"jnp.{name}", f"jnp.{name}") for function, name in ELEMENTARY.items()},
        **{sp.sin: Names("jnp.sin", "complex_sin"), sp.sinh: Names("jnp.sinh", "complex_sinh")},
        **{sp.sqrt: Names("jnp.sqrt", "complex_sqrt")},
        **{sp.asin: Names("jnp.arcsin", "complex_arcsin"), sp.asinh: Names("jnp.arcsinh", "complex_arcsinh")},
        **{sp.Abs: Names("jnp.abs", "jnp.abs"), sp.sign: Names("jnp.sign"), sp.atan2: Names("angle")},
        **{
            sp.Heaviside: Names("jnp.heaviside"),
            sp.tan: Names("jnp.tan"),
            sp.tanh: Names("jnp.tanh"),
            sp.atan: Names("jnp.arctan"),
        },
        **{sp.Max: Names("jnp.maximum"), sp.Min: Names("jnp.minimum")},
    }

    def promoted(self, argument: sp.Expr) -> str:
        """A complex number."""
        return self.text(argument) if is_complex(argument) else f"({self.text(argument)} + 0j)"

    def power(self, base: sp.Expr, exponent: sp.Expr) -> str:
        """``**`` with an exponent that is an integer, a product, or where the library keeps NaN; else a function of the file."""
        if exponent.is_Integer:
            return f"{self.atomic(base)}**{exponent}"
        if is_complex(base**exponent) and not exponent.is_integer:
            return self.called("complex_power", [self.promoted(base), self.text(exponent)], of_complex=True)
        if keeps_nan(base, exponent):
            return f"{self.atomic(base)}**{self.atomic(exponent)}"
        return self.called("known_power", [self.text(base), self.text(exponent)])


JAX = '''r"""{header}

Every argument is given by keyword and broadcasts; evaluate can be compiled (jax.jit), mapped (jax.vmap) and differentiated.

{glossary}

Check: {check}
"""

import jax
import jax.numpy as jnp
import numpy

jax.config.update("jax_enable_x64", True)  # 64 bits; JAX's default is 32
{helpers}

def evaluate({signature}):
    """Array of shape ({returned})."""
    inputs = [{inputs}]
    {unpacked}
    {body}
    return {result}
'''


def source(program: Program) -> str:
    """The module for JAX.

    Raises
    ------
    InexpressibleError
        If JAX lacks a function of the formula, or has one that is wrong.
    """
    printer = JaxPrinter(program)
    origin = program.subject
    names = [printer.names[symbol] for symbol in origin.arguments]
    kinds = ["complex" if is_complex(symbol) else "float" for symbol in origin.arguments]
    steps = [f"{printer.names[variable]} = {printer.text(value)}" for variable, value in program.steps]
    entries = [f"entries[{index}] = {printer.text(entry)}" for index, entry in enumerate(program.entries) if entry != 0]
    kind = "complex" if program.is_complex else "float"
    zeros = f"entries = [jnp.zeros((), {kind})] * {len(program.entries)}"
    same = f"entries = jnp.broadcast_arrays(*entries, *inputs)[:{len(program.entries)}]"
    stacked = f"jnp.stack(entries, axis=-1).astype({kind})"
    module = JAX.format(
        header="\n".join(program.header).replace('"""', "'''"),
        glossary="\n".join(origin.glossary(printer.names)),
        check=CHECK.format(name=origin.name),
        helpers="".join(text for name, text in JAX_HELPERS.items() if name in printer.used | printer.used_complex),
        signature=columns([f"*, {names[0]}", *names[1:]], indent="    ") if names else "",
        returned=", ".join(["*batch", *map(str, origin.shape)]),
        inputs=columns((f"jnp.asarray({name}, {kind})" for name, kind in zip(names, kinds, strict=True)), indent=8 * " "),
        unpacked=f"[{columns(names, indent='        ')}] = inputs" if names else "",
        body="\n    ".join([*steps, zeros, *entries, same]),
        result=f"{stacked}.reshape(entries[0].shape + {origin.shape})" if origin.shape else f"{stacked}[..., 0]",
    )
    return module + python.self_check(origin, names, program.comparison)
