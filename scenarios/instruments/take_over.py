"""Take-over: a public actor makes a proven site its own, in one of five ways (reprise par l'action publique)."""
from dataclasses import dataclass

import numpy as np

from scenarios.aid import ProjectAid
from scenarios.funds import proven
from sim.draws import key, uniforms
from sim.errors import Text
from sim.names import ASSOCIATION, COOPERATIVE, FIRM, MODALITIES, OPERATING, STRUCTURED, TAKE_OVER
from sim.param import param
from sim.state import State

GENERALISATION, MARKET, CONVENTION, DIRECT, SHARES = range(1, len(MODALITIES))
SCIC_CEILING = 0.5  # most that public bodies together may hold of a SCIC; a local public company (SPL) is theirs alone


@dataclass(frozen=True)
class TakeOver(ProjectAid):
    """Take over, for some years, sites that work and that the public actor believes in; how, a logit decides."""

    evidence: float = param(
        0.7, unit="posterior mean of success", allowed=(0, 1), plausible=(0.6, 0.8), source="assumption",
        meaning="Evidence that a site must have.",
    )
    belief: float = param(
        0.7, unit="mean belief", allowed=(0, 1), plausible=(0.6, 0.8), source="assumption",
        meaning="Belief in the innovation that the public actor who pays must have.",
    )
    years: int = param(
        5, unit="years", allowed=(1, 30), plausible=(3, 10), source="assumption: conventions of 3 years and more",
        meaning="Years for which the public actor commits itself; it may renew.",
    )
    kinship: float = param(
        1.0, unit="utility", allowed=(0, 10), plausible=(0, 2), source="assumption",
        meaning="Weight of legal form: conventions suit associations, markets firms, shares cooperatives.",
    )
    capacity: float = param(
        1.0, unit="utility at full absorptive capacity", allowed=(0, 10), plausible=(0, 2), source="assumption",
        meaning="Weight of absorptive capacity in doing it oneself (régie) or everywhere (généralisation).",
    )
    thrift: float = param(
        1.0, unit="utility per share of cost", allowed=(0, 10), plausible=(0, 2), source="assumption",
        meaning="Weight of what a way costs the public actor.",
    )
    written: float = param(
        0.5, unit="share of knowledge", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Written-down share below which nothing is generalised.",
    )
    spread: float = param(
        0.25, unit="share of the payer's places without a site", allowed=(0, 1), plausible=(0.1, 1),
        source="assumption", meaning="Places in which généralisation opens a copy.",
    )
    delay: int = param(
        6, unit="months", allowed=(0, 36), plausible=(3, 24), source="assumption",
        meaning="Time from the decision to the take-over.",
    )
    application_days: float = param(
        8.0, unit="FTE-days", allowed=(0, 200), plausible=(2, 30), source="assumption",
        meaning="Work of a file: accounts, inventory, contract.",
    )

    name = "take_over"
    label = Text("Take-over by public action", "Reprise par l'action publique")
    section = OPERATING
    once = False

    @property
    def instalments(self) -> int:
        """Return the months of the commitment."""
        return 12 * self.years

    def candidates(self, state: State) -> np.ndarray:
        """Return structured, established or own sites with evidence, in what their payer believes in."""
        p, rows = state.projects, state.operating()
        rows = rows[(p.stage[rows] >= STRUCTURED) & proven(state, rows, self.evidence)]
        payers, kinds = self.payers(state, p.place[rows]), p.innovation[rows]
        public = state.authorities
        belief = public.successes[payers, kinds] / (public.successes[payers, kinds] + public.failures[payers, kinds])
        return rows[(belief >= self.belief) & ((p.owner[rows] < 0) | (p.owner[rows] == payers))]

    def modality(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return how each site is, or would be, taken over this year: indices of MODALITIES, shape (n,)."""
        p, luck = state.projects, uniforms(key(state.seed, "modality"), state.projects.key[rows], state.step // 12)
        weight = np.exp(self._utility(state, rows))
        sums = np.cumsum(weight, axis=1)
        drawn = 1 + (sums < (luck * sums[:, -1])[:, None]).sum(axis=1)
        return np.where(p.modality[rows] > 0, p.modality[rows], drawn)

    def _utility(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return the utility of each way for each site, shape (n, 5); minus infinity where it cannot be."""
        p, ways = state.projects, state.modalities
        form = state.actors.form[p.actor[rows]]
        able = state.authorities.absorptive[self.payers(state, p.place[rows])]
        out = np.tile(ways.taste[1:], (rows.size, 1))
        for way, kin in ((MARKET, FIRM), (CONVENTION, ASSOCIATION), (SHARES, COOPERATIVE)):
            out[:, way - 1] += self.kinship * (form == kin)
        for way in (GENERALISATION, DIRECT):
            out[:, way - 1] += self.capacity * able
        for way in range(1, len(MODALITIES)):
            out[:, way - 1] -= self.thrift * self.share(state, rows, np.full(rows.size, way))
        out[p.codified[rows] < self.written, GENERALISATION - 1] = -np.inf
        out[form == ASSOCIATION, SHARES - 1] = -np.inf
        return out

    def share(self, state: State, rows: np.ndarray, ways: np.ndarray) -> np.ndarray:
        """Return the share of running cost that the public actor pays in each way, shape (n,).

        Of a cooperative (SCIC) public bodies hold, and pay, half at most; a firm becomes a SPL, theirs alone.
        """
        form = state.actors.form[state.projects.actor[rows]]
        held = np.where(form == FIRM, 1.0, np.minimum(state.modalities.share[SHARES], SCIC_CEILING))
        return np.where(ways == SHARES, held, state.modalities.share[ways])

    def copies(self, state: State, rows: np.ndarray, ways: np.ndarray) -> np.ndarray:
        """Return how many copies each new généralisation pays for, shape (n,)."""
        p, alive = state.projects, state.operating()
        out = np.zeros(rows.size)
        for k in np.flatnonzero((ways == GENERALISATION) & (p.modality[rows] == 0)):
            owner = self.payers(state, p.place[rows[k]])
            same = alive[p.innovation[alive] == p.innovation[rows[k]]]
            free = np.setdiff1d(np.flatnonzero(self.area(state, int(owner))), p.place[same])
            out[k] = np.floor(self.spread * free.size + 0.5)
        return out

    def price(self, state: State, rows: np.ndarray) -> np.ndarray:
        """Return its share of today's running cost over the whole commitment, and the price of copies elsewhere."""
        ways = self.modality(state, rows)
        running = self.share(state, rows, ways) * state.projects.cost[rows] * self.instalments
        return running + self.copies(state, rows, ways) * state.modes.price[TAKE_OVER]

    def award(self, state: State, rows: np.ndarray, euros: np.ndarray) -> np.ndarray:
        """Note who takes over and how; the innovation becomes its policy, if it was not."""
        p, public = state.projects, state.authorities
        owners, kinds = self.payers(state, p.place[rows]), p.innovation[rows]
        p.modality[rows], p.owner[rows] = self.modality(state, rows), owners
        first = public.adopted[owners, kinds] < 0
        public.adopted[owners[first], kinds[first]] = state.step
        return np.zeros(rows.size)

    def pay(self, state: State, rows: np.ndarray, euros: np.ndarray, left: np.ndarray) -> np.ndarray:
        """Pay the owner's share of last month's cost; what is over goes to copies elsewhere, if it generalises."""
        p = state.projects
        running = np.minimum(euros, self.share(state, rows, p.modality[rows]) * p.cost[rows])
        elsewhere = np.where(p.modality[rows] == GENERALISATION, euros - running, 0.0)
        p.cash[rows] += running
        p.granted[rows] += running
        p.purse[rows] += elsewhere
        p.upheld[rows] = left + 1.0
        return running + elsewhere

