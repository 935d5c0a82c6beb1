"""Calibration: it finds what made the data, resumes, says when it has not converged, and refuses bad input."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from experiments.calibrate.ensemble import Ensemble, doubts, quantile
from experiments.calibrate.observing import Witness
from experiments.calibrate.targets import NETWORK, described, target_of
from experiments.calibrate.trials import JOURNAL, PRIOR, SEARCH, Search, Trial, mended, run_trials
from experiments.calibrate.yardsticks import errors_of, scaled_naive, yardsticks
from experiments.catalogue import names
from experiments.cli import main
from experiments.compose import compose
from experiments.overrides import read_all
from experiments.priors import Prior, sobol
from experiments.request import read_request
from experiments.words import forbidden

SMALL = [
    "territory=grid", "territory.width=4", "territory.height=4", "territory.population=60000", "citizens=4000",
    "policy=none", "innovations=[food_circuit]", "founding.first_sites=24", "engine=serial",
]  # fmt: skip
OWN = ["series", "target.indicator=adopted_share", "target.level=given"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a CSV of what the model itself gives with a recruiting of .03 a year, and that value."""
    truth, path = 0.03, tmp_path_factory.mktemp("made") / "made.csv"
    settings = [s for s in SMALL if not s.startswith("engine")]
    path.write_text("date,value\n" + "".join(f"{2010 + k},{0.1 * k + 0.01}\n" for k in range(7)))
    said = described("series", read_all([*OWN[1:], f"target.path={path}"], []), [])
    target = target_of(said, [])
    cell = compose((*settings, f"years={target.years}", f"adopt.recruiting={truth}"))
    runs = [Witness(target)({**cell, "seed": seed}) for seed in range(101, 113)]
    values = np.mean([run.points[:, 0] for run in runs], axis=0)
    path.write_text("date,value\n" + "".join(f"{2010 + k},{value}\n" for k, value in enumerate(values)))
    return path, truth


@pytest.fixture(scope="module")
def found(made, tmp_path_factory):
    """Return the folder of a small calibration on what the model itself made."""
    out = tmp_path_factory.mktemp("calibration") / "out"
    code = main(["calibrate", *OWN, f"target.path={made[0]}", "params=[adopt.recruiting]", "trials=24", "seeds=6",
                 *SMALL, f"out={out}"])  # fmt: skip
    return out, code


def test_it_finds_the_recruiting_that_made_a_curve(found, made):
    """Other seeds made the data. The ensemble must hold the truth and be narrower than the prior.

    Tolerance: the ensemble's own spread s stands for the error of its mean, the noise of the seeds included; 2.5 s
    leaves out about 1% of normal errors. That s is below two thirds of the prior's makes the first line worth it.
    """
    summary = json.loads((found[0] / "summary.json").read_text())
    (row,) = summary["parameters"]
    assert abs(row["mean"] - made[1]) < 2.5 * row["spread"]
    assert row["q05"] <= made[1] <= row["q95"]
    assert row["narrowed"] > 1 / 3


def test_it_leaves_settings_trials_summary_and_figures_in_both_languages(found):
    out, _ = found
    assert {p.name for p in (out / "figures").iterdir()} == {
        f"{name}_{lang}.{kind}" for name in ("fit", "parameters") for lang in ("en", "fr") for kind in ("png", "svg")
    }
    trials = pd.read_parquet(out / "trials.parquet")
    assert len(trials) == 24 and list(trials["stage"].unique()) == [PRIOR, SEARCH]
    assert trials["weight"].sum() == pytest.approx(1) and set(trials.loc[trials["in_ensemble"], "stage"]) == {PRIOR}
    summary = json.loads((out / "summary.json").read_text())
    assert {row["forecast"] for row in summary["errors"]} >= {"model", "last_value", "last_growth", "logistic", "bass"}
    assert sum(point["held_out"] for point in summary["points"]) == 2
    assert not list(out.rglob(".tmp-*"))


def test_a_run_can_use_the_settings_it_writes_and_later_settings_win(found):
    path = found[0] / "calibrated.yaml"
    given = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings = [s for s in SMALL if not s.startswith(("engine", "founding"))]
    params = compose((*settings, f"settings={path}"))["params"]
    assert params["adopt"]["recruiting"] == given["adopt.recruiting"]
    assert params["founding"]["first_sites"] == given["founding.first_sites"] == 24  # calibrated under it
    assert compose((*settings, f"settings={path}", "adopt.recruiting=.05"))["params"]["adopt"]["recruiting"] == 0.05


