"""What people confirmed in this installation: the nearest wording speaks before the rules.

Nothing leaves the installation, and nothing is learned that nobody confirmed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from opora.domain.organisations.models import Territory
from opora.domain.roadmaps.models import Binding
from opora.methodology import load_kinds
from opora.reading.kinds.cues import Pattern, compile_variants, forms_of
from opora.reading.words import lemmas

ALIKE = 0.72
"""Share of words in common (by the cosine of sets) from which a wording counts as the same."""
LATEST = 3000
_SMALL = frozenset(
    {"и", "в", "во", "на", "по", "с", "со", "о", "об", "для", "к", "из", "от", "при", "до",
     "через", "а", "или", "год", "учебный", "гг", "г"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Learned:
    """A binding confirmed here, and how alike its measure is in [0, 1]."""

    binding: Binding
    alike: float

    @property
    def why(self) -> str:
        """Say in Russian where it comes from."""
        measure = self.binding.measure
        number = f", п. {measure.number}" if measure.number else ""
        return f"как в плане «{measure.edition.title[:120]}»{number}: «{measure.text[:120]}»"


class Memory:
    """Confirmed bindings of a territory and of all others, the latest first."""

    def __init__(self, territory: Territory) -> None:
        rows = (
            Binding.objects.filter(status=Binding.Status.CONFIRMED)
            .select_related("measure__edition__roadmap__owner")
            .order_by("-decided_at")[:LATEST]
        )
        self._territory = territory.pk
        self._known = [(words_of(row.measure.text), row) for row in rows]

    def nearest(self, text: str) -> Learned | None:
        """Return the confirmed binding of the nearest wording, if any is near enough."""
        words = words_of(text)
        best: tuple[float, bool, Binding] | None = None
        for known, binding in self._known:
            alike = cosine(words, known)
            if alike < ALIKE:
                continue
            ours = binding.measure.edition.roadmap.owner.territory_id == self._territory
            if best is None or (alike, ours) > best[:2]:
                best = (alike, ours, binding)
        return Learned(best[2], best[0]) if best else None


def words_of(text: str) -> frozenset[str]:
    """Return the dictionary forms that tell a wording from another: no figures, no fillers.

    Words that only open a measure («провести», «организация») are left out: two plans word them
    differently and mean the same.
    """
    openers = _openers()
    return frozenset(
        lemma
        for lemma in lemmas(text)
        if lemma not in _SMALL and not lemma.isdecimal() and not openers.fits(forms_of(lemma))
    )


@cache
def _openers() -> Pattern:
    return compile_variants(load_kinds().openers)


def cosine(one: frozenset[str], other: frozenset[str]) -> float:
    """Return how much two sets of words have in common, in [0, 1].

    Examples
    --------
    >>> cosine(frozenset({"семинар", "учитель"}), frozenset({"семинар", "директор"}))
    0.5
    """
    if not one or not other:
        return 0.0
    return len(one & other) / float((len(one) * len(other)) ** 0.5)
