"""First use: compile the kernels in two processes at once, so that the first answer comes sooner (mise en route).

Compiling is most of the wait of a first run, and one process compiles on one core. Each half makes a toy world
and calls its share of the kernels; they land in the cache, where the run finds them.
"""

import subprocess
import sys
from collections.abc import Callable

import numpy as np

from agents.mandates import PublicParams
from scenarios.initial import InitialParams, Society, closed_world, neighbourhood, place_table, society
from scenarios.innovation import Innovation, innovation_table
from scenarios.public import authority_table
from scenarios.territory.places import Places
from scenarios.territory.synthetic import Grid
from sim.clock import listen_again
from sim.draws import key, uniforms
from sim.errors import Text
from sim.founding import FoundingParams, found_actor
from sim.jit import compile_for_others, kernel_folder
from sim.measures import measure
from sim.measures.view import view
from sim.names import BRANCHING, FUSION, STRUCTURED
from sim.outreach import make_known
from sim.peers import peers_of, told_by_peers
from sim.poles import form, identities
from sim.processes.advance import open_ideas
from sim.schedule import SCHEDULE, Params, begin, first_cost, new_team
from sim.state import CitizenTable, State
from sim.ties import inherit

HALVES = ("society", "sites")
AWAY = ("swarm", "cooperate", "fuse", "mutualise", "cluster", "govern", "attract")  # of the half with two sites
CITIZENS = 60


def warm_up(tell: Callable[[Text], None]) -> None:
    """See that the kernels of this version are compiled; do nothing where they are.

    A half that fails is left to the run itself, which compiles what it misses and raises its own errors.
    """
    done = kernel_folder() / "ready"
    if done.exists():
        return
    tell(
        Text(
            "First use: compiling, some fifteen seconds …",
            "Première utilisation : compilation, une quinzaine de secondes …",
        )
    )
    start = f"import sys; sys.path[:0] = {sys.path!r}; import experiments.warm as w; w.compile_half(sys.argv[1])"
    halves = [subprocess.Popen([sys.executable, "-c", start, half], stdout=subprocess.DEVNULL) for half in HALVES]
    if [half.wait() for half in halves] == [0, 0]:  # a half that was killed ends below 0
        done.touch()


def compile_half(half: str) -> None:
    """Call the kernels of one half on a toy world, so that Numba compiles and keeps them."""
    compile_for_others()
    params, places = Params(), Grid(width=2, height=2, population=40_000).places()
    kinds = innovation_table([Innovation("toy", "", "")])
    initial = InitialParams()
    if half == "society":
        topics = (kinds.code.tobytes(), kinds.domain.tobytes())
        people = society(places, topics, params, initial, CITIZENS, 0, "")
    else:
        people = strangers(places, initial)
    state = closed_world(people, authority_table(places, 1, PublicParams()), kinds, params, (0.4, 0.4), 0)
    if half == "society":
        put_sites(state)
        uniforms(key(0, "rank"), state.projects.key[:1], 0)
    else:
        begin(state, params)
    for name, process in SCHEDULE:
        if (name in AWAY) == (half == "society"):
            process(state, params)
    if half == "society":
        work_together(state, params)
    else:
        look_around(state, params)


def strangers(places: Places, initial: InitialParams) -> Society:
    """Return citizens of the right types, all concerned and tied to nobody, without drawing them."""
    table = place_table(places, 1, CITIZENS, initial)
    home = np.repeat(np.arange(table.code.size, dtype=np.int32), np.diff(table.first))
    people = CitizenTable(
        np.arange(CITIZENS, dtype=np.uint64), home, np.ones(CITIZENS, np.uint16), np.zeros(CITIZENS, np.float32),
        np.zeros(CITIZENS, np.float32),
    )  # fmt: skip
    rows, links = np.arange(CITIZENS, dtype=np.int32), np.zeros(CITIZENS + 1, np.int32)
    near = neighbourhood(places, Params().service)
    return Society(table, near, 0.0, people, table.first, rows, links, np.empty(0, np.int32))


def put_sites(state: State) -> None:
    """Put two scaling sites in the world without opening them: enough for kernels that need some."""
    p = state.projects
    for row in range(2):
        p.actor[row] = found_actor(state, row, 0, 0, FoundingParams())
    p.stage[:2], p.choice[:2], p.scaling[:2], p.output[:2], p.posts[:2] = STRUCTURED, [BRANCHING, FUSION], 1, 1.0, 2.0
    state.n_projects, state.step = 2, 1


def work_together(state: State, params: Params) -> None:
    """Do what only members of a cluster do, and those who merge: it takes years in a run."""
    a, everyone = state.actors, np.ones(state.n_actors, bool)
    identities(form(state, 0, everyone, 0.5) + np.zeros(a.key.size, np.int64), a.key, np.zeros(1, np.uint64))
    for name in ("mutualise", "cluster"):
        dict(SCHEDULE)[name](state, params)
    inherit(a.strength, a.partner, 0, 1)
    listen_again(state, state.places.mixing >= 0.0)


def look_around(state: State, params: Params) -> None:
    """Do what a run does between its months: measure, make sites known, learn from peers; and let an idea open."""
    seen = view(state)
    helped = np.arange(seen.rows.size) % 2 == 0
    state.projects.received[seen.rows[helped]] = 1.0
    measure(state)
    make_known(state, seen.rows[:1], np.ones(1))
    peers = peers_of(state, 10.0, 0.2)
    told_by_peers(peers, np.arange(peers.total.size), np.zeros((peers.total.size, 2)))
    open_ideas(state, seen.rows[:1], params.advance, first_cost(state, params.operate), *new_team(params))
