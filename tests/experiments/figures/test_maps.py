"""Maps: one norm, areas, hollow villages, clusters side by side at one scale."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from experiments.figures import Note, coverage_maps, difference_maps
from experiments.figures.ground import clusters, side_by_side
from experiments.figures.mosaic import CROWDED, LARGEST, SMALLEST, points_apart
from tests.experiments.figures.tables import POLICIES, places, territory

NOTE = Note(version="0.1.0", years=15, first_year=2025, source="Places: GeoNames, CC BY 4.0.")


@pytest.fixture
def ground():
    return territory()


def scatter(ax, gid):
    return next(item for item in ax.collections if item.get_gid() == gid)


def test_places_a_gap_apart_are_two_clusters(ground):
    group = clusters(ground["x_km"].to_numpy(), ground["y_km"].to_numpy())
    assert group.max() == 1
    assert set(ground.loc[group == 0, "epci_name"]) == {"CC Les Bertranges"}


def test_a_chain_of_close_places_is_one_cluster():
    assert clusters(np.arange(0.0, 400.0, 39.0), np.zeros(11)).max() == 0
    assert clusters(np.arange(0.0, 400.0, 41.0), np.zeros(10)).max() == 9


def test_distances_inside_a_cluster_are_kept(ground):
    moved, breaks = side_by_side(ground)
    for _, part in moved.groupby("cluster"):
        for new, old in (("x", "x_km"), ("y", "y_km")):
            assert np.allclose(part[new] - part[new].iloc[0], part[old] - part[old].iloc[0])
    assert len(breaks) == 1
    assert (
        moved.loc[moved["cluster"] == 0, "x"].max() < breaks[0] < moved.loc[moved["cluster"] == 1, "x"].min()
    )


def test_clusters_are_brought_together(ground):
    moved, _ = side_by_side(ground)
    assert np.ptp(moved["x"]) < 0.75 * np.ptp(ground["x_km"])


def test_hollow_marks_are_exactly_the_synthetic_places(ground):
    _, axes = coverage_maps(places(ground), ground, "en", NOTE)
    moved, _ = side_by_side(ground)
    for gid, source in (("hollow", "synthetic"), ("filled", "geonames")):
        drawn = {tuple(point) for point in np.round(scatter(axes[0], gid).get_offsets(), 6)}
        rows = moved[moved["source"] == source]
        assert drawn == set(zip(rows["x"].round(6), rows["y"].round(6), strict=True))
    assert scatter(axes[0], "hollow").get_facecolors().size == 0
    assert len(scatter(axes[0], "filled").get_array()) == (ground["source"] == "geonames").sum()


def test_all_maps_share_one_norm_and_cividis(ground):
    _, axes = coverage_maps(places(ground), ground, "en", NOTE)
    norms = {(d.norm.vmin, d.norm.vmax) for ax in axes for d in ax.collections if d.get_gid() == "filled"}
    assert len(norms) == 1 and norms.pop()[0] == 0.0
    assert {scatter(ax, "filled").get_cmap().name for ax in axes} == {"cividis_r"}


def test_the_area_of_a_disc_follows_the_population(ground):
    _, axes = coverage_maps(places(ground), ground, "en", NOTE)
    areas = scatter(axes[0], "filled").get_sizes()
    people = ground.loc[ground["source"] == "geonames", "population"].sort_values(ascending=False).to_numpy()
    assert np.allclose(areas, np.maximum(SMALLEST, LARGEST * people / people[0]))


def test_the_colour_is_the_mean_of_seeds_and_innovations(ground):
    frame = places(ground)
    _, axes = coverage_maps(frame, ground, "en", NOTE)
    largest = ground.loc[ground["population"].idxmax(), "place"]
    rows = frame[(frame["policy"] == "catalysis") & (frame["place"] == largest)]
    assert scatter(axes[6], "filled").get_array()[0] == pytest.approx(rows["coverage"].mean())


def test_a_place_with_no_one_concerned_is_drawn_without_colour(ground):
    frame = places(ground)
    empty = ground["place"].iloc[0]
    frame.loc[frame["place"] == empty, "coverage"] = np.nan
    fig, axes = coverage_maps(frame, ground, "en", NOTE)
    fig.draw_without_rendering()
    assert len(scatter(axes[0], "filled").get_offsets()) == (ground["source"] == "geonames").sum()


def test_one_scale_bar_has_the_length_it_says(ground):
    _, axes = coverage_maps(places(ground), ground, "fr", NOTE)
    bar = next(line for line in axes[-1].lines if line.get_gid() == "scale")
    length = np.ptp(bar.get_xdata())
    assert f"{length:.0f}\u00a0km" in [text.get_text() for text in axes[-1].texts]


def test_the_source_of_the_places_is_under_the_map(ground):
    fig, _ = coverage_maps(places(ground), ground, "en", NOTE)
    assert NOTE.source in fig.get_supxlabel()


def test_every_map_has_the_same_limits(ground):
    _, axes = coverage_maps(places(ground), ground, "fr", NOTE)
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in axes}) == 1


def test_one_cluster_has_no_break_and_no_names(ground):
    near = ground[ground["epci_name"] != "CC Les Bertranges"].reset_index(drop=True)
    _, axes = coverage_maps(places(near), near, "en", NOTE)
    assert not [line for line in axes[0].lines if line.get_gid() == "break"]


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_map_alone_takes_most_of_the_page_beside_a_bare_key_and_its_names_stand_apart(ground, lang):
    frame = places(ground)
    fig, axes = coverage_maps(frame[frame["policy"] == "none"], ground, lang, NOTE)
    fig.draw_without_rendering()
    (ax,), key = axes, fig.axes[1]
    assert not key.axison and ax.get_position(original=True).width > 0.5 > key.get_position(original=True).width
    boxes = [text.get_window_extent() for text in ax.texts if text.get_gid() == "names"]
    assert len(boxes) > 1 and not any(one.overlaps(other) for one, other in pairwise(boxes))


def test_thousands_of_places_are_dots_and_the_picture_stays_light(tmp_path):
    x, y = (v.ravel() * 4.0 for v in np.indices((60, 60)))
    ground = pd.DataFrame({"x_km": x, "y_km": y, "population": np.arange(3_600) + 1.0, "source": "synthetic"})
    ground["place"] = [f"{code:05d}" for code in range(len(ground))]
    frame = places(ground, seeds=1)
    fig, axes = coverage_maps(frame[frame["policy"] == "none"], ground, "fr", NOTE)
    assert [item.get_gid() for item in axes[0].collections] == ["dots"]
    assert len(scatter(axes[0], "dots").get_offsets()) == 3_600
    assert any(text.get_text().startswith("Un point") for text in fig.axes[1].texts)
    fig.savefig(tmp_path / "map.svg")
    assert (tmp_path / "map.svg").stat().st_size < 300_000


def test_discs_are_kept_where_there_is_room(ground):
    spread = ground.assign(x_km=20.0 * (np.arange(len(ground)) % 11), y_km=20.0 * (np.arange(len(ground)) // 11))
    assert points_apart(side_by_side(spread)[0]) > CROWDED > points_apart(side_by_side(ground)[0]) / 3
    _, axes = coverage_maps(places(ground), ground, "en", NOTE)
    assert {item.get_gid() for item in axes[0].collections} == {"filled", "outline", "hollow"}


def test_differences_diverge_symmetrically_from_zero_on_one_norm(ground):
    fig, axes = difference_maps(places(ground), ground, "en", NOTE, "current_mix")
    assert [ax.get_title("left") for ax in axes] == [policy for policy in POLICIES if policy != "current_mix"]
    norms = {(scatter(ax, "filled").norm.vmin, scatter(ax, "filled").norm.vmax) for ax in axes}
    low, high = norms.pop()
    assert not norms and low == -high < 0 and {scatter(ax, "filled").get_cmap().name for ax in axes} == {"PuOr"}
    assert "current_mix" in fig.get_suptitle()


def test_a_difference_is_that_of_means_of_the_same_seeds(ground):
    frame = places(ground)
    _, axes = difference_maps(frame, ground, "en", NOTE, "none")
    largest = ground.loc[ground["population"].idxmax(), "place"]
    mine = frame[frame["place"] == largest].groupby("policy")["coverage"].mean()
    assert scatter(axes[-1], "filled").get_array()[0] == pytest.approx(mine["catalysis"] - mine["none"])


def test_the_reference_against_itself_is_white_everywhere(ground):
    frame = places(ground)
    same = frame[frame["policy"] == "none"]
    both = pd.concat([same, same.assign(policy="again", label="again")])
    _, axes = difference_maps(both, ground, "fr", NOTE)
    drawn = scatter(axes[0], "filled")
    assert np.allclose(drawn.get_array(), 0.0) and drawn.norm(0.0) == 0.5
