"""Corrections of a draft by people: values, rows, what they checked, what they decided.

Every correction is a row of ``DraftEdit``. Two people on one value: the second one is told what
the first one wrote, and both edits are kept, the second as not applied.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, cast

from django.db import models, transaction

from opora.domain.acts import draft_checks, draft_places, draft_rows, draft_values, rereading
from opora.domain.acts.draft_places import WrongValue
from opora.domain.acts.draft_values import Json, NoSuchPlace
from opora.domain.acts.models import Draft, DraftEdit
from opora.domain.acts.services.drafts import locked
from opora.domain.people import audit
from opora.domain.people.models import User
from opora.domain.refusals import Refused

__all__ = ["NoSuchPlace", "WrongValue"]

ROWS = "roadmap.items"
"""The path under which changes of the rows themselves are recorded."""


class Decision(models.TextChoices):
    """What a person decided on a finding."""

    CORRECTED = "corrected", "исправлено"
    AS_PRINTED = "as_printed", "оставлено как в документе"
    NOT_A_FAULT = "not_a_fault", "не ошибка"


class EditConflict(Refused):
    """Somebody else changed the value first. Both edits are kept."""

    def __init__(self, *, mine: Any, theirs: Any, who: User | None, when: datetime) -> None:
        self.mine, self.theirs, self.who, self.when = mine, theirs, who, when
        name = who.short_name if who else "Другой человек"
        super().__init__(
            f"{name} уже изменил(а) это значение. Обе правки сохранены: выберите, какая верна."
        )


class RowsChanged(Refused):
    """The draft changed since the person looked; rows are not touched blindly."""

    def __init__(self) -> None:
        super().__init__(
            "Пока вы смотрели, черновик изменили. Обновите страницу и повторите действие."
        )


class NoSuchFinding(Refused):
    """The draft has no such finding any more."""

    def __init__(self) -> None:
        super().__init__("Этого замечания больше нет: возможно, его уже исправили.")


def edit(  # noqa: PLR0913  # a correction: where, from what, to what, by whom, when
    draft: Draft, *, path: str, before: Any, after: Any, by: User, at: datetime
) -> Draft:
    """Correct one value, and read again what follows from it.

    Parameters
    ----------
    path : str
        Where: «roadmap.items.3.deadline_text», 3 being the ``row`` of the measure.
    before : object
        The value that the person saw when they began.
    after : object
        The value they want.

    Raises
    ------
    EditConflict
        If the value is neither what they saw nor what they want; their edit is kept as not
        applied.
    NoSuchPlace, WrongValue
        If the path is none that people correct, or the value does not fit.
    DraftNotOpen, NotAllowed
        If the draft waits for no corrections, or the person has no right to it.
    """
    draft_places.check_value(path, after)
    with transaction.atomic():
        draft = _open(draft, by=by, at=at)
        conflict = _conflict(draft, path, before, after, at)
        if conflict is None:
            return _apply(draft, path, after, by, at)
        DraftEdit.objects.create(
            draft=draft, path=path, before=before, after=after, by=by, at=at, applied=False
        )
    raise conflict


def _conflict(
    draft: Draft, path: str, before: Any, after: Any, at: datetime
) -> EditConflict | None:
    current = draft_values.get(_current(draft), path)
    if current in (before, after):
        return None
    last = (
        draft.edits.filter(path=path, applied=True)
        .select_related("by")
        .order_by("-at", "-pk")
        .first()
    )
    return EditConflict(
        mine=after, theirs=current, who=last.by if last else None, when=last.at if last else at
    )


def _apply(draft: Draft, path: str, after: Any, by: User, at: datetime) -> Draft:
    old = _current(draft)
    if draft_values.get(old, path) == after:
        return draft
    corrected = draft_values.replaced(old, {path: after})
    followed = rereading.follow(corrected, path, checked=draft.checked.keys())
    new = draft_values.replaced(corrected, followed)
    draft.checked = {key: mark for key, mark in draft.checked.items() if key not in followed}
    draft.checked[path] = _mark(by, at)
    _save(draft, new, at)
    _record_edits(draft, old, [path, *followed], by, at)
    return draft


def _open(draft: Draft, *, by: User, at: datetime) -> Draft:
    """Lock a draft that waits for checking."""
    return locked(draft, by=by, at=at, status=[Draft.Status.READY])


def _current(draft: Draft) -> Json:
    """Return what a ready draft says; the database promises that it is there."""
    return cast("Json", draft.current)


def _save(draft: Draft, new: Json, at: datetime) -> None:
    layout = (draft.reading or {}).get("layout")
    new["findings"] = draft_checks.checked_again(layout, _current(draft), new)
    draft.current = new
    draft.version += 1
    draft.changed_at = at
    draft.save(update_fields=["current", "checked", "version", "changed_at"])


def _record_edits(
    draft: Draft, old: Json, paths: Iterable[str], by: User, at: datetime
) -> None:
    changes = ((path, _seen(old, path), _seen(_current(draft), path)) for path in paths)
    DraftEdit.objects.bulk_create(
        DraftEdit(draft=draft, path=path, before=before, after=after, by=by, at=at)
        for path, before, after in changes
        if before != after
    )


def _seen(current: Json, path: str) -> Any:
    """Return the value at a path, or None where the row is new or gone."""
    try:
        return draft_values.get(current, path)
    except NoSuchPlace:
        return None


def _mark(by: User, at: datetime) -> Json:
    return {"by": by.pk, "name": by.short_name, "at": at.isoformat()}


# --- rows -------------------------------------------------------------------------------


def add_row(
    draft: Draft, *, after: int | None, version: int, by: User, at: datetime
) -> tuple[Draft, int]:
    """Add an empty measure after a row (None: first); return the draft and the new ``row``."""
    change = partial(draft_rows.add_row, after=after)
    draft = _change_rows(draft, change, version=version, by=by, at=at)
    return draft, draft_rows.newest(_current(draft))


def delete_row(draft: Draft, *, row: int, version: int, by: User, at: datetime) -> Draft:
    """Take a row out of the draft; history keeps it, and so does the document."""
    change = partial(draft_rows.delete_row, row=row)
    return _change_rows(draft, change, version=version, by=by, at=at)


def move_row(  # noqa: PLR0913  # which, where to, of which version, by whom, when
    draft: Draft, *, row: int, after: int | None, version: int, by: User, at: datetime
) -> Draft:
    """Put a row after another one (None: first), into its section."""
    change = partial(draft_rows.move_row, row=row, after=after)
    return _change_rows(draft, change, version=version, by=by, at=at)


def merge_rows(draft: Draft, *, row: int, version: int, by: User, at: datetime) -> Draft:
    """Join the next row to this one and read the joined cells again."""

    def change(current: Json) -> Json:
        joined = draft_rows.merge_rows(current, row)
        return draft_values.replaced(joined, rereading.follow_row(joined, row))

    return _change_rows(draft, change, version=version, by=by, at=at)


def split_row(  # noqa: PLR0913  # as move_row
    draft: Draft, *, row: int, position: int, version: int, by: User, at: datetime
) -> tuple[Draft, int]:
    """Split a measure at a character of its text; return the draft and the new ``row``."""
    change = partial(draft_rows.split_row, row=row, at=position)
    draft = _change_rows(draft, change, version=version, by=by, at=at)
    return draft, draft_rows.newest(_current(draft))


def add_section(  # noqa: PLR0913  # as move_row
    draft: Draft, *, title: str, number: str, first: int, version: int, by: User, at: datetime
) -> Draft:
    """Begin a section that the reader missed, at the row ``first``."""
    change = partial(draft_rows.add_section, title=title, number=number or None, first=first)
    return _change_rows(draft, change, version=version, by=by, at=at)


def delete_section(draft: Draft, *, number: int, version: int, by: User, at: datetime) -> Draft:
    """Take a section out (counted from 1); its rows go to the one before."""
    change = partial(draft_rows.delete_section, number=number)
    return _change_rows(draft, change, version=version, by=by, at=at)


@transaction.atomic
def _change_rows(
    draft: Draft, change: Callable[[Json], Json], *, version: int, by: User, at: datetime
) -> Draft:
    """Change the rows that the person saw."""
    draft = _open(draft, by=by, at=at)
    if draft.version != version:
        raise RowsChanged
    old = _current(draft)
    new = change(old)
    _save(draft, new, at)
    before, after = draft_rows.trace(old, new), draft_rows.trace(new, old)
    DraftEdit.objects.create(draft=draft, path=ROWS, before=before, after=after, by=by, at=at)
    return draft


# --- what people looked at --------------------------------------------------------------


@transaction.atomic
def check(draft: Draft, *, paths: Iterable[str], by: User, at: datetime) -> Draft:
    """Note that a person compared these values with the document and found them right."""
    draft = _open(draft, by=by, at=at)
    mark = _mark(by, at)
    for path in paths:
        draft_values.get(_current(draft), path)
        draft.checked.setdefault(path, mark)
    draft.changed_at = at
    draft.save(update_fields=["checked", "changed_at"])
    return draft


def check_confident(draft: Draft, *, by: User, at: datetime, above: float = 0.9) -> Draft:
    """Note as checked every value of which the reader is at least this sure, in [0, 1]."""
    sure = [
        path
        for path, confidence in draft_values.confident_values(draft.current or {})
        if confidence >= above
    ]
    return check(draft, paths=sure, by=by, at=at)


@transaction.atomic
def decide(  # noqa: PLR0913  # on what, what, by whom, when, why
    draft: Draft, *, finding_key: str, decision: str, by: User, at: datetime, note: str = ""
) -> Draft:
    """Answer a finding. The answer stands until the finding says something else.

    Raises
    ------
    NoSuchFinding
        If the draft has no finding of that key.
    """
    draft = _open(draft, by=by, at=at)
    keys = {draft_checks.finding_key(one) for one in _current(draft).get("findings") or ()}
    if finding_key not in keys:
        raise NoSuchFinding
    before = draft.decisions.get(finding_key, {})
    answer = {"decision": Decision(decision).value, "note": note, **_mark(by, at)}
    draft.decisions[finding_key] = answer
    draft.changed_at = at
    draft.save(update_fields=["decisions", "changed_at"])
    audit.record("draft.decide", target=draft, by=by, at=at, before=before, after=answer)
    return draft


def blockers(draft: Draft) -> list[str]:
    """Return why the draft cannot be confirmed yet, one sentence each; empty if it can be."""
    if draft.status != Draft.Status.READY:
        return [f"Черновик в состоянии «{draft.get_status_display().lower()}»."]
    return draft_checks.blockers(_current(draft), draft.decisions)
