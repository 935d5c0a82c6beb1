"""Published grants become a mix of instruments: every euro is counted once, what no word tells is said."""

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from experiments.catalogue import names
from experiments.cli import main
from experiments.grants import DECIMALS, _shares, grant_words, observed_mix
from experiments.policy_file import policy_shares
from experiments.words import forbidden
from sim.errors import InputError

HEAD = (
    "nomAttribuant;idAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;rnaBeneficiaire;"
    "objet;montant;nature;conditionsVersement;datesPeriodeVersement\n"
)


def row(purpose, euros, date="2023-03-01", nature="aide en numéraire"):
    return f"Ville;21340301600013;{date};D1;Asso;80000000000011;W341000001;{purpose};{euros};{nature};unique;2023\n"


SOME = HEAD + "".join([
    row("Poste FONJEP", "7164,00"),
    row("Création d'un tiers-lieu : travaux et équipements", "45 000,50 €", "2021-01-01"),
    row("Aide au démarrage", "10000"), row("Fonctionnement", "120000"), row("Événements", "3000.00"),
    row("Mise en réseau et animation", "20000", nature="aide en nature"), row("", "5"),
])  # fmt: skip


@pytest.fixture
def grants(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(content=SOME, encoding="utf-8"):
        Path("grants.csv").write_bytes(content.encode(encoding))
        return Path("grants.csv")

    return write


def refused(path, words=None):
    with pytest.raises(InputError) as caught:
        observed_mix(path, *([words] if words else []))
    assert all(problem.fr != problem.en for problem in caught.value.problems)
    return [problem.en for problem in caught.value.problems]


def test_each_grant_goes_to_the_first_instrument_with_a_word_in_its_purpose(grants):
    found = observed_mix(grants())
    assert [g.matches[:1] for g in found.grants] == [
        ("people_funding",), ("investment_grant",), ("seed_grant",), (), ("valorisation",), ("catalysis",), ()]
    assert found.grants[1].matches == ("investment_grant", "seed_grant")
    assert found.euros("investment_grant") == 45_000.5 and found.euros() == 120_005
    assert found.shares["catalysis"] == pytest.approx(20_000 / 85_164.5, abs=1e-4)
    assert [g.in_kind for g in found.grants].count(True) == 1 and found.grants[1].year == "2021"


def test_every_euro_is_counted_once(grants):
    found = observed_mix(grants())
    assert sum(found.euros(name) for name in found.shares) + found.euros() == sum(g.euros for g in found.grants)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("separator", [";", ","])
def test_encodings_and_separators_change_nothing(grants, encoding, separator):
    content = SOME if separator == ";" else SOME.replace(",00", "").replace("000,50", "000.50").replace(";", ",")
    found = observed_mix(grants(content.replace("€", "EUR") if encoding == "cp1252" else content, encoding))
    assert found.shares == observed_mix(grants()).shares


@pytest.mark.parametrize(
    ("purpose", "instrument"),
    [
        ("RÉHABILITATION DU LOCAL", "investment_grant"), ("Salaires 2023", "people_funding"),
        ("Équipe de bénévoles", None), ("emplois-jeunes", "people_funding"), ("La poste restante", "people_funding"),
        ("Recréation", None), ("Mise en valeur", None), ("Trophées de l'ESS", "valorisation"),
        ("Étude de faisabilité d'une ressourcerie", "seed_grant"), ("Réseaux d'entraide", "catalysis"),
    ],
)  # fmt: skip
def test_words_are_whole_whatever_case_accent_and_plural(grants, purpose, instrument):
    found = observed_mix(grants(HEAD + row(purpose, 10) + row("travaux", 1)))
    assert found.grants[0].matches[:1] == ((instrument,) if instrument else ())


def test_every_bad_row_is_in_one_message(grants):
    said = refused(grants(HEAD + row("a", "") + row("b", "beaucoup") + row("c", -5) + row("d", "1.234") + row("e", "9%")
                          + "x;y\n" + row("travaux", "10")))
    assert len(said) == 6
    for line, part in ((2, "empty"), (3, "'beaucoup'"), (4, "'-5'"), (5, "thousands or decimals"), (6, "'9%'"),
                       (7, "2 values for 12 columns")):  # fmt: skip
        assert any(f"line {line}:" in problem and part in problem for problem in said), part


def test_missing_columns_do_not_hide_bad_rows(grants):
    said = refused(grants(SOME.replace("objet", "objets").replace("7164,00", "x")))
    assert len(said) == 2 and "objet is missing" in said[0] and "Is it objets?" in said[0] and "line 2" in said[1]


@pytest.mark.parametrize(("content", "part"), [("", "objet is missing"), (HEAD, "no grant below the header"),
                                               (HEAD + row("Fonctionnement", 10), "no grant has a word")])
def test_a_file_that_tells_nothing_is_refused(grants, content, part):
    assert part in refused(grants(content))[0]


def test_the_words_of_the_project_are_of_instruments_and_stand_once():
    assert set(grant_words()) <= set(names("instruments"))


def test_bad_words_are_all_said(grants, tmp_path):
    words = tmp_path / "words.yaml"
    words.write_text("people_fundin: [poste]\nseed_grant: poste\nvalorisation: [prix, 3]\ncatalysis: [prix, prix]\n"
                     "investment_grant: [travaux, Prix]\n")
    said = refused(grants(), words)
    assert len(said) == 4
    assert "Did you mean people_funding" in said[0] and "seed_grant must be a list" in said[1]
    assert "valorisation must be a list" in said[2] and "stands under catalysis and investment_grant" in said[3]
    words.write_text("- poste\n")
    assert "holds no table" in refused(grants(), words)[0]
    words.write_text("a: [b")
    assert "not readable as YAML" in refused(grants(), words)[0]


def test_other_words_give_another_mix(grants, tmp_path):
    words = tmp_path / "words.yaml"
    words.write_text("people_funding: [fonctionnement]\ninvestment_grant: [travaux]\n")
    assert observed_mix(grants(), words).shares == {"people_funding": 0.7273, "investment_grant": 0.2727}


@given(st.lists(st.floats(0.01, 1e9), min_size=1, max_size=9))
def test_shares_add_up_to_one_and_keep_their_order(euros):
    given_ = {f"i{k}": value for k, value in enumerate(euros)}
    shares = _shares(given_)
    assert sum(shares.values()) == pytest.approx(1, abs=1e-12) and list(shares) == list(given_)
    for name, value in given_.items():
        assert abs(shares[name] - value / sum(euros)) <= 10**-DECIMALS


def said(capsys, *arguments, code=0):
    assert main([*arguments]) == code
    streams = capsys.readouterr()
    assert not forbidden(streams.out)
    return streams.out if code == 0 else streams.err


def test_the_command_says_the_mix_and_writes_a_policy_that_runs_read(grants, capsys):
    grants()
    out = said(capsys, "policy", "observed", "grants.csv", "--out", "mix.yaml")
    for part in ("7 grants, €205,170, 2021–2023", "52.8%", "Investment grant (investment_grant)",
                 "Not classified, in no share: 2 grants, €120,005, 58.5%", "€120,000  Fonctionnement", "in kind",
                 "several instruments: 1 grant, 21.9%", "policy.path=mix.yaml"):  # fmt: skip
        assert part in out, part
    found = yaml.safe_load(Path("mix.yaml").read_text(encoding="utf-8"))
    assert found["name"] == "mix" and sum(found["shares"].values()) == pytest.approx(1)
    assert policy_shares(Path("mix.yaml")) == found["shares"]
    assert "observed_mix" not in found["shares"] and "# Observed mix of 7 grants" in Path("mix.yaml").read_text()


def test_the_command_speaks_french_and_json(grants, capsys):
    grants()
    out = said(capsys, "policy", "observed", "grants.csv", "lang=fr")
    assert "52,8\u00a0%" in out and "45\u202f000" in out and "Non classé" in out
    found = json.loads(said(capsys, "policy", "observed", "grants.csv", "--json"))
    assert found["unclassified"] == {"grants": 2, "euros": 120_005} and found["policy"] == "observed_mix.yaml"


def test_the_command_refuses_with_2(grants, capsys):
    grants(SOME.replace("7164,00", "x").replace("120000", "y"))
    err = said(capsys, "policy", "observed", "grants.csv", code=2)
    assert len(err.splitlines()) == 2 and not Path("observed_mix.yaml").exists()
    assert "needs FILE" in said(capsys, "policy", "observed", code=2)
    assert "does not exist" in said(capsys, "policy", "observed", "no.csv", code=2)
    grants()
    Path("mix.yaml").write_text("mine")
    assert "exists already" in said(capsys, "policy", "observed", "grants.csv", "--out", "mix.yaml", code=2)
