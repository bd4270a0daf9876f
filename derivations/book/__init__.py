"""Claims and figures as texts and pages."""
