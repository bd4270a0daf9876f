"""The claims: one folder a subject, one claim a file; shared/ for what several need."""