def test_the_same_command_changes_nothing_and_more_trials_only_add(found, made, capsys):
    out, code = found
    before = {name: (out / name).read_bytes() for name in ("calibrated.yaml", "trials.parquet", "summary.json")}
    command = ["calibrate", *OWN, f"target.path={made[0]}", "params=[adopt.recruiting]", "seeds=6", *SMALL]
    command.append(f"out={out}")
    assert main([*command, "trials=24", "lang=fr"]) == code
    streams = capsys.readouterr()
    assert "repris" in streams.err and "a priori" in streams.out and not forbidden(streams.out)
    after = {name: (out / name).read_bytes() for name in before}
    for files in (before, after):  # the summary says when it was written
        files["summary.json"] = files["summary.json"].partition(b'"meta"')[0]
    assert after == before
    assert main([*command, "trials=24", "holdout=0"]) == 2
    assert "another calibration: held_out" in capsys.readouterr().err


PRIORS = (Prior("a", 0.0, 1.0, False, "", ""), Prior("b", 1, 4, True, "", ""))


def search_of(tmp, trials=12):
    path = tmp / "line.csv"
    path.write_text("date,value\n" + "".join(f"{2000 + k},{10 + 5 * k}\n" for k in range(6)))
    said = described("series", read_all([f"target.path={path}", "target.level=given"], []), [])
    return Search(target_of(said, []), PRIORS, 2, trials, 1)


class Model:
    """A model whose curve is known: 10 + (b + 10 a) k; it can be killed after some trials."""

    def __init__(self, target, killed_after=10**9):
        self.target, self.left, self.calls = target, killed_after, 0

    def __call__(self, tried):
        out = []
        for values in tried:
            if self.left == 0:
                raise KeyboardInterrupt
            self.left, self.calls = self.left - 1, self.calls + 1
            x = np.array([p.x - 2000 for p in self.target.points])
            curve = np.column_stack([10 + (values["b"] + 10 * values["a"]) * x, np.ones(x.size)])
            out.append([type("Run", (), {"points": curve, "curve": curve})()])
        return out


def no_failure(*said):
    raise AssertionError(said)


def test_killed_anywhere_it_resumes_and_ends_with_the_same_trials(tmp_path):
    search = search_of(tmp_path)
    (tmp_path / "whole").mkdir()
    whole = run_trials(search, tmp_path / "whole", Model(search.target), no_failure, lambda n: None)
    assert len(whole) == 12 and [t.stage for t in whole] == [PRIOR] * 6 + [SEARCH] * 6
    for after in (0, 3, 6, 8, 11):
        folder = tmp_path / f"killed{after}"
        folder.mkdir()
        with pytest.raises(KeyboardInterrupt):
            run_trials(search, folder, Model(search.target, after), no_failure, lambda n: None)
        with (folder / JOURNAL).open("ab") as file:
            file.write(b'{"op_code": 4, "half a li')
        again = Model(search.target)
        assert run_trials(search, folder, again, no_failure, lambda n: None) == whole
        assert again.calls == 12 - (after if after >= 6 else 0)  # draws are kept by the chunk


def test_a_trial_that_fails_is_told_and_tried_again_by_the_next_call(tmp_path):
    search, told = search_of(tmp_path), []

    def broken(tried):
        return ["InputError: no" if values["b"] == 4 else Model(search.target)([values])[0] for values in tried]

    first = run_trials(search, tmp_path, broken, lambda *said: told.append(said), lambda n: None)
    assert told and len(first) + len(told) == 12 and all(said[2] == "InputError: no" for said in told)
    assert len(run_trials(search, tmp_path, Model(search.target), no_failure, lambda n: None)) == 12


def test_draws_fill_the_ranges_evenly_and_a_longer_list_begins_with_the_shorter():
    """Sobol': of 64 draws, exactly 16 lie in each quarter of a range."""
    rows = sobol(PRIORS, 64, 5)
    assert rows[:20] == sobol(PRIORS, 20, 5) != sobol(PRIORS, 20, 6)[:20]
    assert np.histogram([row["a"] for row in rows], 4, (0, 1))[0].tolist() == [16] * 4
    assert sorted({row["b"] for row in rows}) == [1, 2, 3, 4] and all(type(row["b"]) is int for row in rows)


def trial(row, a, distance, stage=PRIOR, errors=0.0):
    return Trial(stage, row, {"a": a, "b": 1}, distance, 2.0, [1.0, 2.0], [errors] * 2, [1.0])


