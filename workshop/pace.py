"""How fast this machine plays a turn, and how many common seeds that allows (allure)."""

from typing import Any

from experiments import engines

MOST, LEAST = 30, 4  # seeds
REVEAL, IN_USE = 10.0, 0.8  # seconds a reveal may take, and the part of them left for runs
USUAL = 0.25  # seconds of processor for a turn of two years and 20,000 citizens, where nobody has measured
FIXED = 0.4  # part of it that does not grow with citizens
LATER = 1.5  # times that: last turns have more sites than the second, and both processes then share the memory
CORES = 2


class Pace:
    """Seconds of processor for one turn of one seed at full size; the last measure, or the usual."""

    def __init__(self) -> None:
        self.seconds = USUAL
        self.measured = False

    def note(self, seconds: float) -> None:
        """Take in a measure."""
        self.seconds, self.measured = max(0.01, seconds), True

    def of(self, setting: Any) -> float:
        """Return the seconds of one turn of one seed under a setting."""
        size = FIXED + (1.0 - FIXED) * setting.citizens / 20_000
        return LATER * self.seconds * size * (0.4 + 0.6 * setting.years_a_turn / 2.0)


HERE = Pace()


def cores() -> int:
    """Return how many processes compute: two, or one where there is one core."""
    return min(CORES, engines.cores())


def seeds_within(setting: Any, players: int) -> int:
    """Return how many common seeds a turn of all ``players`` can have within the time of a reveal, 30 at most."""
    able = REVEAL * IN_USE * cores() / (max(1, players) * HERE.of(setting))
    return int(max(LEAST, min(MOST, able)))
