"""What a territory is called on figures and in answers, and whom its maps credit."""

import pytest

from experiments.answer import run_text
from experiments.compose import compose
from experiments.credit import source_line, territory_title
from experiments.one_run import run_cell


@pytest.mark.parametrize(
    ("name", "fr", "en"),
    [
        ("chalon_creusot", "Chalon-sur-Saône, Le Creusot–Montceau et Les Bertranges",
         "Chalon-sur-Saône, Le Creusot–Montceau and Les Bertranges"),
        ("mirecourt", "Inspiré de Mirecourt et Dompaire", "Inspired by Mirecourt and Dompaire"),
        ("saint_die_vosges", "Saint-Dié-des-Vosges et ses vallées", "Saint-Dié-des-Vosges and its valleys"),
        ("grid", "Maillage", "Grid"),
    ],
)  # fmt: skip
def test_a_territory_where_over_20_percent_is_invented_is_only_inspired_by_its_name(name, fr, en):
    cell = compose((f"territory={name}",))
    assert (territory_title(cell, "fr"), territory_title(cell, "en")) == (fr, en)


def test_a_file_is_called_by_its_name(tmp_path):
    path = tmp_path / "my_communes.csv"
    path.write_text("code,nom,population,lat,lon\na,A,100,46,4\nb,B,200,46.1,4\n")
    cell = compose(("territory=file", f"territory.path={path}"))
    assert territory_title(cell, "fr") == "my_communes" and "my_communes.csv" in source_line(cell, "fr")


def test_the_answer_of_a_run_says_that_its_territory_is_only_inspired_by_a_real_one():
    run = run_cell(compose(("territory=mirecourt", "years=1", "citizens=500")))
    assert run_text(run, "current_mix", "fr").startswith("Inspiré de Mirecourt et Dompaire :")
    assert run_text(run, "current_mix", "en").startswith("Inspired by Mirecourt and Dompaire:")
    assert "villages fictifs" in run.source_line("fr")
