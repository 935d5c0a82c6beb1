"""Run workload W in mesa-frames: ``python mesa_frames_town.py WORLD.npz OUT.npz``, in its own environment (Polars)."""
import sys
import time

import numpy as np
import polars as pl
from mesa_frames import AgentSetPolars, ModelDF


class Citizens(AgentSetPolars):
    """Everyone, a row each; ties are a second frame."""

    agents: pl.DataFrame  # of the base class

    def __init__(self, model, given):
        super().__init__(model)
        n = given["cell"].size
        degree = np.diff(given["start"])
        self.add(pl.DataFrame({
            "unique_id": np.arange(n), "cell": given["cell"], "threshold": given["threshold"].astype(float),
            "degree": degree, "adopted": np.zeros(n, bool),
        }))  # fmt: skip
        self.ties = pl.DataFrame({"unique_id": np.repeat(np.arange(n), degree), "contact": given["contact"]})
        self.alone, self.pull, self.floor = given["rates"].tolist()

    def step(self):
        """Move one month: join the ties to those who adopt, add up, draw."""
        adopters = self.agents.filter(pl.col("adopted")).select(pl.col("unique_id").cast(pl.Int32).alias("contact"))
        met = self.ties.join(adopters, on="contact", how="semi").group_by("unique_id").len("met")
        luck = pl.Series("luck", self.model.random.random(len(self.agents)))
        pulled = self.pull * pl.col("share")
        below = pl.when(pl.col("share") > 0).then(pl.min_horizontal(pulled, pl.lit(self.floor))).otherwise(0.0)
        hazard = self.alone + pl.when(pl.col("share") >= pl.col("threshold")).then(pulled).otherwise(below)
        self.agents = (
            self.agents.join(met, on="unique_id", how="left", maintain_order="left")
            .with_columns(luck, (pl.col("met").fill_null(0) / pl.max_horizontal("degree", 1)).alias("share"))
            .with_columns((pl.col("adopted") | (pl.col("luck") < 1.0 - (-hazard).exp())).alias("adopted"))
            .drop("met", "luck", "share")
        )


class Town(ModelDF):
    """The citizens and the adopters of each cell."""

    def __init__(self, given):
        super().__init__(int(given["seed"]))
        self.people = Citizens(self, given)
        self.agents += self.people
        self.cells = given["first"].size - 1

    def adopters(self):
        """Return the adopters of each cell."""
        citizens = self.get_agents_of_type(Citizens).agents
        return np.bincount(citizens.filter(pl.col("adopted"))["cell"].to_numpy(), minlength=self.cells)


def main(world, result):
    """Run and save the adopters by month and cell, and the CPU seconds of the months."""
    with np.load(world) as file:
        given = {name: file[name] for name in file.files}
    town, out = Town(given), []
    begun = time.process_time()
    for _ in range(int(given["steps"])):
        town.step()
        out.append(town.adopters())
    seconds = time.process_time() - begun
    np.savez(result, adopters=np.array(out), seconds=seconds)


if __name__ == "__main__":
    main(*sys.argv[1:])
