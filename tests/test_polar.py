"""theory.polar: plane waves stay plane waves, orders of momenta are not guessed, the field has its sign."""

import pytest
import sympy as sp

from theory.polar import orbital, quantised, radial_part
from theory.symbols import ell, kx, ky, r, theta


def test_a_plane_wave_has_its_momentum():
    a, b = sp.symbols("a b", real=True)
    wave = sp.exp(sp.I * (a * r * sp.cos(theta) + b * r * sp.sin(theta)))
    assert sp.simplify(quantised(kx**2 + 3 * ky, (kx, ky), wave) / wave - a**2 - 3 * b) == 0


def test_a_positive_field_favours_positive_angular_momentum():
    """(l/r - A)^2 with A = B r / 2: the paramagnetic term is -B l."""
    B = sp.Symbol("B", positive=True)
    image = radial_part(quantised(kx**2 + ky**2, (kx, ky), orbital(r**0), vector_potential=B * r / 2))
    assert sp.expand(image) == sp.expand((ell / r - B * r / 2) ** 2)


def test_mixed_terms_are_refused():
    with pytest.raises(ValueError, match="no mixed terms"):
        quantised(kx * ky, (kx, ky), sp.S.One)
