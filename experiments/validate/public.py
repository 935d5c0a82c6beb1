"""Public actors judge and imitate as theory says; people and walls by CES (acteurs publics, gens ou murs)."""
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from agents.diffusion import DiffusionParams, example, utility
from agents.learning import attention
from agents.model import EssaimageModel
from agents.versions import forget
from experiments.compose import build, compose
from experiments.validate.criterion import Check, Criterion, Outcome, Panel, Series, at_least, at_most, reported, within
from sim.errors import Text
from sim.names import INVESTOR

LEVELS = np.linspace(0.0, 1.0, 6)  # of absorptive capacity


class Calls(NamedTuple):
    """Runs of the policy competitive_call in which files are scored each January."""

    seeds: int = 12
    years: int = 10


class Scores(NamedTuple):
    """Files scored at each of LEVELS, less the mean of those one public actor scored one year: n files."""

    quality: np.ndarray  # (n,) true chance that a trial succeeds
    worth: np.ndarray  # (n,) the score without error
    paper: np.ndarray  # (LEVELS, n) the score on paper
    hearing: np.ndarray  # (LEVELS, n) the score after a hearing


def calls(settings: Calls) -> Outcome:
    """Score the candidates of a call with staff of more and more absorptive capacity; correlate with what is true."""
    scenario = build(compose(("policy=competitive_call", f"years={settings.years}")))
    groups: list[Scores] = []
    for seed in range(1, settings.seeds + 1):
        model = scenario.model(seed)
        for _ in range(settings.years):
            for _ in range(12):
                model.step()
            groups += _scored(model)
        forget(model)
    seen = Scores(*(np.concatenate(columns, axis=-1) for columns in zip(*groups, strict=True)))
    noise = scenario.belief.ranking_noise * (1.0 - LEVELS)
    n, sd = seen.worth.size, seen.worth.std()
    theory = sd / np.sqrt(sd**2 + noise**2 / 24.0)  # the mean of two uniform errors of this width
    true, worth = (np.array([np.corrcoef(of, row)[0, 1] for row in seen.hearing]) for of in (seen.quality, seen.worth))
    paper = np.array([np.corrcoef(seen.quality, row)[0, 1] for row in seen.paper])
    error = 4.0 * (1.0 - theory**2) / np.sqrt(n)
    return Outcome((
        at_least(Text("least rise of the correlation with true quality, hearings, from one AC to the next",
                      "plus petite hausse de la corrélation avec la qualité vraie, auditions, d'une CA à la suivante"),
                 np.diff(true).min(), 1e-9),
        at_least(Text("the same on paper", "de même sur dossier"), np.diff(paper).min(), 1e-9),
        at_most(Text("correlation with the score without error: largest gap to theory, in tolerances",
                     "corrélation avec la note sans erreur : plus grand écart à la théorie, en tolérances"),
                (np.abs(worth - theory)[:-1] / error[:-1]).max(), 1.0),
        *(reported(Text(f"correlation with true quality at AC {level:g}",
                        f"corrélation avec la qualité vraie à CA {level:g}".replace("0.", "0,")), true[k])
          for k, level in ((0, 0.0), (-1, 1.0))),
        reported(Text("files scored", "dossiers notés"), n),
    ), (Panel(CAPACITY, Text("correlation", "corrélation"), (
        Series(Text("score without error, theory ± 4 standard errors", "note sans erreur, théorie ± 4 erreurs types"),
               LEVELS, theory, "theory", theory - error, theory + error),
        Series(Text("score without error", "note sans erreur"), LEVELS, worth),
        Series(Text("true quality, hearings", "qualité vraie, auditions"), LEVELS, true),
        Series(Text("true quality, on paper", "qualité vraie, sur dossier"), LEVELS, paper))),))  # fmt: skip


CAPACITY = Text("absorptive capacity AC", "capacité d'absorption CA")


def _scored(model: EssaimageModel) -> list[Scores]:
    """Return what each payer of the call makes of the candidates of its territory; its staff are then as before."""
    tool, found = model.treasury.instruments[0], []
    files = tool.eligible(model.state)
    payers = model.desk.payers(0, files)
    for actor in model.public_actors:
        mine = files[payers == actor.row]
        if mine.size < 3:
            continue
        usual, paper, hearing = actor.absorptive, [], []
        for level in LEVELS:
            actor.absorptive = level
            paper.append(actor.rank(mine))
            hearing.append(actor.hear(mine))
        actor.absorptive = usual
        columns = (model.state.projects.merit[mine], actor.merit(mine), np.array(paper), np.array(hearing))
        found.append(Scores(*(column - column.mean(axis=-1, keepdims=True) for column in columns)))
    return found


class Decisions(NamedTuple):
    """How many Januaries public actors are made to decide, in random circumstances."""

    januaries: int = 12_000


LEARNING, ABLE = Text("learning", "apprentissage"), Text("AC × learning", "CA × apprentissage")
LEADER = Text("years since the leader's", "années depuis celle du meneur")
AGES = np.arange(7)  # years since the leader made it its policy
BEYOND = 3.0  # standard errors: a false alarm in 370 for each number


