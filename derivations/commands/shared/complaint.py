"""What goes wrong, said in one line."""

import sys


def complain(message: str) -> None:
    """One line on standard error, with what cannot be printed as escapes."""
    line = " ".join(part.strip() for part in message.splitlines())
    print("tisc:", "".join(c if c.isprintable() else ascii(c)[1:-1] for c in line), file=sys.stderr)
