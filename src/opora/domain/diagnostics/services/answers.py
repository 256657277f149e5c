"""An answer is given by a one-time link, and cannot be led back to it.

A used link says only that it is used. The answer is written in the same transaction, so that
nobody answers twice and no answer is lost; to keep the database itself from telling which
answer came with which link (rows in order of their writing, both touched by one transaction)
other answers of the group are written anew beside it, in a random order under new keys.
Neither row has a time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from random import Random

from django.db import transaction

from opora.domain.diagnostics.models import Answer, Group, Survey, Ticket
from opora.domain.diagnostics.refusals import DiagnosticsRefused
from opora.domain.diagnostics.services.tickets import digest_of
from opora.methodology.questionnaires import Form, Item, Value

MIXED_WITH = 40
"""So many answers of the group are written anew beside a new one, where there are as many."""
LONGEST_TEXT = 1000
LARGEST_NUMBER = 100_000


class LinkRefused(DiagnosticsRefused):
    """The link opens no questionnaire; the sentence says why."""


def ticket_of(token: str, *, on: date) -> Ticket:
    """Return the ticket of a link by which an answer can be given.

    Raises
    ------
    LinkRefused
        If there is no such link, it has been used, or the survey takes no answers.
    """
    found = Ticket.objects.select_related(
        "group__questionnaire", "group__place__survey", "group__place__school"
    )
    ticket = found.filter(digest=digest_of(token)).first()
    if ticket is None:
        raise LinkRefused(
            "Такой ссылки нет: анкетирование закончилось или выдан новый лист ссылок. "
            "Попросите новую у того, кто проводит опрос."
        )
    if ticket.spent:
        raise LinkRefused(
            "По этой ссылке уже ответили: ответ принят один раз и сохранён. Если отвечали не "
            "вы, попросите новую ссылку."
        )
    _require_open(ticket.group.place.survey, on)
    return ticket


def _require_open(survey: Survey, on: date) -> None:
    if survey.takes_answers(on):
        return
    if survey.state == Survey.State.OPEN and on < survey.opens:
        raise LinkRefused(f"Отвечать можно с {survey.opens:%d.%m.%Y}.")
    raise LinkRefused("Анкетирование закончилось, ответы больше не принимаются.")


@transaction.atomic
def give(*, token: str, values: Mapping[str, Value], on: date, rng: Random) -> Group:
    """Take an answer and use up its link; both or neither.

    Parameters
    ----------
    token : str
        The secret of the link.
    values : mapping
        Answers by code of item; what is missing was not answered.
    on : date
        Today. It is compared and not kept.
    rng : Random
        In what order rows are written; must be unpredictable outside of tests.

    Raises
    ------
    LinkRefused
        If the link does not serve.
    DiagnosticsRefused
        If nothing is answered, or a part is larger than its whole.
    """
    ticket = ticket_of(token, on=on)
    group = Group.objects.select_for_update(of=("self",)).get(pk=ticket.group_id)
    kept = checked(ticket.group.questionnaire.form, values)
    if not Ticket.objects.filter(pk=ticket.pk, spent=False).update(spent=True):
        raise LinkRefused("По этой ссылке уже ответили: ответ принят один раз и сохранён.")
    _write(group, [kept], beside=MIXED_WITH, rng=rng)
    return group


def shuffle(group: Group, *, rng: Random) -> None:
    """Write all answers of a group anew in a random order, when a survey closes."""
    _write(group, [], beside=group.answers.count(), rng=rng)


def _write(group: Group, added: list[dict[str, Value]], *, beside: int, rng: Random) -> None:
    kept = list(group.answers.values_list("pk", "values").order_by("pk"))
    chosen = rng.sample(kept, min(beside, len(kept)))
    Answer.objects.filter(pk__in=[pk for pk, _ in chosen]).delete()
    rows = [values for _, values in chosen] + added
    rng.shuffle(rows)
    Answer.objects.bulk_create(Answer(group=group, values=one) for one in rows)


def checked(form: Form, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values that answer items of the form.

    Raises
    ------
    DiagnosticsRefused
        If there are none, or a part is larger than its whole.
    """
    kept = {
        one.code: value
        for one in form.items
        if (value := _value(one, values.get(one.code))) is not None
    }
    if not kept:
        raise DiagnosticsRefused("Анкета пуста: ответьте хотя бы на один вопрос.")
    for item in form.items:
        part, whole = kept.get(item.code), kept.get(item.of)
        if isinstance(part, int) and isinstance(whole, int) and part > whole:
            raise DiagnosticsRefused(
                f"«{item.text}»: {part} больше, чем всего ({whole}). Проверьте числа."
            )
    return kept


def _value(item: Item, value: Value | None) -> Value | None:
    if item.type == "text":
        return str(value).strip()[:LONGEST_TEXT] or None if value else None
    if not isinstance(value, int) or not 0 <= value <= LARGEST_NUMBER:
        return None
    if item.type == "choice" and value >= len(item.options):
        return None
    return value
