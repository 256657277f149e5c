"""What an indicator of a printed phrase is called: by what it counts. Pure.

The words of a plan name a target («не менее 3 практик»), in a case of their own; the name of an
indicator outlives the target, so it is told from the formula.
"""

from __future__ import annotations

from opora.domain.indicators.places import POPULATIONS
from opora.methodology.indicator_definitions import Population
from opora.methodology.indicator_formulas import EntryCount, Formula, Post
from opora.methodology.registers import load_registers

_OF_POSTS: dict[Post, str] = {
    "head": "директоров",
    "deputy": "заместителей директоров",
    "teacher": "учителей",
    "specialist": "специалистов сопровождения",
    "methodist": "методистов",
    "other": "других сотрудников",
}
_OF_WHAT = {
    "entries": "",
    "organisations": " школ",
    "people": " людей",
    "amount": " участников",
    "hours": " часов",
    "topics": " разных тем",
}
_LISTED = frozenset[Population]({"low_results", "disadvantaged", "either"})


def title_of(formula: Formula, population: Population) -> str:
    """Name what a formula counts, over all counts of its numerator.

    Examples
    --------
    >>> held = EntryCount("activities", "people", types=("seminar", "webinar"))
    >>> title_of(Formula((held,)), "low_results")
    'Число людей: семинар, вебинар; ШНОР'
    """
    counts = formula.counts
    kind = "Доля" if formula.is_share else "Число"
    done = dict.fromkeys(title for one in counts for title in _done(one))
    among = f"; {POPULATIONS[population]}" if population in _LISTED else ""
    return f"{kind}{_of_whom(counts[0])}: {', '.join(done)}{among}"[:300]


def _of_whom(count: EntryCount) -> str:
    posts = [_OF_POSTS[post] for post in count.posts]
    if not posts:
        return _OF_WHAT[count.what]
    *most, last = posts
    return f" {', '.join(most)} и {last}" if most else f" {last}"


def _done(count: EntryCount) -> list[str]:
    register = load_registers().find(count.register)
    return [register.type_title(one) for one in count.types] or [register.title.lower()]
