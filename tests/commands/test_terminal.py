"""What is printed: no number is cut and no path changed, however narrow the terminal."""

import io
import re

import pytest

from derivations.commands.shared import terminal
from derivations.commands.shared.complaint import complain

NUMBERS = ["9.036720000e-05", "-0.02347036752", "1.41006761822e-10", "nan", "0"]
ODD = ["run[old]/a.nc", "out[/b]", "a:x:b", ":smile:", "a  b", "[bold]x[/bold]", "1.5e-10", "0x7f [1, 2] 'q' https://a.b"]


@pytest.fixture
def printed(monkeypatch):
    """A terminal of a width, and what it shows."""

    def show(width: int, command, *arguments, **keywords) -> str:
        file = io.StringIO()
        monkeypatch.setattr(terminal, "screen", terminal.verbatim(file=file, width=width, force_terminal=True, no_color=True))
        command(*arguments, **keywords)
        return re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", file.getvalue())

    return show


@pytest.mark.parametrize("width", [1, 2, 7, 16, 19, 20, 33, 40, 80, 200])
def test_no_number_is_cut(width, printed):
    text = printed(width, terminal.print_table, "energies", "weight", "j", rows=[NUMBERS[:3], NUMBERS[2:]])
    assert all(number in text.split() for number in NUMBERS)
    assert "…" not in text
    content = {"energies": [9.03672e-05, -1.5], "weight": [0.25, 1e-300], "gap": 0.123456789012}
    text = printed(width, terminal.report, False, content, {"t_c": 1.2345678901234567, "eps_sc": -0.6, "L": 41})
    assert "t_c = 1.2345678901234567, eps_sc = -0.6, L = 41" in text
    assert {"9.03672e-05", "-1.5", "0.25", "1e-300", "0.123456789012"} <= set(text.split())


def test_zero_is_printed_without_a_sign(printed):
    text = printed(200, terminal.report, False, {"energies": [-0.0, -1e-300], "gap": -0.0}, {})
    assert text.split()[:5] == ["energies", "0", "-1e-300", "gap:", "0"]


@pytest.mark.parametrize("width", range(1, 60, 6))
def test_prose_is_folded_between_words(width, printed):
    row = ("bilayer", "characteristic_polynomial", "A quartic in E squared, with two roots")
    text = printed(width, terminal.print_table, "subject", "claim", "statement", rows=[row], prose=("statement",))
    assert set(" ".join(row).split()) <= set(text.split())
    assert width < 20 or max(map(len, text.splitlines())) <= max(width, len("statement: " + row[2]))


@pytest.mark.parametrize("text", ODD)
def test_texts_are_printed_as_they_are(text, printed, capsys):
    assert printed(5, terminal.say, text) == f"{text}\n"
    complain(f"`-o` must be a folder, but is {text}.")
    assert capsys.readouterr().err == f"tisc: `-o` must be a folder, but is {text}.\n"
    assert text.split()[0] in printed(300, terminal.print_table, "path", rows=[[text]])


def test_a_complaint_is_one_line(capsys):
    complain("`-o` must be\n   a folder, but is a\x1b[31m\nb\tc.")
    assert capsys.readouterr().err == "tisc: `-o` must be a folder, but is a\\x1b[31m b\\tc.\n"
