"""Complex numbers in Rust, which has none without a crate: as much of them as a file uses.

On branch cuts the values are SymPy's, whatever the sign of a zero.
"""

NUMBERS = """
use std::ops::{Add, Div, Mul, Neg, Sub};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Complex {
    pub re: f64,
    pub im: f64,
}

impl From<f64> for Complex {
    fn from(re: f64) -> Complex {
        Complex { re, im: 0.0 }
    }
}

impl Neg for Complex {
    type Output = Complex;
    fn neg(self) -> Complex {
        Complex { re: -self.re, im: -self.im }
    }
}

impl Add for Complex {
    type Output = Complex;
    fn add(self, other: Complex) -> Complex {
        Complex { re: self.re + other.re, im: self.im + other.im }
    }
}

impl Sub for Complex {
    type Output = Complex;
    fn sub(self, other: Complex) -> Complex {
        self + -other
    }
}

impl Mul for Complex {
    type Output = Complex;
    fn mul(self, other: Complex) -> Complex {
        Complex { re: self.re * other.re - self.im * other.im, im: self.re * other.im + self.im * other.re }
    }
}

impl Div for Complex {
    type Output = Complex;
    fn div(self, other: Complex) -> Complex {
        let scale = other.re.abs().max(other.im.abs()); // the square of a small number may vanish
        let (re, im) = (other.re / scale, other.im / scale);
        let product = self * Complex { re, im: -im };
        let square = scale * (re * re + im * im);
        Complex { re: product.re / square, im: product.im / square }
    }
}

macro_rules! mixed {
    ($operator:ident, $method:ident) => {
        impl $operator<f64> for Complex {
            type Output = Complex;
            fn $method(self, other: f64) -> Complex {
                self.$method(Complex::from(other))
            }
        }
        impl $operator<Complex> for f64 {
            type Output = Complex;
            fn $method(self, other: Complex) -> Complex {
                Complex::from(self).$method(other)
            }
        }
    };
}
mixed!(Add, add);
mixed!(Sub, sub);
mixed!(Mul, mul);
mixed!(Div, div);

impl Complex {
"""

IMAGINARY_UNIT = "    pub const I: Complex = Complex { re: 0.0, im: 1.0 };"

METHODS = {
    "abs": """    pub fn abs(self) -> f64 {
        self.re.hypot(self.im)
    }""",
    "powf": """    pub fn powf(self, exponent: f64) -> Complex {
        let (size, turn) = (self.re.hypot(self.im), exponent * (self.im + 0.0).atan2(self.re + 0.0)); // -0 counts as 0
        if size.is_nan() || exponent.is_nan() {
            return Complex { re: f64::NAN, im: f64::NAN }; // where powf of f64 may give 1
        }
        let size = size.powf(exponent);
        if size == 0.0 { Complex::from(0.0) } else { Complex { re: size * turn.cos(), im: size * turn.sin() } }
    }""",
    "powc": """    pub fn powc(self, exponent: Complex) -> Complex {
        if self == Complex::from(0.0) {
            let value = if exponent.re > 0.0 { 0.0 } else if exponent == Complex::from(0.0) { 1.0 } else { f64::NAN };
            return Complex::from(value);
        }
        let logarithm = Complex { re: self.re.hypot(self.im).ln(), im: (self.im + 0.0).atan2(self.re + 0.0) };
        (exponent * logarithm).exp()
    }""",
    "powi": """    pub fn powi(self, exponent: u32) -> Complex {
        let (mut product, mut base, mut rest) = (Complex::from(1.0), self, exponent);
        while rest > 0 {
            if rest % 2 == 1 {
                product = product * base;
            }
            base = base * base;
            rest /= 2;
        }
        product
    }""",
    "exp": """    pub fn exp(self) -> Complex {
        Complex { re: self.re.exp() * self.im.cos(), im: self.re.exp() * self.im.sin() }
    }""",
    "sin": """    pub fn sin(self) -> Complex {
        Complex { re: self.re.sin() * self.im.cosh(), im: self.re.cos() * self.im.sinh() }
    }""",
    "cos": """    pub fn cos(self) -> Complex {
        Complex { re: self.re.cos() * self.im.cosh(), im: -self.re.sin() * self.im.sinh() }
    }""",
    "sinh": """    pub fn sinh(self) -> Complex {
        Complex { re: self.re.sinh() * self.im.cos(), im: self.re.cosh() * self.im.sin() }
    }""",
    "cosh": """    pub fn cosh(self) -> Complex {
        Complex { re: self.re.cosh() * self.im.cos(), im: self.re.sinh() * self.im.sin() }
    }""",
    "asinh": """    pub fn asinh(self) -> Complex {
        let turned = Complex { re: -self.im, im: self.re }.asin(); // -i asin(i z)
        Complex { re: turned.im, im: -turned.re }
    }""",
    "asin": """    // W. Kahan, "Branch cuts for complex elementary functions" (1987): no digits are lost near 0 and 1.
    pub fn asin(self) -> Complex {
        let im = if self.im == 0.0 { -(0.0_f64).copysign(self.re) } else { self.im }; // on the cut from the side that SymPy takes
        let left = Complex { re: 1.0 - self.re, im: -im }.root();
        let right = Complex { re: 1.0 + self.re, im }.root();
        let (re, im) = ((left * right).re, left.re * right.im - left.im * right.re);
        Complex { re: self.re.atan2(re), im: im.asinh() }
    }""",
    "sqrt": """    pub fn sqrt(self) -> Complex {
        Complex { re: self.re, im: self.im + 0.0 }.root() // -0 counts as 0
    }""",
    "root": """    fn root(self) -> Complex {
        let large = ((self.re.hypot(self.im) + self.re.abs()) / 2.0).sqrt();
        let small = if large == 0.0 { 0.0 } else { self.im.abs() / (2.0 * large) };
        let (re, im) = if self.re >= 0.0 { (large, small) } else { (small, large) };
        Complex { re, im: im.copysign(self.im) }
    }""",
}
NEEDS = {"sqrt": ("root",), "asinh": ("asin", "root"), "asin": ("root",), "powc": ("exp",)}


def complex_numbers(code: str, *, methods: set[str]) -> str:
    """The type and those of its methods that are used; one that is not would be a warning."""
    wanted = methods | {other for name in methods for other in NEEDS.get(name, ())}
    parts = [*([IMAGINARY_UNIT] if "Complex::I" in code else []), *(text for name, text in METHODS.items() if name in wanted)]
    return NUMBERS + "\n\n".join(parts) + "\n}\n"
