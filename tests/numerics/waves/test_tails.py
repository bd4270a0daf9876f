"""waves.tails: waves that are put in come out, standard errors that cover, and the edge mode against its evanescent wave."""

from functools import partial

import numpy as np
import pytest

from numerics.lattice.evanescent import decaying_factors
from numerics.lattice.ribbon import left_edge_level
from numerics.systems.bilayer import bilayer_system
from numerics.waves.components import components
from numerics.waves.tails import density_tail, tail_window
from numerics.waves.vortex import vortex_states
from tests.conftest import DEFAULTS
from tests.judges.rows import edge_line

X = np.arange(30.0)
XI, DRAWS = 4.0, 150
# A share p of so many draws lies within three standard deviations of p.
WITHIN_ONE = 0.683 + 3 * np.sqrt(0.683 * 0.317 / DRAWS) * np.array([-1, 1])


def folded(q):
    """The oscillation of a density on a grid."""
    return min(2 * q, 2 * np.pi - 2 * q)


def wave(q, phases):
    return np.exp(-X / XI)[:, None] * np.cos(q * X[:, None] + phases)


@pytest.mark.parametrize("q", [0.4, 0.7, 1.3, 2.2])
def test_a_pure_density_comes_out(q):
    found = density_tail(X, (wave(q, np.array([0.3, 1.1])) ** 2).sum(axis=1))
    assert found.length == pytest.approx(XI, rel=1e-9)
    assert found.wave_number == pytest.approx(folded(q), abs=1e-9)


def test_an_exponential_does_not_oscillate():
    found = density_tail(X, np.exp(-2 * X / XI))
    assert found.length == pytest.approx(XI, rel=1e-12)
    assert found.wave_number == 0
    assert found.wave_number_error == pytest.approx(2 * np.pi / len(X))


def test_a_bent_envelope_is_not_an_oscillation():
    """A weak wave that comes from the far end bends the density, by two per cent there, over seven decay lengths."""
    density = (np.exp(-X / XI) + 1e-2 * np.exp((X - X[-1]) / XI - X[-1] / XI)) ** 2
    found = density_tail(X, density)
    assert found.wave_number == 0
    assert XI < found.length < 1.01 * XI


@pytest.mark.parametrize("B", [0.0, 0.8])
@pytest.mark.parametrize("relative", [True, False])
def test_standard_errors_of_a_density_cover(B, relative):
    """Noise proportional to the density, or to its envelope: the errors hold in both cases."""
    rng, within, mistaken = np.random.default_rng(1), [], 0
    for _ in range(DRAWS):
        shape, noise = 1 + B * np.cos(2.6 * X + rng.uniform(0, 6)), 0.05 * rng.standard_normal(len(X))
        density = np.exp(-2 * X / XI) * (shape * (1 + noise) if relative else shape + noise)
        found = density_tail(X, density)
        if (found.wave_number > 0) != (B > 0):
            mistaken += 1
            continue
        errors = [abs(found.length - XI) / found.standard_errors[0]]
        if B:
            errors.append(abs(found.wave_number - 2.6) / found.standard_errors[1])
        within.append(np.array(errors) < 1)
    assert mistaken <= 0.02 * DRAWS  # noise looks for the best of all wave numbers
    share = np.mean(within, axis=0)
    assert (share > WITHIN_ONE[0]).all()
    assert (share < WITHIN_ONE[1] + 0.03).all()  # HC3 is on the safe side in small samples


def test_the_window_leaves_out_the_beginning_and_the_rise():
    x = np.arange(60.0)
    density = np.exp(-x / 2) * (1 + 0.9 * np.cos(2.2 * x)) + 1e-9 * np.exp((x - 60) / 3)
    window = tail_window(density)
    assert density[window].max() <= 1e-2 * density.max()
    assert 8 <= window.start <= 14
    assert (1e-9 * np.exp((x - 60) / 3))[window].max() < 0.1 * density[window.stop - 3 : window.stop].max()
    rounded = np.maximum(np.exp(-x * 2), 1e-40)
    assert rounded[tail_window(rounded)].min() > 1e-26


