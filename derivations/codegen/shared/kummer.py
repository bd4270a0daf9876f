"""Kummer's function of any first parameter with many digits, by another series than the kernels'."""

import mpmath

FAR = 10**4  # of a z: where the length of Kummer's own series begins to grow


def kummer(a: mpmath.mpf, b: mpmath.mpf, z: mpmath.mpf) -> mpmath.mpf:
    """1F1 in the present precision; for a huge a by Tricomi's series of Bessel functions (Abramowitz and Stegun, 13.3.7).

    Its terms are A_n (z/2)^n / (b)_n 0F1(b + n; -z (b - 2a)/2) exp(z/2), with
    (n + 1) A_(n+1) = (n + b - 1) A_(n-1) + (2a - b) A_(n-2).
    """
    if abs(a * z) < FAR or abs(z) > 100:
        return mpmath.hyp1f1(a, b, z)
    w = z * (a - b / 2)
    A, total, factor, n = [mpmath.mpf(0), mpmath.mpf(0), mpmath.mpf(1)], mpmath.mpf(0), mpmath.mpf(1), 0
    while True:
        terms = []
        for _ in range(3):
            terms.append(A[-1] * factor * mpmath.hyp0f1(b + n, w))
            factor *= z / 2 / (b + n)
            A = [*A[1:], ((n + b - 1) * A[-2] + (2 * a - b) * A[-3]) / (n + 1)]
            n += 1
        total += mpmath.fsum(terms)
        if max(map(abs, terms)) <= abs(total) * mpmath.eps:
            return mpmath.exp(z / 2) * total
