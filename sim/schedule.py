"""The order of a month: the ODD schedule, in code. A process is added here and nowhere else (ordonnancement)."""
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim.copying import CopyParams
from sim.founding import FoundingParams, Standing, first_sites, stand
from sim.modalities import BY_CONVENTION, BY_DIRECT, BY_GENERALISATION, BY_MARKET, BY_SHARES, Modality
from sim.modes import (
    AFFILIATION_MODE,
    BRANCHING_MODE,
    COOPERATION_MODE,
    DIVERSIFICATION_MODE,
    FERTILISATION_MODE,
    FUSION_MODE,
    TAKE_OVER_MODE,
    Mode,
)
from sim.names import MODALITIES, MODES
from sim.network import NetworkParams
from sim.population import PopulationParams
from sim.processes.adopt import AdoptParams
from sim.processes.adopt import step as adopt_step
from sim.processes.advance import AdvanceParams
from sim.processes.advance import step as advance_step
from sim.processes.attract import AttractParams
from sim.processes.attract import step as attract_step
from sim.processes.capitalise import CapitaliseParams
from sim.processes.capitalise import step as capitalise_step
from sim.processes.cluster import ClusteringParams
from sim.processes.cluster import step as cluster_step
from sim.processes.cooperate import CooperateParams
from sim.processes.cooperate import step as cooperate_step
from sim.processes.emerge import EmergeParams
from sim.processes.emerge import step as emerge_step
from sim.processes.evidence import EvidenceParams
from sim.processes.evidence import step as evidence_step
from sim.processes.fuse import FuseParams
from sim.processes.fuse import step as fuse_step
from sim.processes.gather import GatherParams
from sim.processes.gather import step as gather_step
from sim.processes.govern import GovernParams
from sim.processes.govern import step as govern_step
from sim.processes.inform import InformParams
from sim.processes.inform import step as inform_step
from sim.processes.mutualise import MutualiseParams
from sim.processes.mutualise import step as mutualise_step
from sim.processes.operate import OperateParams, run_sites
from sim.processes.operate import step as operate_step
from sim.processes.participate import ParticipateParams
from sim.processes.participate import step as participate_step
from sim.processes.revive import ReviveParams
from sim.processes.revive import step as revive_step
from sim.processes.survive import SurviveParams, close
from sim.processes.survive import step as survive_step
from sim.processes.swarm import SwarmParams
from sim.processes.swarm import step as swarm_step
from sim.processes.uphold import step as uphold_step
from sim.processes.wellbeing import WellbeingParams
from sim.processes.wellbeing import step as wellbeing_step
from sim.service import ServiceParams, serve
from sim.state import State


