"""Real space: sites, fields and matrices of squares and strips."""
