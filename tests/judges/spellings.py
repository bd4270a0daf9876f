"""Names of symbols that no language takes as they are, or that one reads as another."""

SPELLINGS = [
    *("ϵ", "ε", "𝜀", "ℯ", "ϕ", "φ", "µ", "μ", "λ", "ℏ", "ħω", "é", "数", "d†", "σ²", "σ↑", "σ↓", "k↑", "E₀"),
    *(r"\Delta", r"\Delta_{k}", r"\Delta_{sc}", "Δ_k'", "x'", "x''", "k_+", "k_-", "t-sc", "a b", "", "1", "1x"),
    *("_x", "x_", "__", "__debug__", "E0", "R", "r", "x" * 90, "X" * 90, "x" * 100, "x" * 101),
    *("lambda", "None", "epsilon", "numpy", "scipy", "real_argument"),
]
