"""Which printed indicators of a plan are computed. Call as ``coverage.of_printed(...)``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from opora.domain.indicators.matching import Match, match


def of_printed(texts: Iterable[str] | Mapping[str, str]) -> list[Match]:
    """Tell for each printed indicator what computes it.

    Parameters
    ----------
    texts : iterable of str, or mapping of str to str
        Texts as printed; a mapping gives for each the words of its measure.

    Returns
    -------
    list of Match
        In the order given; ``is_computable`` says whether a definition or formula was found.

    Examples
    --------
    >>> found = of_printed(["6 договоров о сотрудничестве", "Хорошее настроение"])
    >>> [one.is_computable for one in found]
    [True, False]
    """
    measures = texts if isinstance(texts, Mapping) else dict.fromkeys(texts, "")
    return [match(text, measure=measure) for text, measure in measures.items()]