@dataclass(frozen=True)
class Params:
    """Every group of parameters of the world, in schedule order."""

    population: PopulationParams = field(default_factory=PopulationParams)
    network: NetworkParams = field(default_factory=NetworkParams)
    founding: FoundingParams = field(default_factory=FoundingParams)
    service: ServiceParams = field(default_factory=ServiceParams)
    gather: GatherParams = field(default_factory=GatherParams)
    inform: InformParams = field(default_factory=InformParams)
    participate: ParticipateParams = field(default_factory=ParticipateParams)
    adopt: AdoptParams = field(default_factory=AdoptParams)
    operate: OperateParams = field(default_factory=OperateParams)
    evidence: EvidenceParams = field(default_factory=EvidenceParams)
    survive: SurviveParams = field(default_factory=SurviveParams)
    capitalise: CapitaliseParams = field(default_factory=CapitaliseParams)
    advance: AdvanceParams = field(default_factory=AdvanceParams)
    emerge: EmergeParams = field(default_factory=EmergeParams)
    revive: ReviveParams = field(default_factory=ReviveParams)
    swarm: SwarmParams = field(default_factory=SwarmParams)
    branching: Mode = BRANCHING_MODE
    affiliation: Mode = AFFILIATION_MODE
    fertilisation: Mode = FERTILISATION_MODE
    diversification: Mode = DIVERSIFICATION_MODE
    cooperation: Mode = COOPERATION_MODE
    fusion: Mode = FUSION_MODE
    take_over_mode: Mode = TAKE_OVER_MODE  # take_over is an instrument
    by_generalisation: Modality = BY_GENERALISATION
    by_market: Modality = BY_MARKET
    by_convention: Modality = BY_CONVENTION
    by_direct: Modality = BY_DIRECT
    by_shares: Modality = BY_SHARES
    copy: CopyParams = field(default_factory=CopyParams)
    fuse: FuseParams = field(default_factory=FuseParams)
    cooperate: CooperateParams = field(default_factory=CooperateParams)
    govern: GovernParams = field(default_factory=GovernParams)
    clustering: ClusteringParams = field(default_factory=ClusteringParams)
    mutualise: MutualiseParams = field(default_factory=MutualiseParams)
    wellbeing: WellbeingParams = field(default_factory=WellbeingParams)
    attract: AttractParams = field(default_factory=AttractParams)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Return the ways to scale, in the order of MODES after "no mode"."""
        return tuple(getattr(self, name) for name in (*MODES[1:-1], "take_over_mode"))

    @property
    def modalities(self) -> tuple[Modality, ...]:
        """Return the ways to take a site over, in the order of MODALITIES after "none"."""
        return tuple(getattr(self, f"by_{name}") for name in MODALITIES[1:])


def first_cost(state: State, params: OperateParams) -> np.ndarray:
    """Return the monthly cost of a site as it opens, shape (I,), euros."""
    kinds, (capital, posts) = state.innovations, state.start
    wear = (params.upkeep + params.depreciation) * capital * kinds.capital
    return (params.wage * posts * kinds.posts + wear + params.overhead) / 12.0


def closing(state: State, params: SurviveParams) -> Callable[[np.ndarray], None]:
    """Return what closes the sites it is given, for the processes that need it."""
    return partial(close, state, codified_enough=params.codified_enough)


def new_team(params: Params) -> tuple[float, float]:
    """Return the skill of a new team, and the share of what it misses that it takes from what its place knows."""
    return params.operate.first_skill, params.founding.head_start


Process = Callable[[State, Params], None]

SCHEDULE: tuple[tuple[str, Process], ...] = (
    ("gather", lambda s, p: gather_step(s, p.gather)),  # who mixes where is known before people listen
    ("uphold", lambda s, p: uphold_step(s, p.copy, p.founding)),
    ("inform", lambda s, p: inform_step(s, p.inform)),
    ("participate", lambda s, p: participate_step(s, p.participate)),
    ("adopt", lambda s, p: adopt_step(s, p.adopt)),
    ("operate", lambda s, p: operate_step(s, p.operate)),
    ("evidence", lambda s, p: evidence_step(s, p.evidence)),
    ("survive", lambda s, p: survive_step(s, p.survive)),
    ("capitalise", lambda s, p: capitalise_step(s, p.capitalise)),
    ("advance", lambda s, p: advance_step(s, p.advance, first_cost(s, p.operate), *new_team(p))),
    ("emerge", lambda s, p: emerge_step(s, p.emerge, p.founding)),
    (
        "revive",
        lambda s, p: revive_step(s, p.revive, p.founding, p.operate.first_skill, p.survive.codified_enough),
    ),
    ("swarm", lambda s, p: swarm_step(s, p.swarm, p.copy, p.founding)),
    ("fuse", lambda s, p: fuse_step(s, p.fuse, p.swarm.free_work, closing(s, p.survive))),
    ("cooperate", lambda s, p: cooperate_step(s, p.cooperate)),
    ("govern", lambda s, p: govern_step(s, p.govern)),
    ("cluster", lambda s, p: cluster_step(s, p.clustering)),
    ("mutualise", lambda s, p: mutualise_step(s, p.mutualise)),
    ("wellbeing", lambda s, p: wellbeing_step(s, p.wellbeing)),
    ("attract", lambda s, p: attract_step(s, p.attract)),
)


def begin(state: State, params: Params, standing: Sequence[Standing] = ()) -> None:
    """Open the sites of month 0, those that stand if any are known, and let people know what they can reach."""
    if standing:
        stand(state, standing, params.founding, params.operate.first_skill)
    else:
        first_sites(state, params.founding, params.operate.first_skill)
    rows = state.operating()
    run_sites(state, rows, params.operate)
    serve(state, rows)


def month(state: State, params: Params, without: Sequence[str] = ()) -> None:
    """Move the world by one month; ``without`` names processes left out, to see what they are for."""
    state.step += 1
    state.rows_now = {}  # looked for once, and again after ``recount``
    for name, process in SCHEDULE:
        if name not in without:
            process(state, params)
    state.rows_now = None
