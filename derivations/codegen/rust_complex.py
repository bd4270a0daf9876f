"""Complex numbers in Rust, which has none without a crate: as much of them as a file uses."""

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
        let (size, angle) = (self.re.hypot(self.im).powf(exponent), exponent * self.im.atan2(self.re));
        Complex { re: size * angle.cos(), im: size * angle.sin() }
    }""",
    "powi": """    pub fn powi(self, exponent: u32) -> Complex {
        (0..exponent).fold(Complex::from(1.0), |product, _| product * self)
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
        let left = Complex { re: 1.0 - self.re, im: -self.im }.sqrt();
        let right = Complex { re: 1.0 + self.re, im: self.im }.sqrt();
        let (re, im) = ((left * right).re, left.re * right.im - left.im * right.re);
        Complex { re: self.re.atan2(re), im: im.asinh() }
    }""",
    "sqrt": """    pub fn sqrt(self) -> Complex {
        let large = ((self.re.hypot(self.im) + self.re.abs()) / 2.0).sqrt();
        let small = if large == 0.0 { 0.0 } else { self.im.abs() / (2.0 * large) };
        let (re, im) = if self.re >= 0.0 { (large, small) } else { (small, large) };
        Complex { re, im: im.copysign(self.im) }
    }""",
}
NEEDS = {"asinh": ("asin", "sqrt"), "asin": ("sqrt",)}


def complex_numbers(code: str, *, methods: set[str]) -> str:
    """The type and those of its methods that are used; one that is not would be a warning."""
    wanted = methods | {other for name in methods for other in NEEDS.get(name, ())}
    parts = [*([IMAGINARY_UNIT] if "Complex::I" in code else []), *(text for name, text in METHODS.items() if name in wanted)]
    return NUMBERS + "\n\n".join(parts) + "\n}\n"