def test_the_ensemble_keeps_the_nearest_draws_and_weighs_them_by_nearness():
    """Six draws of which five are kept, at distances 1 to 5 of 6: weights go as 1 - (d / 6)²."""
    ensemble = Ensemble((*(trial(k, k / 10, k + 1.0) for k in range(6)), trial(0, 0.9, 0.1, SEARCH)), PRIORS, 2)
    wanted = 1 - (np.arange(1, 6) / 6) ** 2
    assert ensemble.weights == pytest.approx(wanted / wanted.sum())
    assert [t.row for t in ensemble.kept] == [0, 1, 2, 3, 4] and ensemble.best.stage == SEARCH
    assert ensemble.band("points")[2].tolist() == [2.0, 4.0]  # scaled
    mean = ensemble.parameters().set_index("parameter").loc["a", "mean"]
    assert mean == pytest.approx(wanted @ np.arange(5) / 10 / wanted.sum())
    assert quantile(np.array([3.0, 1.0, 2.0]), np.array([0.5, 0.25, 0.25]), 0.5) == 2.0


def test_draws_that_the_seeds_alone_could_set_apart_are_kept():
    """The best trial's standard error is 3 of a mean of 3: distances below 2 x 1 are noise, then the share decides."""
    draws = [trial(k, k / 20, 1.0 + 0.1 * k, errors=1.5) for k in range(15)]
    assert len(Ensemble(tuple(draws), PRIORS, 2).kept) == 10
    assert len(Ensemble(tuple(d._replace(errors=[0.0, 0.0]) for d in draws), PRIORS, 2).kept) == 5


def test_it_has_not_converged_where_naive_does_as_well_or_trials_still_improve():
    steady = tuple(trial(k, 0.5, 1.0) for k in range(9))
    better = (*steady[:8], trial(8, 0.5, 0.8, SEARCH))
    assert not doubts(Ensemble(steady, PRIORS, 2), 1.1) and not doubts(Ensemble(steady, PRIORS, 2), None)
    (naive,) = doubts(Ensemble(steady, PRIORS, 2), 1.0)
    assert "naive" in naive.en and "naïve" in naive.fr
    (still,) = doubts(Ensemble(better, PRIORS, 2), 1.1)
    assert "20%" in still.en
    noisy = (*steady[:8], trial(8, 0.5, 0.8, SEARCH, errors=0.5))  # the seeds alone make as much
    assert not doubts(Ensemble(noisy, PRIORS, 2), 1.1)


def test_simple_forecasts_see_the_fit_part_only(tmp_path):
    """On a straight line, the last growth is exact, the last value lags by one step, then stays."""
    target = search_of(tmp_path).target
    by = {one.name: one.values for one in yardsticks(target, 4)}
    seen = np.array([p.value for p in target.points])
    assert np.isnan(by["last_value"][0]) and by["last_value"][1:].tolist() == [10, 15, 20, 25, 25]
    assert by["last_growth"][2:].tolist() == seen[2:].tolist()
    assert errors_of(by["last_growth"], seen).rmse == pytest.approx(0, abs=1e-9)
    assert scaled_naive(target, 4) == pytest.approx(5 / 17.5)
    assert errors_of(np.array([11.0, np.nan]), np.array([10.0, 5.0])) == pytest.approx((0.1, 1.0))


@pytest.mark.parametrize("name", [n for n in names("target") if n not in ("series", "network")])
def test_every_shipped_target_loads_and_can_be_asked_for(name, request):
    from experiments.calibrate.request import asked_of

    said = described(name, (), [])
    assert said.citation and said.caution_en and said.caution_fr and said.label_fr and said.label_en
    assert said.name == name
    if said.kind == NETWORK:
        folder = request.getfixturevalue("data_folder")
        if not (folder / "series" / said.edges).exists():
            pytest.skip(f"{said.edges} is not among the real data")
    asked = asked_of(read_request(["calibrate", name]))
    assert asked.search.held >= 1 and len(asked.cells({p.name: p.at(0.5) for p in asked.search.priors})) == 4


def test_published_counts_are_those_of_the_data_folder(data_folder):
    table = pd.read_csv(data_folder / "series" / "social_innovation_counts.csv")
    for name, series in (("amap", "amap_fr"), ("repair_cafe", "repair_cafe_world"), ("fab_labs", "fablab_world")):
        points = described(name, (), []).points
        rows = table[table["series"] == series]
        assert [(p["date"], p["value"]) for p in points] == list(zip(rows["date"], rows["value"], strict=True))


def test_farmers_who_had_not_adopted_at_the_end_count_as_not_adopting(data_folder):
    from experiments.calibrate.target_network import network_target

    target = network_target(described("brazilian_farmers", (), []), [])
    nodes = pd.read_csv(data_folder / "series" / "brazilian_farmers_nodes.csv")
    assert len(target.points) == 18 and target.begins == 1
    assert target.points[-1].value == pytest.approx(float((nodes["toa"] < 20).mean()))


