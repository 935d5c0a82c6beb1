"""A sweep planned, asked about, widened as needed; its cost in steps grows as its runs do."""

import json
import sys
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import yaml
from scipy import stats

from experiments import adaptive, estimate
from experiments.adaptive import Until, grown, widest
from experiments.cli import main
from experiments.design import cross
from experiments.results import load
from experiments.runner import Report, run_design
from experiments.store import read
from sim.errors import InputError

SMALL = ["territory=grid", "territory.width=2", "territory.height=2", "citizens=100", "years=2", "engine=serial"]
PAIR = [*SMALL, "policy=[none,fund_people]"]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def tables_in(out):
    return {path.name: path.read_bytes() for path in sorted((out / "tables").iterdir())}


def test_a_plan_says_runs_time_and_disk_and_writes_nothing(tmp_path, capsys):
    assert main(["plan", *PAIR[:-2], PAIR[-1], "seeds=5", "operate.sigma=.3..2", "design=lhs", "size=4"]) == 0
    said = capsys.readouterr().out
    assert "2 policies × 4 worlds × 5 common seeds = 40" in said and "25" not in said.split("\n")[0].split(";")[0]
    assert "operate.sigma" in said and "about" in said and "free" in said
    assert main(["plan", *PAIR[:-2], PAIR[-1], "seeds=5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["runs"] == 10 and found["seconds"] > 0 and found["bytes"] > 1000
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_longer_than_stated_or_larger_than_the_disk_is_asked_before_it_starts(tmp_path, capsys, monkeypatch):
    asked = ["sweep", *PAIR, "seeds=2", "out=here", "hours=.0000001"]
    assert main(asked) == 2
    assert "--yes" in capsys.readouterr().err and not (tmp_path / "here").exists()
    assert main([*asked, "--yes"]) == 0
    monkeypatch.setattr(estimate, "free", lambda folder: 10)
    assert main(["sweep", *PAIR, "seeds=3", "out=there", "hours=9", "lang=fr"]) == 2
    assert "Rien n'a été lancé" in capsys.readouterr().err and not (tmp_path / "there").exists()
    assert main(["sweep", *PAIR, "seeds=3", "out=there", "hours=9", "yes=true"]) == 0


@pytest.mark.parametrize(("typed", "goes"), [("y\n", True), ("oui\n", True), ("\n", False), ("n\n", False)])
def test_a_question_is_answered_on_a_terminal(typed, goes, monkeypatch, tmp_path):
    class Terminal:
        def isatty(self):
            return True

        def readline(self):
            return typed

        def write(self, text):
            assert "Start all the same" in text

        def flush(self):
            pass

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    found = estimate.Estimate(1000, 60.0, 10.0, 1)
    if goes:
        estimate.agreed(found, tmp_path, 1.0, False, "en")
    else:
        with pytest.raises(InputError):
            estimate.agreed(found, tmp_path, 1.0, False, "en")


def test_seeds_are_added_until_the_interval_is_narrow_and_no_more(tmp_path, capsys):
    asked = ["sweep", *PAIR, "seeds=3", "width=.0001", "most=8", "indicator=sites"]
    assert main([*asked, "out=adaptive"]) == 0
    said = capsys.readouterr().err
    assert "3 common seeds: the paired interval of sites" in said and "8 common seeds" in said and "maximum" in said
    assert main(["sweep", *PAIR, "seeds=8", "out=plain"]) == 0
    assert tables_in(tmp_path / "adaptive") == tables_in(tmp_path / "plain")
    assert main([*asked, "out=adaptive"]) == 0, "given again, it goes on from where it was"
    assert tables_in(tmp_path / "adaptive") == tables_in(tmp_path / "plain")
    assert main(["sweep", *PAIR, "seeds=3", "width=1e9", "most=8", "out=wide"]) == 0
    assert read(tmp_path / "wide").manifest["seeds"] == 3


def test_seeds_added_after_a_kill_end_with_the_same_bytes(tmp_path, monkeypatch):
    from experiments import runner

    asked = ["sweep", *PAIR, "seeds=3", "width=.0001", "most=7", "indicator=sites"]
    assert main([*asked, "out=quiet"]) == 0
    real, calls = runner.Work.__call__, []

    def dying(self, batch):
        calls.append(batch)
        if len(calls) in (3, 9):
            raise KeyboardInterrupt
        return real(self, batch)

    monkeypatch.setattr(runner.Work, "__call__", dying)
    codes = [main([*asked, "out=killed"]) for _ in range(3)]
    assert codes == [130, 130, 0]
    assert tables_in(tmp_path / "killed") == tables_in(tmp_path / "quiet")


def stored(values, reference):
    """Return what a folder says of one indicator; values: by policy, one for each seed, at the end of each run."""
    seeds = np.arange(len(next(iter(values.values()))))
    plan = pd.concat([
        pd.DataFrame({"world": 0, "policy": name, "seed": seeds, "run_id": [f"{name} {seed}" for seed in seeds]})
        for name in values
    ], ignore_index=True)  # fmt: skip
    tables = {
        "plan": plan, "runs": plan[["run_id"]].assign(status="done"),
        "indicators": plan[["run_id"]].assign(indicator="sites", step=12, value=np.concatenate(list(values.values()))),
    }  # fmt: skip
    return SimpleNamespace(table=lambda name, filters=None: tables[name], manifest={"reference": reference})


def test_the_width_is_that_of_differences_on_the_same_seeds_and_of_the_widest_of_them():
    """Luck that all policies share moves no interval: 2 t s / √n of the differences, Student's t on n − 1 degrees."""
    luck, until = np.array([0.0, 300.0, -200.0, 500.0, 100.0]), Until(1.0, 9, "sites")
    narrow, wide = np.array([1.0, 2.0, 1.0, 2.0, 1.0]), np.array([0.0, 9.0, -4.0, 2.0, 7.0])
    found = stored({"none": luck, "a": luck + narrow, "b": luck + wide}, "none")

    def width(gap):
        return 2 * stats.t.ppf(0.975, gap.size - 1) * gap.std(ddof=1) / np.sqrt(gap.size)

    assert widest(found, (), until) == pytest.approx(width(wide))
    assert widest(found, ("a", "none"), until) == pytest.approx(width(narrow))
    assert widest(found, ("a", "b"), until) == pytest.approx(width(narrow - wide))
    one = stored({"none": luck[:1], "a": luck[:1]}, "none")
    assert widest(one, (), until) == np.inf, "one seed says nothing: seeds are added"


@pytest.mark.parametrize(("asked", "ends"), [(1.01, 5), (1.0, 8), (0.5, 12), (0.4, 12)])
def test_seeds_are_added_as_long_as_the_interval_is_wider_than_asked(asked, ends, monkeypatch):
    widths, made = {3: 9.0, 5: 1.01, 8: 1.0, 12: 0.5}, []
    monkeypatch.setattr(adaptive, "widest", lambda store, pair, until: widths[made[-1]])
    folder = SimpleNamespace(manifest={}, table_names=lambda: ["indicators"])

    def run(seeds):
        made.append(seeds)
        return Report(1, 0, 0, 0.5)

    told = []
    last, report = grown(lambda seeds: seeds, run, lambda: folder, (3, Until(asked, 12, "sites"), ()), told.append)
    assert last == ends == made[-1] and made == [seeds for seeds in widths if seeds <= ends]
    assert report.done == len(made) and len(told) == len(made)
    assert ("narrow enough" if asked > 0.4 else "maximum of seeds") in told[-1].en


def test_stages_grow_by_half_up_to_the_maximum():
    assert Until(0.1, 40, "sites").stages(10) == [10, 15, 23, 35, 40]
    assert Until(0.1, 5, "sites").stages(10) == [5]


def test_wrong_options_are_all_said(capsys):
    assert main(["sweep", *PAIR, "width=-1", "most=x", "indicator=site", "part=3/2", "hours=-2"]) == 2
    said = capsys.readouterr().err
    for part in ("width is -1", "most is 'x'", "Did you mean sites", "part is '3/2'", "hours is -2"):
        assert part in said, said
    assert main(["sweep", *PAIR, "most=9"]) == 2
    assert "goes with width=" in capsys.readouterr().err


def steps(count, tmp_path):
    """Return how many functions are called to plan, run, list and resume a sweep of ``count`` runs."""

    def resolve(policy, world, seed):
        return {"seed": seed, "policy": policy, "x": world["x"]}

    def execute(cell):
        return {"indicators": frame}

    frame, calls = pd.DataFrame({"step": [0], "value": [1.0]}), [0]

    def note(where, event, argument):
        calls[0] += event == "call"

    out = tmp_path / str(count)
    sys.setprofile(note)
    try:
        design = cross("trial", "a", ("a", "b"), {"x": list(range(count // 8))}, range(4), resolve)
        for _ in range(2):
            run_design(design, out, execute, "serial", 16, None, lambda message: None)
        store = read(out)
        found = store.held()
        cells = [store.cell(run) for run in store.run_ids()]
    finally:
        sys.setprofile(None)
    assert len(cells) == count and len(found) == count // 16
    return calls[0]


def test_the_work_around_runs_grows_as_their_number_does(tmp_path):
    few, many = steps(320, tmp_path), steps(1280, tmp_path)
    assert many < 4.4 * few, (few, many)


MINE = {
    "policies": ["none", "fund_people"], "versus": ["fund_people", "none"], "indicators": ["jobs", "sites"], "seeds": 2,
    "question_en": "Do posts last?", "label_en": "Posts", "dials": {"operate.sigma": [0.5, 1.0]},
    "set": {"territory": "grid", "territory.width": 2, "territory.height": 2, "citizens": 100, "years": 2},
}  # fmt: skip


def test_the_answer_of_a_file_of_ones_own_is_read_on_its_own_indicators_wherever_its_runs_were_made(tmp_path, capsys):
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(MINE))
    for part in ("1/2", "2/2"):
        assert main(["sweep", "experiment=mine.yaml", "engine=serial", f"part={part}", f"out={part[0]}"]) == 0
    assert main(["merge", "both", "1", "2"]) == 0
    assert main(["sweep", "experiment=mine.yaml", "engine=serial", "out=whole"]) == 0
    (tmp_path / "mine.yaml").unlink()  # the results alone say what was asked
    assert main(["retry", "whole", "engine=serial"]) == 0
    capsys.readouterr()
    for out in ("both", "whole"):
        assert main(["compare", out, "--json"]) == 0
        found = json.loads(capsys.readouterr().out)
        assert [row["indicator"] for row in found["effects"]] == ["jobs", "sites"]
        assert found["regret"]["indicator"] == "jobs"
        assert main(["compare", out, "lang=en"]) == 0
        assert "Do posts last?" in capsys.readouterr().out
        sweep = load(out)
        assert sweep.versus == ("fund_people", "none") and sweep.experiment.file == "mine.yaml"


def test_a_file_whose_answer_could_not_be_read_is_refused_before_it_runs(tmp_path, capsys):
    wrong = {"indicators": ["job"], "versus": ["fund_people", "seed_only"]}
    (tmp_path / "mine.yaml").write_text(yaml.safe_dump(MINE | wrong))
    assert main(["sweep", "experiment=mine.yaml", "out=here", "lang=en"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean jobs" in said and "versus is ['fund_people', 'seed_only']" in said
    assert not (tmp_path / "here").exists()
