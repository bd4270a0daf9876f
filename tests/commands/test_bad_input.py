"""Bad input: one line that names the argument, exit code 2, no file."""

import pytest

from derivations.codegen import TARGETS
from derivations.models import MODELS

BAD = [
    (["vortex", "--R", "-1"], "R"),
    (["vortex", "--L", "9", "--R", "5.5"], "L"),
    (["vortex", "--L", "-3"], "L"),
    (["vortex", "--L", "4.5"], "--L"),
    (["vortex", "--R", "0", "--n", "1"], "R"),
    (["vortex", "--states", "7"], "states"),
    (["vortex", "--states", "0"], "states"),
    (["vortex", "--L", "7", "--R", "1", "--states", "100000"], "states"),
    (["vortex", "--L", "1000000000"], "L"),
    (["vortex", "--n", "999999999999999999999"], "n"),
    (["vortex", "--L", "15", "--R", "1e-200"], "R"),
    (["vortex", "-o", "n" * 300 + ".nc"], "-o"),
    (["vortex", "--t-c", "nan"], "t_c"),
    (["radial", "--j", "0.5"], "j"),
    (["radial", "--R", "30"], "R"),
    (["radial", "--model", "swave", "--j", "0.5", "--R", "4", "--outer", "4.00000001"], "outer"),
    (["radial", "--j", "10000"], "j"),
    (["vortex", "--disorder", "nan"], "disorder"),
    (["vortex", "--disorder", "-1"], "disorder"),
    (["bands", "-o", ""], "-o"),
    (["bands", "-o", "run[old]/[b]a[/b].nc"], "'run[old]/[b]a[/b].nc'"),
    (["figure", "fig2a", "-o", "/dev/null/a:x:b  [/b]"], "/dev/null/a:x:b  [/b]"),
    (["vortex", "--seed", "-1"], "seed"),
    (["radial", "--outer", "100000"], "outer"),
    (["radial", "--model", "slab"], "--model"),
    (["radial", "--model", "swave", "--lam", "1"], "lam"),
    (["radial", "--M", "0"], "M"),
    (["radial", "--R", "0.001", "--outer", "6"], "`states` must be resolved"),
    (["radial", "--states", "0"], "states"),
    (["radial", "--states", "150", "--outer", "6"], "states"),
    (["vortex", "--R", "inf"], "R"),
    (["vortex", "--n", "half"], "--n"),
    (["vortex", "-o", "levels.txt"], "-o"),
    (["vortex", "--plot", "/nowhere/levels.png"], "--plot"),
    (["gap", "--t-c", "inf"], "t_c"),
    (["gap", "--Delta", "1e308"], "Delta"),
    (["gap", "--t-c"], "--t-c"),
    (["gap", "--tc", "1"], "--tc"),
    (["gap", "1.2"], "1.2"),
    (["bands", "--kx", "nan"], "kx"),
    (["bands", "--Delta", "much"], "--Delta"),
    (["chern", "--t-c", "0"], "gap"),
    (["derive"], "CLAIM"),
    (["derive", "absent"], "claim"),
    (["derive", "gap_at_gamma", "--latex", "--json"], "--latex"),
    (["derive", "gap_at_gamma", "--latex", "--document"], "--document"),
    (["check", "nothing"], "claim"),
    (["codegen", "nothing", "--to", "numpy"], "name"),
    (["codegen", "gap_at_gamma", "--to", "cobol"], "--to"),
    (["codegen", "kummer_levels", "--to", "c", "-o", "levels.c"], "for kummer_levels, but is c: the printer of C lacks"),
    (["codegen", "swave", "--to", "rust", "-o", "swave.c"], "-o"),
    (["figure", "fig99"], "name"),
    (["derive", "catalan"], "shows, but is catalan: did you mean quasi_degenerate_gap or small_tunnelling_gap?"),
    (["check", "catlan"], "did you mean quasi_degenerate_gap or small_tunnelling_gap?"),
    (
        ["list", "catlan"],
        "`word` must occur in the name, title, statement or subject of a claim, but is catlan: did you mean catalan",
    ),
    (["list", "qqqq"], "but is qqqq."),
    (["derive", "gap_at_gama"], "one of those that `tisc list` shows, but is gap_at_gama: did you mean gap_at_gamma?"),
    (
        ["codegen", "bilayr"],
        f"one of {', '.join(MODELS)} and those that `tisc list` shows, but is bilayr: did you mean bilayer?",
    ),
    (["codegen", "bilayer", "--to", "pyhton"], f"one of {', '.join(TARGETS)}, but is pyhton."),
    (["codegen", "bilayer", "--to", "fortan"], f"one of {', '.join(TARGETS)}, but is fortan: did you mean fortran?"),
    (["radial", "--model", "s-wave"], f"one of {', '.join(MODELS)}, but is s-wave: did you mean swave?"),
    (["figure", "tabel1"], "one of those that `tisc figure --help` shows, but is tabel1: did you mean table1?"),
    (["figure", "fig3c", "-o", "/proc/nowhere"], "-o"),
    (["report", "-o", "/dev/null/report"], "-o"),
    (["nonsense"], "nonsense"),
    (["gpa"], "No such command 'gpa'. Did you mean 'gap'? See `tisc --help`."),
    (["gap", "extra"], "unexpected extra argument(s) (extra); see `tisc gap --help`."),
    (["gap", "-j"], "No such option: -j; see `tisc gap --help`."),
    (["gap", "--model", ""], f"`--model` must be one of {', '.join(MODELS)}, but is empty."),
    (["gap", "--t-c", ""], "a range first:last:count, where the count is 2 to 100000, but is empty."),
    (["gap", "--t-c", "1:2"], "a range first:last:count, where the count is 2 to 100000, but is 1:2, without a count."),
    (["vortex", "--n", "0:1"], "a range first:last:count of whole numbers, where the count is 2 to 100000, but is 0:1, without a"),
    (["gap", "--t-c", "1,1,2"], "`t_c` must have each value once, but 1 stands there 2 times."),
    (["gap", "--M", "1:1:3"], "`M` must have each value once, but 1 stands there 3 times."),
    (["vortex", "--R", "30"], "`R` must be below 19.5 in a square of side `L` = 41, but is 30, for which `L` must be at least 63."),
    (["gap", "--t-c", "1", "--t-c=2"], "`--t-c` must be given once (several numbers are a list, 1,2), but is given 2 times."),
    (["list", " "], "of a claim, but is empty."),
    (["list", "gapatgamma"], "but is gapatgamma: did you mean gap_at_gamma?"),
    (["derive", "nothing"], "shows, but is nothing."),
    (["derive", "the"], "shows, but is the."),
    (["derive", "spectra"], "did you mean kp_spectrum, "),
    (["derive", "majoranna"], "did you mean majorana_phases, "),
    (["derive", "antidott"], "did you mean flux_antidot, antidot_levels, neutral_antidot_levels or zero_mode_weight?"),
]


@pytest.mark.parametrize(("arguments", "named"), BAD, ids=[" ".join(arguments)[:40] for arguments, _ in BAD])
def test_bad_input_gives_one_line_and_exit_code_2(arguments, named, called, tmp_path):
    code, answer, message = called(*arguments)
    assert code == 2, message
    assert answer == ""
    assert len(message.strip().splitlines()) == 1, message
    assert named in message
    assert list(tmp_path.iterdir()) == []
