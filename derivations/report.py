"""The book: one static page with every claim, its proof, verdict and figure; opens without a network."""

import base64
import html
import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

import xarray as xr

from derivations import figures
from derivations.book import prose
from derivations.book.page import presentation_html
from derivations.book.structure import presented
from derivations.drawing import WIDE, caption, picture, with_minus
from derivations.figures.bilayer_vortex.shared.second_set import NOTE
from derivations.judging.catalogue import Claim, claim, claims
from derivations.judging.mill import SEEDS, Verdict, draw_parameters
from derivations.judging.sentences import HOLDS, VERDICTS, Sentence

STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --faint: #666; --rule: #ddd; --good: #006b4f; --bad: #b23a00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e6e6; --paper: #16181b; --faint: #9a9a9a; --rule: #3a3d42; --good: #4cc9a0;
  --bad: #ff9a66; } }
body { font: 17px/1.55 Georgia, serif; color: var(--ink); background: var(--paper); max-width: 52rem;
  margin: 2rem auto; padding: 0 1rem; }
h1, h2, h3, table, .verdict, figcaption, nav { font-family: system-ui, sans-serif; }
h2 { border-top: 1px solid var(--rule); padding-top: 1.5rem; margin-top: 3rem; }
table { border-collapse: collapse; font-size: 0.85rem; width: 100%; }
th, td { text-align: left; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--rule); }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
.formula { overflow-x: auto; padding: 0.4rem 0; }
.aligned mtd { text-align: left; } .aligned mtd:first-child { text-align: right; }
.verdict { font-size: 0.9rem; } .holds { color: var(--good); } .fails { color: var(--bad); font-weight: bold; }
figure { margin: 1.5rem 0; } figure img { width: 100%; max-width: 40rem; background: #fff; border-radius: 4px; }
figcaption { color: var(--faint); font-size: 0.85rem; } code { font-size: 0.9em; } ol li { margin-bottom: 0.5rem; }
summary { cursor: pointer; font-family: system-ui, sans-serif; }
math { font-size: 1.05em; font-family: "Latin Modern Math", "STIX Two Math", "Cambria Math", math; }
"""


def page(verdicts: Sequence[Verdict], datasets: Mapping[str, xr.Dataset], chapters: Mapping[str, str]) -> str:
    """The whole page, claims in the order of their verdicts; chapters by the name of their claim or figure."""
    parts = [
        '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>tisc: every formula with its proof</title><style>{STYLE}</style></head><body>",
        "<h1>tisc: every formula with its proof, its judge and its mutants</h1>",
        "<p>Interfaces between topological insulators and superconductors. Each claim is proved step by step in exact algebra,"
        " compared with an independent calculation at random parameters, and its plausible slips are shown to be rejected by the"
        " same calculation.</p>",
        _table(verdicts),
        *(chapters[verdict.name] for verdict in verdicts),
        "<h2>Figures of the papers</h2>",
        _papers(),
        _summary(datasets),
        *(chapters[name] for name in datasets),
        _colophon(),
        "</body></html>\n",
    ]
    return "\n".join(parts)


def _table(verdicts: Sequence[Verdict]) -> str:
    head = "<tr><th>claim</th><th>subject</th><th>verdict</th><th>error</th><th>bound</th><th>mutants</th><th>seconds</th></tr>"
    rows = []
    for v in verdicts:
        cells = f"<td>{v.subject}</td><td>{_word(v)}</td>"
        numbers = (f"{v.error:.1e}", f"{v.bound:.1e}", f"{v.rejected} of {v.mutants}", f"{v.seconds:.1f}")
        cells += "".join(f'<td class="number">{number}</td>' for number in numbers)
        rows.append(f'<tr><td><a href="#{v.name}">{prose.inline_html(claim(v.name).title)}</a></td>{cells}</tr>')
    return f"<nav><table>{head}{''.join(rows)}</table></nav>"


def _word(verdict: Verdict) -> str:
    return '<span class="holds">holds</span>' if verdict.holds else '<span class="fails">fails</span>'


def chapter(claim: Claim, verdict: Verdict) -> str:
    """A claim with its proof, verdict and picture."""
    found = presented(claim)
    parts = [f'<h2 id="{claim.name}">{prose.inline_html(claim.title)}</h2>', presentation_html(found, _link), _verdict(verdict)]
    parameters = draw_parameters(claim.domain, SEEDS[0])
    comparison = claim.validate(claim.result(), **parameters)
    drawing = picture(lambda ax: claim.draw(ax, comparison), kind="svg", note=caption(parameters), width=WIDE)
    text = f"Formula against {_judge(claim)} Parameters: {with_minus(caption(parameters))}."
    parts.append(f"<figure>{_image(drawing, claim.title)}<figcaption>{html.escape(text)}</figcaption></figure>")
    if "References" in found.sections:
        parts += ["<h3>References</h3>", prose.as_html(found.sections["References"], _link, typed=False)]
    return "\n".join(parts)


def _judge(claim: Claim) -> str:
    """What the formula is compared with: the first sentence of the judge's docstring, which begins with "Compare"."""
    first = (claim.validate.__doc__ or "").strip().splitlines()[0]
    return first.removeprefix("Compare with ").removeprefix("Compare ")


def _verdict(verdict: Verdict) -> str:
    failure = f"<br>{html.escape(verdict.failure)}" if verdict.failure else ""
    return f'<p class="verdict">Verdict: {_word(verdict)}: {verdict.reasons}{failure}</p>'


def _link(name: str) -> str:
    safe = html.escape(name)
    return f'<a href="#{safe}"><code>{safe}</code></a>' if name in claims() else f"<code>{safe}</code>"


def _summary(datasets: Mapping[str, xr.Dataset]) -> str:
    """How many sentences of the paper have which verdict, and which of them hang on its parameters, which are not known."""
    found = [(name, sentence) for name, dataset in datasets.items() for sentence in figures.sentences(name, dataset)]
    counted = ", ".join(f"{verdict}: {sum(one.verdict == verdict for _, one in found)}" for verdict in VERDICTS)
    asked, depend = (sum(wanted(one) for _, one in found) for wanted in (lambda one: bool(one.second), lambda one: one.depends))
    rows = "".join(
        f'<li><a href="#{name}">{name}</a>: {html.escape(one.paper)} {html.escape(one.told.capitalize())}.</li>'
        for name, one in found
        if one.depends
    )
    return (
        f"<p>{len(found)} sentences of the paper: {counted}. Its parameters are not in the text at hand; the defaults are a"
        f" reconstruction. {asked} sentences were also judged with a second set ({html.escape(NOTE.removeprefix('second set: '))})"
        f" and {depend} of them get another verdict:</p><ul>{rows}</ul>"
    )


def _papers() -> str:
    """Of which papers there are figures."""
    told = [
        f'{html.escape(paper.title)}, {html.escape(paper.journal)}, <a href="https://arxiv.org/abs/{paper.arxiv}">{paper}</a>'
        for paper in figures.papers().values()
        if paper
    ]
    return f"<ul>{''.join(f'<li>{line}</li>' for line in told)}</ul>"


def figure_chapter(name: str, dataset: xr.Dataset, drawing: bytes) -> str:
    """A figure, whose picture is given as SVG, and what its paper says of it."""
    module = figures.figures()[name]
    lines = (module.__doc__ or "").strip().split("\n\n", 1)
    text = prose.as_html(lines[1], _link) if len(lines) > 1 else ""
    heading = f'<h3 id="{name}">{html.escape(figures.title(module))} ({html.escape(dataset.attrs["source"])})</h3>'
    return f"{heading}<figure>{_image(drawing, name)}</figure>{text}{_sentences(figures.sentences(name, dataset))}"


def _sentences(found: Sequence[Sentence]) -> str:
    """What the paper says, the verdict, and what is found here."""
    if not found:
        return ""
    rows = [
        f"<tr><td>{html.escape(sentence.paper)}</td>{_verdict_cell(sentence)}<td>{html.escape(sentence.here)}</td></tr>"
        for sentence in found
    ]
    return f"<table><tr><th>the paper says</th><th>verdict</th><th>here</th></tr>{''.join(rows)}</table>"


def _verdict_cell(sentence: Sentence) -> str:
    if not sentence.stands:
        return '<td class="fails">not shown</td>'
    return f'<td class="holds">{sentence.told}</td>' if sentence.verdict == HOLDS else f"<td>{sentence.told}</td>"


def _image(drawing: bytes, text: str) -> str:
    data = base64.b64encode(drawing).decode()
    return f'<img alt="{html.escape(text)}" src="data:image/svg+xml;base64,{data}">'


def _colophon() -> str:
    packages = ", ".join(f"{name} {version(name)}" for name in ("tisc", "sympy", "numpy", "scipy"))
    made = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    units = "Energies in units of λ/a (Dirac velocity over lattice constant), lengths in a, ħ = e = 1."
    return f"<footer><hr><p>{units} Made on {made} with Python {platform.python_version()}, {packages}.</p></footer>"