def policies(settings: Decisions) -> Outcome:
    """Let public actors of the default territory decide in circumstances drawn at random; estimate what moved them.

    Beliefs, absorptive capacity and the age of others' policies are drawn; each January the model's own rule decides.
    A logit of its decisions gives back the weights of belief, AC x belief and example by age, and their errors.
    """
    model = build(compose(("policy=none",))).model(1)
    rows, taken = [], []
    for january in range(settings.januaries):
        x, y = _decided(model, january)
        rows.append(x)
        taken.append(y)
    forget(model)
    weights, spread = logit(np.concatenate(rows), np.concatenate(taken))
    errors = np.sqrt(np.diag(spread))
    planted, fresh = model.rules.diffusion, weights[4:]
    ratio = fresh / fresh[0]
    slack = np.sqrt(np.diag(spread)[4:] + ratio**2 * spread[4, 4] - 2.0 * ratio * spread[4, 4:]) / fresh[0]
    slack[0] = 0.0  # by the delta rule; nothing over itself
    theory = np.exp(-AGES / planted.imitation_years)
    checks: list[Check] = []
    for name, k, value in ((LEARNING, 2, planted.learning), (ABLE, 3, planted.absorbing)):
        checks += [
            at_least(Text(f"{name.en}, less {BEYOND:g} standard errors", f"{name.fr}, moins {BEYOND:g} erreurs types"),
                     weights[k] - BEYOND * errors[k], 1e-9),
            within(name, weights[k], value - BEYOND * errors[k], value + BEYOND * errors[k]),
        ]  # fmt: skip
    return Outcome((
        *checks,
        at_most(Text("example after 2 years, over a new one, plus 3 standard errors",
                     "exemple après 2 ans, sur un nouveau, plus 3 erreurs types"), ratio[2] + BEYOND * slack[2], 0.5),
        at_least(Text("a new example, less 3 standard errors", "un nouvel exemple, moins 3 erreurs types"),
                 fresh[0] - BEYOND * errors[4], 1e-9),
        reported(Text("decisions", "décisions"), sum(map(len, taken))),
        reported(Text("policies taken up", "politiques adoptées"), sum(int(y.sum()) for y in taken)),
    ), (Panel(LEADER, Text("effect, new = 1", "effet, nouveau = 1"), (
        Series(Text("exp(-age / 2)", "exp(-âge / 2)"), AGES, theory, "theory", theory * 0.0, np.full(theory.size, 0.5)),
        Series(Text("estimated ± 3 standard errors", "estimé ± 3 erreurs types"), AGES, ratio, "measured",
               ratio - BEYOND * slack, ratio + BEYOND * slack))),))  # fmt: skip


def _decided(model: EssaimageModel, january: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw the circumstances of a January; return what each free decision saw, shape (n, 4 + AGES), and was, (n,)."""
    state, rules, luck = model.state, model.rules, np.random.default_rng([20, january])
    public, shape = state.authorities, state.authorities.adopted.shape
    state.step = 12 * (AGES.size + january)
    belief = luck.uniform(0.3, 0.9, shape)
    public.successes[:], public.failures[:] = 20.0 * belief, 20.0 * (1.0 - belief)
    public.absorptive[:] = luck.uniform(0.0, 1.0, shape[0])
    since = luck.choice(AGES, shape)
    public.adopted[:] = np.where(luck.uniform(size=shape) < 0.5, state.step - 12 * since, -1)
    everyone = np.arange(shape[0])
    free = (public.adopted < 0) & attention(state, everyone, rules.belief.attention)
    free[public.level == INVESTOR] = False
    without: DiffusionParams = replace(rules.diffusion, learning=0.0, absorbing=0.0, imitation=0.0)
    rest = utility(state, model.peers, everyone, without, rules.params.copy.cofinancing)
    fresh = example(state, model.peers, everyone, replace(rules.diffusion, imitation_years=1.0))  # exp(-age)
    age = np.where(fresh > 0.0, np.rint(-np.log(np.maximum(fresh, 1e-99))), -1.0)
    seen = [np.ones(shape), rest, belief - 0.5, public.absorptive[:, None] * (belief - 0.5), *(age == a for a in AGES)]
    held = model.policies_of(everyone)
    return np.array([column[free] for column in seen], float).T, held[free].astype(float)


def logit(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights of a logistic regression and their covariance, by Newton's method; x (n, k), y (n,) 0 or 1."""
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1.0 / (1.0 + np.exp(-x @ weights))
        curvature = (x * (chance * (1.0 - chance))[:, None]).T @ x
        move = np.linalg.solve(curvature, x.T @ (y - chance))
        weights += move
        if np.abs(move).max() < 1e-10:
            break
    return weights, np.linalg.inv(curvature)


CRITERIA: tuple[Any, ...] = (
    Criterion(
        "V19", Text("Able staff rank calls better", "Des agents capables classent mieux les dossiers"),
        Text("the correlation of score and true quality rises with absorptive capacity (Cohen & Levinthal 1990)",
             "la corrélation de la note et de la qualité vraie croît avec la capacité d'absorption (Cohen et Levinthal "
             "1990)"),
        calls, full=Calls(), quick=Calls(2, 6),
    ),
    Criterion(
        "V20", Text("Policies spread by learning, imitation fades", "Les politiques se diffusent par apprentissage"),
        Text("learning > 0; imitation below half after 2 years; AC × learning > 0 (Shipan & Volden 2008, AJPS 52)",
             "apprentissage > 0 ; imitation sous la moitié après 2 ans ; CA × apprentissage > 0 (Shipan et Volden "
             "2008, AJPS 52)"),
        policies, full=Decisions(), quick=Decisions(2_500),
    ),
)  # fmt: skip
