"""Negative numbers in a picture: a minus sign everywhere, a hyphen nowhere."""

import re

from derivations.drawing import picture


def drawn(ax):
    ax.plot([-2, -1], [-1e-9, -2e-9], label="M = -1.5")
    ax.legend(title="E = -2e-09")
    ax.set_title("CdGM-1, $l = -1$")


def test_notes_legends_and_axes_have_one_minus_sign():
    svg = picture(drawn, kind="svg", note="eps_sc = -0.6, chern = -1").decode()
    texts = re.findall(r"<text[^>]*>(.*?)</text>|<!-- (.*?) -->", svg)
    shown = [re.sub("<[^>]*>", "", one or other) for one, other in texts]
    assert {"M = \u22121.5", "E = \u22122e\u221209"} <= set(shown)
    assert any("eps_sc\u00a0=\u00a0\u22120.6, chern\u00a0=\u00a0\u22121" in text for text in shown)
    assert any("CdGM-1" in text for text in shown)
    assert not any(re.search(r"(?<![\w$])-\d", text) for text in shown if "$" not in text)
