"""Figures an analyst can show: a function each, from a tidy frame, in French or English (figures)."""

from experiments.figures.adoption import adoption_fan
from experiments.figures.boxes import box_limits
from experiments.figures.budget import budget_effects
from experiments.figures.by_group import group_effects
from experiments.figures.caption import Note
from experiments.figures.costs import cost_bars
from experiments.figures.dials import dial_map
from experiments.figures.diffusion import diffusion_curves
from experiments.figures.effects import effects_forest
from experiments.figures.exceedance import exceedance
from experiments.figures.explain import explain_waterfall
from experiments.figures.fronts import front_scatter
from experiments.figures.ledger import ledger_waterfall
from experiments.figures.lineage import lineage_tree
from experiments.figures.maps import coverage_maps, difference_maps
from experiments.figures.parallel import parallel
from experiments.figures.regional import regional_curves
from experiments.figures.regret import regret_table
from experiments.figures.save import save
from experiments.figures.scores import score_table
from experiments.figures.slope import slopegraph
from experiments.figures.stages import sites_by_stage
from experiments.figures.strips import dial_strips
from experiments.figures.tornado import tornado
from experiments.figures.worth import information_bars

__all__ = [
    "Note",
    "adoption_fan",
    "box_limits",
    "budget_effects",
    "cost_bars",
    "coverage_maps",
    "dial_map",
    "dial_strips",
    "difference_maps",
    "diffusion_curves",
    "effects_forest",
    "exceedance",
    "explain_waterfall",
    "front_scatter",
    "group_effects",
    "information_bars",
    "ledger_waterfall",
    "lineage_tree",
    "parallel",
    "regional_curves",
    "regret_table",
    "save",
    "score_table",
    "sites_by_stage",
    "slopegraph",
    "tornado",
]
