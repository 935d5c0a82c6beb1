"""Every figure, drawn from small made-up tables in either language (galerie)."""

from functools import partial

from experiments.figures import (
    Note,
    adoption_fan,
    box_limits,
    budget_effects,
    cost_bars,
    coverage_maps,
    dial_map,
    dial_strips,
    difference_maps,
    diffusion_curves,
    effects_forest,
    exceedance,
    explain_waterfall,
    front_scatter,
    group_effects,
    information_bars,
    ledger_waterfall,
    lineage_tree,
    parallel,
    regional_curves,
    regret_table,
    score_table,
    sites_by_stage,
    slopegraph,
    tornado,
)
from experiments.figures.calibration import fit_figure, prior_posterior
from experiments.figures.cases import case_lives
from experiments.figures.criterion import criterion_panels
from experiments.figures.oneway import oneway_curve
from experiments.figures.sensitivity import bars, plane
from experiments.sensitivity.indices import SOBOL
from sim.errors import Text
from tests.experiments.figures import findings, tables, worlds
from tests.experiments.figures.lineages import grow
from tests.experiments.figures.talks import SLIDES

SHARE = Text("Adopters among the people concerned", "Adoptants parmi les personnes concernées")
JOBS = Text("Jobs, full-time equivalents", "Emplois, équivalents temps plein")
REFERENCE = tables.POLICIES["none"]
PEOPLE, WALLS = tables.POLICIES["fund_people"], tables.POLICIES["fund_investments"]
SIDES = (Text("better with “Equipment and walls”", "mieux avec « Du matériel et des murs »"),
         Text("better with “Posts that last”", "mieux avec « Des postes dans la durée »"))  # fmt: skip
MAPPED = ("none", "fund_people", "fund_investments", "catalysis")


def note(lang, **facts):
    """Return what stands under a figure of results."""
    said = Text("Chalon, Creusot-Montceau and Les Bertranges", "Chalon, Creusot-Montceau et Les Bertranges").in_(lang)
    given = {"seeds": 5, "years": 15, "first_year": 2025, "version": "0.2.0", "territory": said,
             "command": f"essaimage plot results/people_vs_investments lang={lang}"}  # fmt: skip
    return Note(**given | facts)


def _maps(draw, lang):
    ground = tables.territory()
    frame = tables.places(ground, tables.labels(lang)).query("policy in @MAPPED")
    credit = Text("Places: GeoNames, CC BY 4.0.", "Lieux : GeoNames, CC BY 4.0.").in_(lang)
    return draw(frame, ground, lang, note(lang, source=credit))


def _scores(lang):
    said = {"jobs": Text("Jobs", "Emplois").in_(lang), "sites": Text("Open sites", "Sites ouverts").in_(lang)}
    return score_table(worlds.SCORES.assign(label=worlds.SCORES["outcome"].map(said)), lang, note(lang, worlds=24))


def _dials(frame, lang, unit="share"):
    sides = tuple(side.in_(lang) for side in SIDES)
    return dial_map(frame, lang, note(lang, worlds=len(frame)), SHARE.in_(lang), unit, sides)


def _parallel(lang):
    said = {"better": Text("better", "mieux"), "less good": Text("less good", "moins bien"), "≈": Text("≈", "≈")}
    frame = worlds.drawn(8)
    side = ["better" if low > 0 else "less good" if high < 0 else "≈"
            for low, high in zip(frame["low"], frame["high"], strict=True)]  # fmt: skip
    frame = frame.assign(group=[said[s].in_(lang) for s in side], estimate=100 * frame["estimate"])
    frame = frame.sort_values("group", key=lambda c: c.str.startswith("≈"), kind="stable")
    columns = ["operate.sigma", "start", "finance.transferable", "adopt.recruiting", "estimate"]
    names = {"estimate": Text("difference (points)", "écart (points)").in_(lang)}
    return parallel(frame, columns, lang, note(lang, worlds=8), names)


def _oneway(lang):
    return oneway_curve(findings.oneway(), lang, note(lang, worlds=5), (SHARE.in_(lang), "share"),
                        (PEOPLE.in_(lang), WALLS.in_(lang)))  # fmt: skip


