"""What the documents say is true: the README's code runs, its commands and claims exist, notebooks carry no outputs."""

import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from derivations.catalogue import claims
from derivations.figures import data_of, figures, sentences
from derivations.sentences import VERDICTS
from tests import notebook_outputs

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()


def test_code_of_the_readme_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})


def test_readme_names_every_claim():
    named = set(re.findall(r"`(\w+)`", README))
    assert set(claims()) <= named


def test_pictures_of_the_readme_exist():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).exists()


def test_readme_counts_the_sentences():
    found = Counter(sentence.verdict for name in figures() for sentence in sentences(name, data_of(name)))
    numbers = re.search(r"Of (\d+)\s+sentences (\d+) hold, (\d+) hold with a change, (\d+) do not\s+hold", README)
    assert tuple(map(int, numbers.groups())) == (found.total(), *(found[verdict] for verdict in VERDICTS))


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_assert_and_define_nothing(path):
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert "assert " in code
    assert not re.search(r"^\s*(def|class) ", code, re.MULTILINE)


def test_notebooks_carry_no_outputs():
    assert notebook_outputs.offenders() == []