def test_a_line_without_tail_is_refused():
    with pytest.raises(ValueError, match="`density` must have a tail of at least 8 sites, but has"):
        tail_window(np.exp(-np.arange(10.0)))


def test_a_density_must_be_positive():
    with pytest.raises(ValueError, match=r"`density` must be positive and finite, but is 0\.0"):
        density_tail(X, np.where(X == 7, 0.0, 1.0))


@pytest.fixture(scope="module", params=[1.2, 1.6])
def edge_mode(request):
    """Slowest evanescent wave at zero energy; density of the Majorana mode from the edge inwards, (sites,)."""
    system, L, R = bilayer_system(**{**DEFAULTS, "t_c": request.param}), 55, 4.5
    factor = decaying_factors(system, ky=0.0)[0][0]
    found = vortex_states(system, L=L, R=R, n=1, states=2)
    x, line = edge_line(components(found.majorana[:, :1], found.lattice), R=R)
    return -1 / np.log(abs(factor)), abs(np.angle(factor)), x, (abs(line) ** 2).sum(axis=(0, 1, 2))


def test_the_edge_mode_decays_and_oscillates_with_its_evanescent_wave(edge_mode):
    xi, q, x, density = edge_mode
    window = tail_window(density)
    tail = density_tail(x[window], density[window])
    assert abs(tail.length - xi) <= tail.length_error < xi
    assert abs(tail.length - 1.1 * xi) > 5 * abs(tail.length - xi)
    assert abs(tail.wave_number - folded(q)) <= tail.wave_number_error < 0.6


def strip(width, t_c):
    """Decay length of the slowest evanescent wave at ky = 0 and zero energy; density of the TI layer of an edge mode."""
    system = bilayer_system(**{**DEFAULTS, "t_c": t_c})
    _, state = left_edge_level(system, width=width, ky=0.0)
    return decaying_factors(system, ky=0.0)[0][0], (abs(state[0]) ** 2).sum(axis=-1)


def open_square(L, n, t_c):
    """The same of a square, at the energy of its level, along the row from the middle of a side to the centre or the antidot."""
    system, R = bilayer_system(**{**DEFAULTS, "t_c": t_c}), 4.5 if n else 0.0
    found = vortex_states(system, L=L, R=R, n=n, states=2)
    vector = found.states.vectors[:, 1:] if found.majorana is None else found.majorana[:, :1]
    _, line = edge_line(components(vector, found.lattice), R=max(R, 0.25 * L / 2))
    return decaying_factors(system, ky=0.0, energy=found.states.energies[1])[0][0], (abs(line[0, 0]) ** 2).sum(axis=0)


# Two waves that decay almost alike (0.7 to 0.9), one, an oscillating pair; lines with and without a wave that comes back.
CASES = {
    **{
        f"strip {width} {t_c}": partial(strip, width, t_c)
        for width in (40, 64)
        for t_c in (0.6, 0.7, 0.774, 0.8, 0.85, 0.9, 1.2, 2.0)
    },
    **{f"square {L} {n} {t_c}": partial(open_square, L, n, t_c) for L, n in ((61, 0), (55, 1)) for t_c in (0.7, 0.85, 0.9, 1.4)},
}


@pytest.fixture(scope="module")
def tails():
    """The tail of each case, with its slowest factor; None where there is too little of a tail."""
    found = {}
    for name, case in CASES.items():
        factor, density = case()
        try:
            window = tail_window(density)
        except ValueError:
            continue
        found[name] = factor, density_tail(np.arange(len(density))[window], density[window])
    return found


