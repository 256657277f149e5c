"""The official answer of every rule, computed again word for word with plain fractions."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opora.analytics.counts import tabulate
from opora.analytics.exclusions import Exclusion, excluded_cells
from opora.analytics.identification import identify
from opora.analytics.official import Evidence
from opora.methodology.rules import load_rules

BOOK = load_rules()
FEW = settings(max_examples=30, deadline=None)
YEAR = 2025
CODES = ("ВПР-МА-5", "ВПР-РУ-5", "ОГЭ-МА-9", "ЕГЭ-РУ-11")
THIRTY = Fraction(30, 100)
TEN = 10


def two_in_the_window(low):
    return sum(len(codes) for codes in low.values()) >= 2


def two_now(low):
    return len(low[YEAR]) >= 2


def one_in_both_years(low):
    return bool(low[YEAR] & low[YEAR - 1])


BY_HAND = {
    "R2020": two_in_the_window,
    "R2025-A": two_now,
    "R2025-B": one_in_both_years,
    "R2025-OR": lambda low: two_now(low) or one_in_both_years(low),
    "R2025-AND": lambda low: two_now(low) and one_in_both_years(low),
}


def by_hand(rule, results, excluded=()):
    """Answer from ``{(code, year): (below, participants)}`` of one school."""
    counted = {
        key: Fraction(below, people) >= THIRTY
        for key, (below, people) in results.items()
        if people >= TEN and key not in excluded and key[1] in (YEAR, YEAR - 1)
    }
    if len(counted) < 2:
        return "insufficient"
    low = {year: {code for (code, one), is_low in counted.items() if is_low and one == year}
           for year in (YEAR - 1, YEAR)}  # fmt: skip
    return "yes" if BY_HAND[rule](low) else "no"


result = st.integers(0, 40).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
school = st.dictionaries(
    st.tuples(st.sampled_from(CODES), st.sampled_from([2023, 2024, 2025])), result, max_size=10
)
region = st.lists(school, min_size=1, max_size=4)


def counts_of(schools):
    rows = [
        (f"s{number}", code, year, below, people)
        for number, one in enumerate(schools)
        for (code, year), (below, people) in one.items()
    ]
    # A school without any result is known of by a result that no rule looks at.
    rows += [(f"s{number}", "ВПР-БИО-7", YEAR, 0, 1) for number in range(len(schools))]
    return tabulate(*(list(column) for column in zip(*rows, strict=True)))


@FEW
@given(region)
@pytest.mark.parametrize("rule", BY_HAND)
def test_every_rule_over_shares_answers_as_its_words_say(rule, schools):
    found = identify(counts_of(schools), BOOK.rule(rule), YEAR)

    assert found.official.tolist() == [by_hand(rule, one) for one in schools]


@FEW
@given(school, st.sets(st.tuples(st.sampled_from(CODES), st.sampled_from([2024, 2025]))))
@pytest.mark.parametrize("rule", BY_HAND)
def test_an_excluded_result_is_as_if_it_were_not_there(rule, one, gone):
    counts, chosen = counts_of([one]), BOOK.rule(rule)
    window = counts.window(YEAR, length=2, assessments=chosen.assessments.codes)
    cells = excluded_cells(
        window, [Exclusion("s0", "REORG", code, year) for code, year in gone]
    )

    found = identify(counts, chosen, YEAR, evidence=Evidence(excluded=cells))

    assert found.official.tolist() == [by_hand(rule, one, gone)]


def ranked_by_hand(schools):
    """Two of three groups, both years, fewer than a quarter of the ranked strictly worse."""

    def share(one, kind, year):
        taken = [two for (code, when), two in one.items()
                 if code.startswith(kind) and when == year and two[1] >= TEN]  # fmt: skip
        people = sum(n for _, n in taken)
        return Fraction(sum(b for b, _ in taken), people) if people else None

    def last(one, kind, year):
        own = share(one, kind, year)
        ranked = [value for other in schools if (value := share(other, kind, year)) is not None]
        worse = sum(value > own for value in ranked) if own is not None else 0
        return own is not None and 4 * worse < len(ranked)

    years, kinds = (YEAR - 1, YEAR), ("ЕГЭ", "ОГЭ", "ВПР")
    for one in schools:
        at_the_end = sum(all(last(one, kind, year) for year in years) for kind in kinds)
        placed = sum(
            all(share(one, kind, year) is not None for year in years) for kind in kinds
        )
        answer = "yes" if at_the_end >= 2 else "no"
        yield answer if placed >= 2 else "insufficient"


@FEW
@given(st.lists(
    st.fixed_dictionaries(dict.fromkeys(product(CODES, (2024, 2025)), result)),
    min_size=1, max_size=6,
))  # fmt: skip
def test_the_ranking_answers_as_its_words_say(schools):
    found = identify(counts_of(schools), BOOK.rule("RRANK"), YEAR)

    assert found.official.tolist() == [*ranked_by_hand(schools)]


@FEW
@given(st.lists(st.floats(-4, 4), min_size=1, max_size=6))
def test_the_residual_rule_takes_those_below_two_errors(residuals):
    counts = counts_of([{}] * len(residuals))
    evidence = Evidence(residual=np.array(residuals))

    found = identify(counts, BOOK.rule("RRES"), YEAR, evidence=evidence)

    assert found.official.tolist() == ["yes" if one < -2 else "no" for one in residuals]


def test_the_order_of_a_region_names_schools_without_any_results():
    counts = counts_of([{}]).with_schools(["s7", "s0"])
    evidence = Evidence(named=np.isin(counts.schools, ["s7"]))

    found = identify(counts, BOOK.rule("RMANUAL"), YEAR, evidence=evidence)

    assert dict(zip(counts.schools.tolist(), found.official.tolist(), strict=True)) == {
        "s0": "no",
        "s7": "yes",
    }
    assert found.verdict.tolist() == ["insufficient", "insufficient"]


@FEW
@given(region)
def test_clauses_tell_every_result_of_the_window_and_no_other(schools):
    found = identify(counts_of(schools), BOOK.rule("R2020"), YEAR)

    for number, one in enumerate(schools):
        told = {
            (c.assessment, c.year): (c.below, c.participants)
            for c in found.clauses(f"s{number}")
        }
        assert told == {key: two for key, two in one.items() if key[1] > 2023 and two[1]}