def _criterion(lang):
    title = Text("V1 · The curve of Bass is found again · passed", "V1 · La courbe de Bass est retrouvée · réussi")
    found = Text("largest gap: 0.0080 (≤ 0.0200).", "écart maximal : 0,0080 (≤ 0,0200).")
    return criterion_panels(title.in_(lang), findings.panels(), found.in_(lang), lang)


def _front(lang):
    return front_scatter(worlds.CROWD, lang, note(lang, worlds=24), (SHARE.in_(lang), JOBS.in_(lang)), ("share", "FTE"))


def _forest(lang):
    return effects_forest(worlds.forest(lang=lang), lang, note(lang), SHARE.in_(lang), "share", REFERENCE.in_(lang))


def _groups(lang):
    by = Text("density class", "classe de densité").in_(lang)
    label = Text("Adopters, per 1,000 inh.", "Adoptants, pour 1 000 hab.").in_(lang)
    return group_effects(findings.by_group(lang), lang, note(lang, worlds=24), label, "", REFERENCE.in_(lang), by)


PICTURES = {
    "adoption": lambda lang: adoption_fan(tables.adoption(lang, 6), lang, note(lang, seeds=6)),
    "diffusion": lambda lang: diffusion_curves(tables.adoption(lang, 6), lang, note(lang, seeds=6)),
    "stages": lambda lang: sites_by_stage(tables.stages(lang), lang, note(lang)),
    "maps": partial(_maps, coverage_maps),
    "maps_difference": partial(_maps, difference_maps),
    "lineage": lambda lang: lineage_tree(*grow(60, lang=lang), lang, note(lang, seeds=1)),
    "ledger": lambda lang: ledger_waterfall(tables.ledger(lang=lang), lang, note(lang)),
    "costs": lambda lang: cost_bars(tables.costs(lang), lang, note(lang, worlds=24)),
    "effects": _forest,
    "groups": _groups,
    "budget": lambda lang: budget_effects(findings.budgets(lang), lang, note(lang), SHARE.in_(lang), "share"),
    "regret": lambda lang: regret_table(worlds.regret(lang=lang), lang, note(lang), SHARE.in_(lang), "share"),
    "exceedance": lambda lang: exceedance(worlds.ends(lang), lang, note(lang, worlds=4), SHARE.in_(lang), "share"),
    "slope": lambda lang: slopegraph(worlds.ends(lang), lang, note(lang), SHARE.in_(lang), "share", ("people",)),
    "dials": lambda lang: _dials(worlds.effects(), lang, ""),
    "strips": lambda lang: dial_strips(worlds.drawn(), lang, note(lang, worlds=60), SHARE.in_(lang), "share"),
    "dials_two": lambda lang: _dials(findings.twoway(), lang),
    "oneway": _oneway,
    "box": lambda lang: box_limits(worlds.LIMITS, worlds.PATH, lang, note(lang, worlds=24)),
    "scores": _scores,
    "regional": lambda lang: regional_curves(worlds.CURVES, worlds.DISTANCES, lang, note(lang, worlds=24)),
    "tornado": lambda lang: tornado(worlds.ENDS, lang, note(lang, worlds=24), SHARE.in_(lang), "share"),
    "parallel": _parallel,
    "front": _front,
    "information": lambda lang: information_bars(worlds.WORTH, lang, note(lang, worlds=24), SHARE.in_(lang), "share"),
    "explain": lambda lang: explain_waterfall(findings.explanation(), lang),
    "cases": lambda lang: case_lives(findings.lives(), findings.CELL, lang, "essaimage cases"),
    "sensitivity_bars": lambda lang: bars(findings.analysis(), lang),
    "sensitivity_shares": lambda lang: bars(findings.analysis(SOBOL), lang),
    "sensitivity_plane": lambda lang: plane(findings.analysis(), lang),
    "calibration_fit": lambda lang: fit_figure(findings.calibration(), lang),
    "calibration_parameters": lambda lang: prior_posterior(findings.calibration(), lang),
    "criterion": _criterion,
    **{f"slide_{name}": draw for name, draw in SLIDES.items()},
}
