"""Linear algebra: levels and states of Hermitian matrices, dense, sparse and generalised."""
