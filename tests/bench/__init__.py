"""Speed, measured: ``python -m tests.bench`` prints every line of the modules here; see ``line.py`` for what a line is."""
