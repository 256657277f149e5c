"""The rule proposes, a teacher decides, the trace holds no name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import localdate, now

from opora.analytics.pupils import PupilFacts
from opora.domain.organisations.models import Organisation
from opora.domain.people.models import Notice, User
from opora.domain.pupils import queries
from opora.domain.pupils.models import Pupil, RiskRecord
from opora.domain.pupils.services import risk, silence
from opora.domain.pupils.services.pupils import PupilRefused
from opora.domain.pupils.terms import Term
from opora.domain.refusals import NotAllowed
from opora.domain.registers.models import Entry
from tests.domain.pupils.stage import (
    make_confirmed,
    make_plan,
    make_pupil,
    make_risk,
    make_work,
)


@pytest.fixture
def pupil(school: Organisation, school_head: User) -> Pupil:
    return make_pupil(school, school_head)


def test_the_rule_gives_its_reasons_and_waits_for_a_teacher(pupil: Pupil) -> None:
    record = make_risk(pupil)
    assert record.points == 5
    assert record.level == "риск"
    assert "«2» за ВПР по русскому языку или математике" in record.reasons
    assert record.status == RiskRecord.Status.PROPOSED
    assert not Entry.objects.exists()


def test_where_the_rule_sees_nothing_there_is_no_record(pupil: Pupil) -> None:
    facts = PupilFacts(term_twos=0, absences=3)
    assert risk.assess(pupil=pupil, term=Term.of(localdate()), facts=facts) is None


def test_works_of_the_year_say_what_the_table_does_not(pupil: Pupil) -> None:
    make_work(pupil, mark=2, journal=4)
    record = make_risk(pupil, absences=1)
    assert record.points == 3 + 1
    assert record.facts == {"absences": 1}, "what works say is read from them each time"


def test_a_confirmed_risk_leaves_a_trace_without_a_name(
    pupil: Pupil, school_head: User
) -> None:
    make_confirmed(pupil, school_head)
    kinds = {one.type: one for one in Entry.objects.all()}
    assert kinds.keys() == {"risk", "failing"}
    for entry in kinds.values():
        assert entry.secret
        assert entry.amount == 1
        assert pupil.code not in entry.title
        assert "Лисин" not in str(vars(entry))
        assert entry.until == Term.of(localdate()).acted_on_until


def test_a_signal_is_decided_once(pupil: Pupil, school_head: User) -> None:
    record = make_confirmed(pupil, school_head)
    with pytest.raises(risk.AlreadyDecided, match="уже решено"):
        risk.confirm(record=record, by=school_head, at=now())


def test_a_signal_is_dismissed_with_a_reason(pupil: Pupil, school_head: User) -> None:
    record = make_confirmed(pupil, school_head)
    with pytest.raises(PupilRefused, match="без причины"):
        risk.dismiss(record=record, reason=" ", by=school_head, at=now())
    risk.dismiss(record=record, reason="Болел", by=school_head, at=now())
    assert {one.state for one in Entry.objects.all()} == {"withdrawn"}


def test_a_dismissed_signal_comes_back_only_when_it_has_grown(
    pupil: Pupil, school_head: User
) -> None:
    record = make_risk(pupil, term_twos=1)
    risk.dismiss(record=record, reason="Исправил", by=school_head, at=now())
    assert make_risk(pupil, term_twos=1).status == RiskRecord.Status.DISMISSED
    assert make_risk(pupil, term_twos=1, absences=20).status == RiskRecord.Status.PROPOSED


def test_a_decision_stands_when_the_table_is_loaded_again(
    pupil: Pupil, school_head: User
) -> None:
    make_confirmed(pupil, school_head)
    assert make_risk(pupil, term_twos=0).status == RiskRecord.Status.CONFIRMED


def test_a_signal_of_a_term_long_past_is_not_confirmed(pupil: Pupil, school_head: User) -> None:
    record = risk.assess(
        pupil=pupil, term=Term(localdate().year - 2, 1), facts=PupilFacts(term_twos=1)
    )
    assert record is not None
    with pytest.raises(PupilRefused, match="новой четверти"):
        risk.confirm(record=record, by=school_head, at=now())


def test_a_colleague_does_not_decide_about_a_pupil_of_others(
    pupil: Pupil, teacher: User, coordinator: User
) -> None:
    record = make_risk(pupil)
    for user in (teacher, coordinator):
        with pytest.raises(NotAllowed):
            risk.confirm(record=record, by=user, at=now())


def test_impossible_facts_are_refused(pupil: Pupil) -> None:
    with pytest.raises(PupilRefused, match="от 0 до 100"):
        make_risk(pupil, absences=140)


def test_a_risk_without_a_plan_for_long_is_on_the_list_of_silence(
    pupil: Pupil, school_head: User
) -> None:
    record = make_confirmed(pupil, school_head)
    rows = Pupil.objects.all()
    today = localdate()
    assert queries.silent(queries.lines_of(rows, on=today), on=today) == []
    record.confirmed_on = today - timedelta(days=15)
    record.save()
    assert len(queries.silent(queries.lines_of(rows, on=today), on=today)) == 1
    make_plan(pupil, school_head)
    assert queries.silent(queries.lines_of(rows, on=today), on=today) == []


def test_a_signal_nobody_decided_is_on_the_list_of_silence_too(
    pupil: Pupil, school_head: User
) -> None:
    record = make_risk(pupil)
    rows, today = Pupil.objects.all(), localdate()
    (line,) = queries.undecided(queries.lines_of(rows, on=today))
    assert (line.signal, line.risk) == (record, None)
    risk.confirm(record=record, by=school_head, at=now())
    assert queries.undecided(queries.lines_of(rows, on=today)) == []


def test_leaders_are_told_of_silence_once_a_week_and_no_pupil_is_named(
    pupil: Pupil, school: Organisation, school_head: User, teacher: User
) -> None:
    make_risk(make_pupil(school, school_head, "Беляев Иван"))
    record = make_confirmed(pupil, school_head)
    assert silence.silences(on=localdate())[school.pk].waiting == 0
    RiskRecord.objects.filter(pk=record.pk).update(
        confirmed_on=localdate() - timedelta(days=15)
    )
    for _ in range(2):
        assert silence.tell(at=now()) == 1
    notice = Notice.objects.get(kind="pupils.silence")
    assert notice.user == school_head
    assert "без маршрута 1 уч., без решения учителя 1 уч." in notice.text
    assert silence.tell(at=now() + timedelta(days=7)) == 1
    assert Notice.objects.filter(kind="pupils.silence").count() == 2


def test_no_silence_no_notice(pupil: Pupil, school_head: User) -> None:
    make_confirmed(pupil, school_head)
    assert silence.tell(at=now()) == 0


@pytest.mark.parametrize(
    ("day", "term"),
    [((2026, 9, 1), 1), ((2026, 12, 31), 2), ((2027, 3, 31), 3), ((2027, 7, 5), 4)],
)
def test_every_day_belongs_to_a_term(day: tuple[int, int, int], term: int) -> None:
    from datetime import date

    assert Term.of(date(*day)) == Term(2026, term)
