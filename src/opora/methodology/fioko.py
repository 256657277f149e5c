"""How ФИОКО advises to read results of ВПР (edition of 2026): bands, changes, group sizes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from opora.methodology.packs import Pack, Sourced, own_pack

Difficulty = Literal["basic", "advanced"]
Band = Literal["sufficient", "uncertain", "insufficient"]
Change = Literal["positive", "neutral", "negative"]
Histogram = Literal["informative", "approximate", "limited"]


class TaskBands(Sourced, frozen=True):
    """Cuts of the share of points got in a task, in per cent of the maximum."""

    difficulty: Difficulty
    page: str
    insufficient_below: float
    sufficient_from: float
    uncertain_to: float

    def __post_init__(self) -> None:
        if not self.insufficient_below <= self.sufficient_from <= self.uncertain_to:
            raise ValueError("need insufficient_below <= sufficient_from <= uncertain_to")


class ChangeBands(Sourced, frozen=True):
    """Cuts of the change of the share of «2» from year to year, in per cent points."""

    page: str
    positive_to: float
    negative_from: float


class Sizes(Sourced, frozen=True):
    """How many participants a picture or a group needs."""

    page: str
    histogram_informative: int
    histogram_approximate: int
    group: int
    skill_tasks: int


class Gap(Sourced, frozen=True):
    """From which difference a mark of ВПР is looked at beside that of the journal."""

    page: str
    marks: int


@dataclass(frozen=True, slots=True)
class TaskVerdict:
    """The band of a task, and whether it stands so near the cut that the band is not sure."""

    band: Band
    near_cut: bool


class FiokoAnalysis(Pack, frozen=True):
    """The rules of one edition."""

    edition: int
    tasks: tuple[TaskBands, ...]
    change: ChangeBands
    sizes: Sizes
    journal: Gap

    def judge_task(self, percent: float, *, difficulty: Difficulty) -> TaskVerdict:
        """Return the band of a task.

        Parameters
        ----------
        percent : float
            Points got by the group in per cent of the maximum, in [0, 100].
        difficulty : {"basic", "advanced"}
            ``advanced`` holds for повышенный and высокий.

        Raises
        ------
        ValueError
            If ``percent`` is outside [0, 100].

        Examples
        --------
        >>> load_fioko().judge_task(60.0, difficulty="basic")
        TaskVerdict(band='sufficient', near_cut=True)
        """
        if not 0 <= percent <= 100:  # noqa: PLR2004 — a per cent
            raise ValueError(f"percent must be in [0, 100], not {percent}")
        cuts = next(one for one in self.tasks if one.difficulty == difficulty)
        near_cut = cuts.insufficient_below <= percent <= cuts.uncertain_to
        if percent >= cuts.sufficient_from:
            return TaskVerdict("sufficient", near_cut)
        return TaskVerdict("uncertain" if near_cut else "insufficient", near_cut)

    def judge_change(self, points: float) -> Change:
        """Return what a change of the share of «2» by so many per cent points is called.

        Examples
        --------
        >>> load_fioko().judge_change(9.99)
        'neutral'
        """
        if points <= self.change.positive_to:
            return "positive"
        return "negative" if points >= self.change.negative_from else "neutral"

    def judge_histogram(self, participants: int) -> Histogram:
        """Return how far a histogram of so many participants can be read."""
        if participants >= self.sizes.histogram_informative:
            return "informative"
        enough = participants >= self.sizes.histogram_approximate
        return "approximate" if enough else "limited"

    def marks_disagree(self, assessment: int, journal: int) -> bool:
        """Say whether the two marks of a pupil are so far apart that they are looked at."""
        return abs(assessment - journal) >= self.journal.marks


@cache
def load_fioko() -> FiokoAnalysis:
    """Load the analysis pack of ФИОКО, edition of 2026."""
    return own_pack("fioko_2026.yaml", FiokoAnalysis)
