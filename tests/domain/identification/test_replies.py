"""What schools say, what they are answered; all of it stays."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from opora.domain.identification.models import Answer, Reply
from opora.domain.identification.models.replies import RepliesAreAppendOnly
from opora.domain.identification.refusals import NotAllowed, WrongParameters, WrongStatus
from opora.domain.identification.services import decisions, recounts, replies, runs, scenarios
from opora.domain.people.models import Notice
from tests.domain.identification.conftest import LATER
from tests.factories import NOON

CLAIM = replies.Claim("ВПР-РУ-5", 2025, 2, 20, "Пять работ проверены с ошибкой")


@pytest.fixture
def contested(open_run, verdict_of, school_head) -> Reply:
    verdict = verdict_of(open_run, "low")
    return replies.contest(verdict=verdict, claim=CLAIM, by=school_head, at=NOON)


def test_a_school_agrees_and_the_coordinator_is_told(
    open_run, verdict_of, school_head, coordinator
):
    reply = replies.agree(verdict=verdict_of(open_run, "low"), by=school_head, at=NOON)
    assert reply.kind == Reply.Kind.AGREE
    assert "согласна" in Notice.objects.get(user=coordinator).text


def test_a_school_contests_a_number_with_its_own(contested, school_head):
    assert contested.claimed == (2025, 2, 20)
    assert contested.by == school_head


def test_one_school_does_not_answer_for_another(open_run, verdict_of, other_head, teacher):
    for who in (other_head, teacher):
        with pytest.raises(NotAllowed, match="директор"):
            replies.agree(verdict=verdict_of(open_run, "low"), by=who, at=NOON)


def test_a_coordinator_does_not_answer_for_a_school(open_run, verdict_of, coordinator):
    with pytest.raises(NotAllowed):
        replies.agree(verdict=verdict_of(open_run, "low"), by=coordinator, at=NOON)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"assessment": "ОГЭ-МА-9"}, "возражать не о чем"),
        ({"year": 2020}, "возражать не о чем"),
        ({"below": 21}, "не бывает"),
        ({"below": -1}, "не бывает"),
        ({"below": 0, "participants": 0}, "не бывает"),
        ({"below": 7}, "те же числа"),
        ({"text": " "}, "почему"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(open_run, verdict_of, school_head, changed, said):
    with pytest.raises(WrongParameters, match=said):
        replies.contest(
            verdict=verdict_of(open_run, "low"), claim=replace(CLAIM, **changed),
            by=school_head, at=NOON,
        )  # fmt: skip
    assert not Reply.objects.exists()


def test_a_draft_takes_no_replies(run, verdict_of, school_head):
    with pytest.raises(replies.TooLate, match="черновик"):
        replies.agree(verdict=verdict_of(run, "low"), by=school_head, at=NOON)


def test_after_the_day_no_reply_is_taken(open_run, verdict_of, school_head):
    with pytest.raises(replies.TooLate, match="Срок ответов"):
        replies.agree(verdict=verdict_of(open_run, "low"), by=school_head, at=LATER)


def test_a_reply_after_approval_is_refused(approved_run, verdict_of, school_head):
    with pytest.raises(replies.TooLate, match="утверждён"):
        replies.agree(verdict=verdict_of(approved_run, "low"), by=school_head, at=NOON)


def test_what_was_said_is_never_changed(contested):
    contested.text = "Передумали"
    for attempt in (contested.save, contested.delete, Reply.objects.all().delete):
        with pytest.raises(RepliesAreAppendOnly):
            attempt()
    with pytest.raises(RepliesAreAppendOnly):
        Reply.objects.update(text="")


def test_an_answer_is_given_once_and_told(contested, coordinator, school_head):
    answer = replies.answer(
        reply=contested, accepted=False, text="В протоколе 7", by=coordinator, at=NOON
    )
    assert (answer.decision, answer.remedy) == ("rejected", "none")
    assert "отклонено" in Notice.objects.get(user=school_head, kind__endswith="answered").text
    with pytest.raises(replies.AlreadyAnswered):
        replies.answer(reply=contested, accepted=True, text="Нет", by=coordinator, at=NOON)
    with pytest.raises(RepliesAreAppendOnly):
        Answer.objects.all().delete()
    with pytest.raises(RepliesAreAppendOnly):
        Answer.objects.update(text="")


def test_an_answer_needs_words_a_right_and_something_to_answer(
    *, contested, open_run, verdict_of, school_head, coordinator, stranger
):
    with pytest.raises(WrongParameters, match="почему"):
        replies.answer(reply=contested, accepted=True, text="", by=coordinator, at=NOON)
    for who in (school_head, stranger):
        with pytest.raises(NotAllowed):
            replies.answer(reply=contested, accepted=True, text="Да", by=who, at=NOON)
    agreed = replies.agree(verdict=verdict_of(open_run, "low"), by=school_head, at=NOON)
    with pytest.raises(WrongParameters, match="не на что"):
        replies.answer(reply=agreed, accepted=True, text="Да", by=coordinator, at=NOON)


def test_a_reply_to_a_replaced_run_may_still_be_answered(contested, open_run, coordinator):
    recounts.recount(run=open_run, by=coordinator, at=NOON)
    answer = replies.answer(
        reply=contested, accepted=True, text="Верно", by=coordinator, at=NOON
    )
    assert answer.remedy == Answer.Remedy.RUN


def test_a_reply_to_a_cancelled_run_is_not_answered(contested, open_run, coordinator):
    runs.cancel(run=open_run, by=coordinator, at=NOON, reason="Другое правило")
    with pytest.raises(WrongStatus):
        replies.answer(reply=contested, accepted=True, text="Да", by=coordinator, at=NOON)


def test_the_database_refuses_a_contest_without_a_number(open_run, verdict_of, school_head):
    with pytest.raises(IntegrityError), transaction.atomic():
        Reply.objects.create(
            verdict=verdict_of(open_run, "low"), kind="contest", text="Нет", by=school_head,
            at=NOON,
        )  # fmt: skip


def test_the_school_sees_at_once_what_would_follow(open_run, verdict_of):
    verdict = verdict_of(open_run, "low")
    told = scenarios.if_confirmed(verdict, CLAIM)
    assert (told.before, told.after, told.low_after) == ("yes", "yes", False)
    both = scenarios.if_confirmed(verdict, replace(CLAIM, assessment="ВПР-МА-5", below=5))
    assert both.after == "no"


def test_what_would_follow_is_not_told_of_impossible_numbers(open_run, verdict_of):
    with pytest.raises(WrongParameters):
        scenarios.if_confirmed(verdict_of(open_run, "low"), replace(CLAIM, below=99))


def test_a_contested_number_holds_the_list_back_until_it_is_counted(
    contested, decided_run, coordinator
):
    with pytest.raises(decisions.NotFinished, match="Возражения без ответа: СОШ № 5"):
        decisions.send(run=decided_run, by=coordinator, at=LATER)
    replies.answer(reply=contested, accepted=True, text="Верно", by=coordinator, at=NOON)
    with pytest.raises(decisions.NotFinished, match="пересчитайте: СОШ № 5"):
        decisions.send(run=decided_run, by=coordinator, at=LATER)
    later = recounts.recount(run=decided_run, by=coordinator, at=LATER)
    assert decisions.send(run=later, by=coordinator, at=LATER).status == "on_approval"
