"""What the documents say is true: the README's code runs, its commands and claims exist, notebooks carry no outputs."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from packaging.version import Version

from derivations import tables
from derivations.figures import chosen, data_of, papers, places, sentences
from derivations.judging.sentences import VERDICTS
from derivations.report import page
from tests.house import notebook_outputs

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_code_of_the_readme_runs():
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(code, "README.md", "exec"), {})


def test_tables_of_the_readme_are_those_of_what_is_there():
    """If not: `make tables`."""
    assert [found[2] for found in tables.PLACE.finditer(README)] == ["claims", "models", "commands", "targets", "figures"]
    assert tables.renewed(README) == README


@pytest.mark.parametrize("name", ["gap_at_gamma", "surface", "tisc gap", "fortran", "fig3c"])
def test_a_table_that_lacks_something_is_noticed(name):
    without, removed = re.subn(rf"^\| `{name}` \|.*\n", "", README, flags=re.MULTILINE)
    assert removed == 1
    assert tables.renewed(without) == README != without


def test_a_table_of_nothing_is_refused():
    with pytest.raises(ValueError, match=r"`table` must be one of commands, .*, but is people"):
        tables.renewed("<!-- table: people -->\n<!-- end -->\n")


def test_commands_of_the_readme_exist():
    named = re.findall(r"^\S*bin/tisc ([a-z-]+)", README, re.MULTILINE)
    assert set(named) >= {"check", "gap"}
    assert set(named) <= set(re.findall(r"^\| `tisc ([a-z-]+)` \|", README, re.MULTILINE))


def test_pictures_of_the_readme_exist():
    for path in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", README):
        assert (ROOT / path).exists()


def test_a_paper_is_identified_once():
    """In its own module; the README and the book say what that says."""
    known = [paper for paper in papers().values() if paper]
    book = page([], {}, {})
    for paper in known:
        assert f"{paper} ({paper.journal})" in README
        assert all(part in book for part in (str(paper), paper.title, paper.journal))
    for path in (ROOT / "derivations" / "figures").rglob("*.py"):
        assert path.stem == "paper" or not any(paper.arxiv in path.read_text() for paper in known), path


def test_no_figure_imports_another():
    for place in places().values():
        text = (ROOT / Path(*place.split("."))).with_suffix(".py").read_text()
        assert not [other for other in places().values() if re.search(rf"\b{re.escape(other)}\b", text)], place
        assert not re.search(rf"from derivations\.figures\.({'|'.join(papers())}) import", text), place


def test_readme_counts_the_sentences_of_its_paper():
    told = [sentence for name in chosen("bilayer_vortex") for sentence in sentences(name, data_of(name))]
    found = Counter(sentence.verdict for sentence in told)
    numbers = re.search(r"Of (\d+)\s+sentences (\d+) hold, (\d+) hold with a change, (\d+) do not\s+hold", README)
    assert tuple(map(int, numbers.groups())) == (found.total(), *(found[verdict] for verdict in VERDICTS))
    numbers = re.search(r"of (\d+)\s+sentences (\d+) get\s+another verdict", README)
    assert tuple(map(int, numbers.groups())) == (sum(bool(one.second) for one in told), sum(one.depends for one in told))


def test_the_book_names_the_sentences_that_hang_on_the_parameters():
    data = data_of("fig4b")
    told = sentences("fig4b", data)
    book = page([], {"fig4b": data}, {"fig4b": ""})
    assert f"<p>{len(told)} sentences of the paper" in book
    listed = re.findall(r'<li><a href="#fig4b">fig4b</a>: (.*?)</li>', book)
    assert len(listed) == sum(sentence.depends for sentence in told) == 2
    assert all("second set of parameters: holds" in line for line in listed)


@pytest.mark.parametrize("path", sorted((ROOT / "notebooks").rglob("*.ipynb")), ids=lambda path: path.stem)
def test_notebooks_assert_and_define_nothing(path):
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    assert "assert " in code
    assert not re.search(r"^\s*(def|class) ", code, re.MULTILINE)


def test_the_lowest_versions_are_those_that_are_tested():
    """`make lowest` installs exactly the lower bounds of pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    bounds = dict(line.split(">=") for line in (*project["project"]["dependencies"], *project["dependency-groups"]["test"]))
    pins = dict(line.split(" ;")[0].split("==") for line in (ROOT / "requirements-lowest.txt").read_text().splitlines())
    assert {name: Version(bound) for name, bound in bounds.items()} == {name: Version(pins[name]) for name in bounds}


def test_notebooks_carry_no_outputs():
    assert notebook_outputs.offenders() == []


def test_all_documents_have_one_version_and_one_date():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    citation = (ROOT / "CITATION.cff").read_text()
    changed, date = re.search(r"^## (\S+) - (\S+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE).groups()
    (cited,) = re.findall(r"^version: (\S+)$", citation, re.MULTILINE)
    assert project["version"] == changed == cited
    assert re.findall(r'^date-released: "(\S+)"$', citation, re.MULTILINE) == [date]
    assert re.findall(r"^  - name: (.+)$", citation, re.MULTILINE) == [author["name"] for author in project["authors"]]
    assert re.findall(r"^license: (.+)$", citation, re.MULTILINE) == [project["license"]]
