"""The figures of arXiv:0901.4693: topological order of superfluids with Rashba coupling."""