def test_the_error_of_a_length_holds_the_slowest_evanescent_wave(tails):
    """In every case; the standard error alone fails in a third of them, once by more than five times itself."""
    assert len(tails) >= 0.7 * len(CASES)
    lengths = {name: -1 / np.log(abs(factor)) for name, (factor, _) in tails.items()}
    off = {name: abs(tail.length - lengths[name]) for name, (_, tail) in tails.items()}
    assert {name: off[name] for name, (_, tail) in tails.items() if off[name] > tail.length_error} == {}
    alone = np.array([off[name] / tail.standard_errors[0] for name, (_, tail) in tails.items()])
    assert (alone > 1).mean() > 1 / 3
    assert alone.max() > 5
    assert np.median([tail.length_error / tail.length for _, tail in tails.values()]) < 0.1


def test_the_error_of_a_wave_number_holds_that_of_the_slowest_wave(tails):
    """Where the slowest waves are a pair of opposite wave numbers and decay slower than all others."""
    chosen = [(factor, tail) for name, (factor, tail) in tails.items() if float(name.split()[-1]) > 1 and tail.wave_number > 0]
    assert len(chosen) >= 3
    for factor, tail in chosen:
        assert abs(tail.wave_number - folded(abs(np.angle(factor)))) <= tail.wave_number_error


@pytest.mark.parametrize("apart", [1.0, 0.5, 0.25])
def test_two_waves_that_decay_almost_alike_are_as_far_off_as_their_residual_says(apart):
    """Of like weight in the middle of the line: the mean is half of the difference off, which the error holds, and no more."""
    x = np.arange(60.0)
    rates = 0.3 + np.array([0.0, apart / 60])
    found = density_tail(x, np.exp(-rates * (x[:, None] - x.mean())).sum(axis=1) ** 2)
    off = abs(found.length - 1 / rates[0])
    assert off <= found.length_error
    assert off == pytest.approx(found.length_error - found.standard_errors[0], rel=0.05)


def test_a_peak_at_the_rim_of_the_wave_numbers():
    """Its parabola has its top one unit in the last place above pi, where the fit must begin all the same."""
    x = np.arange(13.0)
    found = density_tail(x, np.exp(-0.7 * x) * (1 + 0.9 * np.cos(3.1 * x)))
    assert found.length == pytest.approx(2 / 0.7, abs=found.length_error)
    assert found.wave_number == pytest.approx(3.1, abs=1e-6)


@pytest.mark.parametrize("k", [3.0, 3.1, 3.14, np.pi])
@pytest.mark.parametrize("length", [8, 13, 29, 30])
def test_wave_numbers_up_to_pi_come_out(k, length):
    x = np.arange(float(length))
    found = density_tail(x, np.exp(-0.7 * x) * (1 + 0.9 * np.cos(k * x + 0.3)))
    assert 0 <= found.wave_number <= np.pi
    assert abs(found.length - 2 / 0.7) <= found.length_error + 1e-9


@pytest.mark.parametrize(
    ("x", "density", "message"),
    [
        (X[:7], np.exp(-X[:7]), "`x` must be at least 8 sites, one apart"),
        (2 * X, np.exp(-X), "`x` must be at least 8 sites, one apart"),
        (X, np.exp(X), "`density` must fall along the line, but rises"),
        (X, np.ones(30), "`density` must fall along the line, but rises"),
        (X, np.exp(-X[:-1]), r"`density` must have shape \(30,\), that of `x`, but has \(29,\)"),
        (X, np.where(X == 3, np.nan, np.exp(-X)), "`density` must be positive and finite, but is nan"),
        (X, np.where(X == 3, np.inf, np.exp(-X)), "`density` must be positive and finite, but is inf"),
    ],
)
def test_densities_are_refused(x, density, message):
    with pytest.raises(ValueError, match=message):
        density_tail(x, density)


def test_integers_are_numbers():
    x = np.arange(12)
    assert density_tail(x, 2 ** (30 - 2 * x)).length == pytest.approx(1 / np.log(2), rel=1e-9)
    assert tail_window(4 ** (30 - np.arange(30))) == tail_window(4.0 ** (30 - np.arange(30)))
