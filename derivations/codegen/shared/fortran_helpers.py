"""What a Fortran module brings along: functions that keep NaN, and those with branch cuts, whose values there are SymPy's.

Fortran tells the two sides of a cut apart by the sign of a zero, SymPy knows one zero: the helpers give a zero the sign that leads
to SymPy's value.
"""

HELPERS = {
    "above": """
  ! The same number, a zero part of either sign counting as +0.
  elemental function above(z) result(value)
    complex(dp), intent(in) :: z
    complex(dp) :: value
    value = cmplx(real(z) + 0.0_dp, aimag(z) + 0.0_dp, dp)
  end function
""",
    "sign_of": """
  elemental function sign_of(x) result(value)
    real(dp), intent(in) :: x
    real(dp) :: value
    value = x ! zero, or not a number
    if (x > 0.0_dp) value = 1.0_dp
    if (x < 0.0_dp) value = -1.0_dp
  end function
""",
    "step": """
  elemental function step(x, at_zero) result(value)
    real(dp), intent(in) :: x, at_zero
    real(dp) :: value
    value = merge(x, at_zero, ieee_is_nan(x))
    if (x > 0.0_dp) value = 1.0_dp
    if (x < 0.0_dp) value = 0.0_dp
  end function
""",
    "maximum": """
  elemental function maximum(x, y) result(value)
    real(dp), intent(in) :: x, y
    real(dp) :: value
    value = merge(x, y, x > y .or. ieee_is_nan(x))
  end function
""",
    "minimum": """
  elemental function minimum(x, y) result(value)
    real(dp), intent(in) :: x, y
    real(dp) :: value
    value = merge(x, y, x < y .or. ieee_is_nan(x))
  end function
""",
    "angle": """
  elemental function angle(y, x) result(value)
    real(dp), intent(in) :: y, x
    real(dp) :: value
    value = 0.0_dp
    if (abs(x) > 0.0_dp .or. abs(y) > 0.0_dp) value = atan2(y + 0.0_dp, x + 0.0_dp) ! -0 counts as 0
    if (ieee_is_nan(x) .or. ieee_is_nan(y)) value = x + y
  end function
""",
    "bessel_j": """
  elemental function bessel_j(order, x) result(value)
    real(dp), intent(in) :: order, x
    real(dp) :: value
    if (abs(order - anint(order)) <= 0.0_dp .and. abs(order) <= real(huge(1), dp)) then
      value = bessel_jn(abs(nint(order)), x)
      if (order < 0.0_dp .and. mod(nint(order), 2) /= 0) value = -value
    else
      value = ieee_value(x, ieee_quiet_nan)
    end if
  end function
""",
    "real_power": """
  ! A negative base may have a whole exponent only.
  elemental function real_power(base, exponent) result(value)
    real(dp), intent(in) :: base, exponent
    real(dp) :: value
    if (ieee_is_nan(base) .or. ieee_is_nan(exponent)) then
      value = base + exponent
    else if (base >= 0.0_dp) then
      value = base**exponent
    else if (abs(exponent - anint(exponent)) <= 0.0_dp .and. abs(exponent) <= real(huge(1), dp)) then
      value = base**nint(exponent)
    else
      value = ieee_value(base, ieee_quiet_nan)
    end if
  end function
""",
    "square_root": """
  elemental function square_root(z) result(value)
    complex(dp), intent(in) :: z
    complex(dp) :: value
    value = sqrt(above(z))
  end function
""",
    "arcsin": """
  elemental function arcsin(z) result(value)
    complex(dp), intent(in) :: z
    complex(dp) :: value
    value = z
    if (abs(aimag(z)) <= 0.0_dp) value = cmplx(real(z), -sign(0.0_dp, real(z)), dp)
    value = asin(value)
  end function
""",
    "arcsinh": """
  elemental function arcsinh(z) result(value)
    complex(dp), intent(in) :: z
    complex(dp) :: value
    value = z
    if (abs(real(z)) <= 0.0_dp) value = cmplx(sign(0.0_dp, aimag(z)), aimag(z), dp)
    value = asinh(value)
  end function
""",
    "polar_power": """
  elemental function polar_power(base, exponent) result(value)
    complex(dp), intent(in) :: base
    real(dp), intent(in) :: exponent
    complex(dp) :: value
    real(dp) :: length, turn
    length = real_power(abs(base), exponent)
    turn = exponent*angle(aimag(base), real(base))
    value = merge((0.0_dp, 0.0_dp), cmplx(length*cos(turn), length*sin(turn), dp), length <= 0.0_dp)
  end function
""",
    "complex_power": """
  elemental function complex_power(base, exponent) result(value)
    complex(dp), intent(in) :: base, exponent
    complex(dp) :: value
    if (abs(base) > 0.0_dp .or. ieee_is_nan(abs(base))) then
      value = exp(exponent*log(above(base)))
    else if (real(exponent) > 0.0_dp) then
      value = 0.0_dp
    else if (abs(exponent) <= 0.0_dp) then
      value = 1.0_dp
    else
      value = ieee_value(0.0_dp, ieee_quiet_nan)
    end if
  end function
""",
}
NEEDS = {
    "square_root": ("above",),
    "polar_power": ("real_power", "angle"),
    "complex_power": ("above",),
}
ARITHMETIC = ("ieee_is_nan", "ieee_quiet_nan", "ieee_value")


def helpers(names: set[str]) -> str:
    """The helpers of these names and those that they call."""
    wanted = names | {other for name in names for other in NEEDS.get(name, ())}
    return "".join(text for name, text in HELPERS.items() if name in wanted)


def imports(text: str) -> str:
    """The line that imports what the helpers need of the intrinsic module of floating-point arithmetic."""
    used = [name for name in ARITHMETIC if name in text]
    return f"  use, intrinsic :: ieee_arithmetic, only: {', '.join(used)}\n" if used else ""
