"""States nearest zero by blocks of the symmetries, and spectral functions by Chebyshev polynomials."""
