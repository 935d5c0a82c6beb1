"""The order of a month: the ODD schedule, in code. A process is added here and nowhere else (ordonnancement)."""
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from sim.copying import CopyParams
from sim.founding import FoundingParams, first_sites
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
from sim.network import NetworkParams
from sim.population import PopulationParams
from sim.processes.adopt import AdoptParams
from sim.processes.adopt import step as adopt_step
from sim.processes.advance import AdvanceParams
from sim.processes.advance import step as advance_step
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
from sim.processes.inform import InformParams
from sim.processes.inform import step as inform_step
from sim.processes.mutualise import MutualiseParams
from sim.processes.mutualise import step as mutualise_step
from sim.processes.operate import OperateParams, run_sites
from sim.processes.operate import step as operate_step
from sim.processes.survive import SurviveParams, close
from sim.processes.survive import step as survive_step
from sim.processes.swarm import SwarmParams
from sim.processes.swarm import step as swarm_step
from sim.processes.wellbeing import WellbeingParams
from sim.processes.wellbeing import step as wellbeing_step
from sim.service import ServiceParams, serve
from sim.state import MODES, State


@dataclass(frozen=True)
class Params:
    """Every group of parameters of the world, in schedule order."""

    population: PopulationParams = field(default_factory=PopulationParams)
    network: NetworkParams = field(default_factory=NetworkParams)
    founding: FoundingParams = field(default_factory=FoundingParams)
    service: ServiceParams = field(default_factory=ServiceParams)
    inform: InformParams = field(default_factory=InformParams)
    adopt: AdoptParams = field(default_factory=AdoptParams)
    operate: OperateParams = field(default_factory=OperateParams)
    evidence: EvidenceParams = field(default_factory=EvidenceParams)
    survive: SurviveParams = field(default_factory=SurviveParams)
    advance: AdvanceParams = field(default_factory=AdvanceParams)
    emerge: EmergeParams = field(default_factory=EmergeParams)
    swarm: SwarmParams = field(default_factory=SwarmParams)
    branching: Mode = BRANCHING_MODE
    affiliation: Mode = AFFILIATION_MODE
    fertilisation: Mode = FERTILISATION_MODE
    diversification: Mode = DIVERSIFICATION_MODE
    cooperation: Mode = COOPERATION_MODE
    fusion: Mode = FUSION_MODE
    take_over: Mode = TAKE_OVER_MODE
    copy: CopyParams = field(default_factory=CopyParams)
    fuse: FuseParams = field(default_factory=FuseParams)
    cooperate: CooperateParams = field(default_factory=CooperateParams)
    clustering: ClusteringParams = field(default_factory=ClusteringParams)
    mutualise: MutualiseParams = field(default_factory=MutualiseParams)
    wellbeing: WellbeingParams = field(default_factory=WellbeingParams)

    @property
    def modes(self) -> tuple[Mode, ...]:
        """Return the ways to scale, in the order of MODES after "no mode"."""
        return tuple(getattr(self, name) for name in MODES[1:])


def first_cost(state: State, params: OperateParams) -> np.ndarray:
    """Return the monthly cost of a site as it opens, shape (I,), euros."""
    kinds, (capital, posts) = state.innovations, state.start
    wear = (params.upkeep + params.depreciation) * capital * kinds.capital
    return (params.wage * posts * kinds.posts + wear + params.overhead) / 12.0


def closing(state: State, params: SurviveParams) -> Callable[[np.ndarray], None]:
    """Return what closes the sites it is given, for the processes that need it."""
    return partial(close, state, codified_enough=params.codified_enough)


Process = Callable[[State, Params], None]

SCHEDULE: tuple[tuple[str, Process], ...] = (
    ("inform", lambda s, p: inform_step(s, p.inform)),
    ("adopt", lambda s, p: adopt_step(s, p.adopt)),
    ("operate", lambda s, p: operate_step(s, p.operate)),
    ("evidence", lambda s, p: evidence_step(s, p.evidence)),
    ("survive", lambda s, p: survive_step(s, p.survive)),
    ("advance", lambda s, p: advance_step(s, p.advance, first_cost(s, p.operate), p.operate.first_skill)),
    ("emerge", lambda s, p: emerge_step(s, p.emerge, p.founding)),
    ("swarm", lambda s, p: swarm_step(s, p.swarm, p.copy, p.founding)),
    ("fuse", lambda s, p: fuse_step(s, p.fuse, p.swarm.free_work, closing(s, p.survive))),
    ("cooperate", lambda s, p: cooperate_step(s, p.cooperate)),
    ("cluster", lambda s, p: cluster_step(s, p.clustering)),
    ("mutualise", lambda s, p: mutualise_step(s, p.mutualise)),
    ("wellbeing", lambda s, p: wellbeing_step(s, p.wellbeing)),
)


def begin(state: State, params: Params) -> None:
    """Open the sites of month 0 and let people know what they can reach."""
    first_sites(state, params.founding, params.operate.first_skill)
    rows = state.operating()
    run_sites(state, rows, params.operate)
    serve(state, rows)


def month(state: State, params: Params) -> None:
    """Move the world by one month."""
    state.step += 1
    for _, process in SCHEDULE:
        process(state, params)
