"""Rules of adoption and networks of known shapes are settings of an ordinary run."""

import numpy as np
import pytest

from experiments.compose import build, compose
from sim.clock import hear_neighbours
from sim.errors import EssaimageError, InputError
from sim.names import ADOPTER, AWARE, UNAWARE

SMALL = ("territory=grid", "citizens=600", "years=3", "innovations=[third_place]")


def model(*settings, months=0):
    cell = compose((*SMALL, *settings))
    made = build(cell).model(cell["seed"])
    for _ in range(months):
        made.step()
    return made.state


def known(state):
    return state.places.counts.sum(axis=(0, 1))


def test_bass_lets_everyone_know_from_the_start_and_needs_no_threshold():
    usual, bass = model(), model("adopt.rule=bass")

    assert known(usual)[UNAWARE] > 0 and known(bass)[UNAWARE] == 0
    assert known(bass)[ADOPTER] == known(usual)[ADOPTER] > 0  # the first users of the first sites
    assert not bass.citizens.threshold.any() and usual.citizens.threshold.any()
    assert known(model("adopt.rule=bass", months=13))[UNAWARE] == 0  # newcomers know too


def test_at_once_means_within_the_month_for_those_who_know_and_can():
    settings = ("adopt.rule=threshold", "adopt.below_threshold=0", "network.kind=watts_strogatz", "gather.strongest=0")
    state = model(*settings, months=24)
    a = state.audience
    e = 0.5 * np.maximum(a.voice, 0) / np.maximum(np.diff(a.start), 1)
    theta = state.citizens.threshold[a.citizen] * (1 - 1e-7)

    ready = (a.stage == AWARE) & (e >= theta) & (state.places.access[0, state.citizens.place[a.citizen]] > 1e-6)
    assert (a.social[(a.stage == AWARE) & (e < theta)] == 0).all()
    # ready now only because contacts adopted this very month; nobody waits longer
    waiting = a.citizen[ready].tolist()
    state = model(*settings, months=25)
    stage = dict(zip(state.audience.citizen.tolist(), state.audience.stage.tolist(), strict=True))
    assert all(stage[c] != AWARE for c in waiting)
    assert known(state)[ADOPTER] > 20


@pytest.mark.parametrize(
    ("settings", "degree"),
    [
        (("network.kind=ring",), 8), (("network.kind=degree_preserving", "network.degree=4"), 4),
        (("network.kind=watts_strogatz", "network.rewiring=.5"), 8), (("network.kind=erdos_renyi",), 8),
        (("network.kind=complete",), 0),
    ],
)  # fmt: skip
def test_each_kind_of_network_is_that_of_the_run(settings, degree):
    """Mean degree among those concerned by all: exactly that asked for, 4 standard errors where it is drawn."""
    state = model("population.concerned=1", "initial.need_spread=0", "initial.need=1", *settings)
    n = state.citizens.code.size
    degrees = np.diff(state.audience.start)
    concerned = state.audience.citizen.size / n

    assert abs(degrees.mean() - degree * concerned) <= 4 * np.sqrt(2 * 8 / n) + 0.1 * degree * (1 - concerned)


def test_in_a_complete_network_the_share_of_the_place_is_heard():
    state = model("network.kind=complete", "adopt.rule=bass", months=6)
    a, home = state.audience, state.citizens.place[state.audience.citizen]
    share = state.places.counts[0, :, 2:4].sum(axis=1) / np.maximum(1, state.places.counts[0].sum(axis=1))

    state_now = a.stage == AWARE
    assert state.audience.contact.size == 0 and share.max() > 0
    hear_neighbours(state)
    assert np.allclose(a.social[state_now], 12.0 * share[home[state_now]], rtol=1e-6)


def ties_file(tmp_path, text):
    path = tmp_path / "ties.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_ties_names_citizens_by_their_place(tmp_path):
    code = str(build(compose(SMALL)).territory.places().code[0])
    path = ties_file(tmp_path, f"from,to\n{code}-1,{code}-2\n")
    cell = compose((*SMALL, "network.kind=edges", f"network.path={path}", "population.concerned=1", "initial.need=1"))
    state = build(cell).model(1).state
    a = state.audience
    origin = np.repeat(np.arange(a.citizen.size), np.diff(a.start))
    pairs = set(zip(a.citizen[origin].tolist(), a.citizen[a.contact].tolist(), strict=True))

    assert pairs == {(0, 1), (1, 0)}
    assert cell["ties"]["path"] == str(path)

    path.write_text(f"from,to\n{code}-2,{code}-1\n", encoding="utf-8")
    with pytest.raises(InputError, match="has changed since"):
        build(cell)
    assert compose((*SMALL, "network.kind=edges", f"network.path={path}"))["ties"] != cell["ties"]


def test_what_is_wrong_with_a_network_is_said_before_the_run(tmp_path):
    bad = ties_file(tmp_path, "from,to\nnobody-1,nobody-1\nx,y,z\n")
    cases = {
        ("network.kind=ring", "network.degree=7"): "even number of ties",
        ("network.kind=ring", "network.degree=600"): "below the number of citizens \\(600\\)",
        ("network.kind=edges",): "needs network.path=FILE.csv",
        (f"network.path={bad}",): "Add network.kind=edges",
        ("network.kind=complete", "adopt.exposure=count"): "counts contacts",
        ("network.kind=edges", f"network.path={bad}"): "line 2: no node.*\n.*line 3: 3 columns",
        ("network.kind=rings",): "one of geographic, ring",
        ("adopt.rule=bas",): "one of thresholds_and_contagion, bass",
    }
    for settings, said in cases.items():
        with pytest.raises(EssaimageError, match=said):
            compose((*SMALL, *settings))