def test_a_network_of_ones_own_is_fitted(tmp_path, capsys):
    Path("ties.csv").write_text("from,to\n" + "".join(f"n{k},n{(k + d) % 60}\n" for k in range(60) for d in (1, 2)))
    times = [1 if k < 4 else min(8, 2 + k // 9) for k in range(60)]
    Path("people.csv").write_text("name,time\n" + "".join(f"n{k},{t}\n" for k, t in enumerate(times)))
    code = main(["calibrate", "network", "target.edges=ties.csv", "target.nodes=people.csv", "trials=12", "seeds=2",
                 "engine=serial", "out=net", "--json"])  # fmt: skip
    said = json.loads(capsys.readouterr().out)
    assert code == int(not said["converged"]) and said["kind"] == "network"
    assert [point["x"] for point in said["points"]] == [2, 3, 4, 5, 6, 7]  # 8 is "not yet"
    assert yaml.safe_load(Path("net/calibrated.yaml").read_text())["adopt.rule"] == "bass"


def refused(arguments, capsys):
    assert main([*arguments, "out=nothing"]) == 2
    assert not Path("nothing").exists() and not Path("results").exists()
    return capsys.readouterr().err


def test_all_that_is_wrong_is_said_at_once_and_nothing_is_written(capsys):
    said = refused(["calibrate", "amap", "params=[adopt.contagon,adopt.rule,adopt.contagion]", "adopt.contagion=3",
                    "holdout=2", "trials=x", "seeds=0", "foo=1"], capsys)  # fmt: skip
    for part in ("Did you mean adopt.contagion?", "adopt.rule has no plausible range", "both set and calibrated",
                 "holdout is 2", "trials is 'x'", "seeds is 0", "amap has 3 values to fit",
                 "Unknown setting 'foo'"):  # fmt: skip
        assert part in said, part


@pytest.mark.parametrize(("rows", "parts"), [
    ("2001,10\n2002,\n2003,30\n2003,31\n2005,20", ("line 3: the value is missing, a gap", "stands there already",
                                                   "20 in 2005 is below 31 in 2003")),
    ("2001,1\n2002,2\n2003,3\n2005,5\n2006,6", ("yearly but has gaps: 2004",)),
    ("2001,1\nsoon,2\n2003,many", ("date 'soon'", "'many' is no number")),
    ("2001,1\n2002,-2", ("must be 0 or more",)),
])  # fmt: skip
def test_a_series_with_gaps_doubles_or_falls_is_refused(rows, parts, capsys):
    Path("bad.csv").write_text(f"date,value\n{rows}\n")
    said = refused(["calibrate", "series", "target.path=bad.csv"], capsys)
    assert all(part in said for part in parts)


def test_a_network_with_strangers_or_self_loops_is_refused(capsys):
    Path("e.csv").write_text("from,to\na,b\nb,b\na,zed\n")
    Path("n.csv").write_text("name,time\na,1\nb,2\nb,3\nc,x\n")
    said = refused(["calibrate", "network", "target.edges=e.csv", "target.nodes=n.csv", "policy=none"], capsys)
    for part in ("e.csv, line 3: ties b to itself", "'zed' is none of the people", "n.csv, line 4: names b again",
                 "time 'x' is no number", "policy=none means nothing on a given network"):  # fmt: skip
        assert part in said, part


@pytest.mark.parametrize(("arguments", "part"), [
    (["amapp"], "Did you mean amap?"),
    (["amap", "target.levl=given"], "Did you mean target.level?"),
    (["series"], "target.path=FILE.csv is missing"),
    (["amap", "years=3"], "must be compared over 14 years"),
    (["nowhere.yaml"], "nowhere.yaml does not exist"),
    (["survival_firms", "target.form=guild"], "Unknown form 'guild'"),
])  # fmt: skip
def test_an_unknown_target_key_or_value_is_refused(arguments, part, capsys):
    assert part in refused(["calibrate", *arguments], capsys)


def test_a_target_of_ones_own_is_a_yaml_file(capsys):
    Path("mine.yaml").write_text(
        "kind: survival\nform: firm\nparams: [survive.firm]\nset: {policy: none}\n"
        "points: [{date: 3, value: .6}, {date: 5, value: 1.5}]\n"
    )
    assert "mine, point 2: the value 1.5 must be a share from 0 to 1" in refused(["calibrate", "mine.yaml"], capsys)


def test_a_journal_cut_in_the_middle_of_a_line_is_mended(tmp_path):
    path = tmp_path / JOURNAL
    path.write_bytes(b'{"a": 1}\n{"b"')
    (tmp_path / f"{JOURNAL}.lock").write_text("")
    mended(path)
    assert path.read_bytes() == b'{"a": 1}\n' and not (tmp_path / f"{JOURNAL}.lock").exists()
