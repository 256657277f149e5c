"""What is looked at: requisites, minutes, sides and term, amounts, pages, repeated files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from opora.domain.acts.models import StoredFile
from opora.domain.registers.models import Entry, EntryPart
from opora.domain.roadmaps.models import Binding, Evidence, Obligation, Progress
from opora.domain.roadmaps.services.evidence import also_used
from opora.domain.roadmaps.services.promises.found import Found, Requisites, Verdict, day_of
from opora.domain.roadmaps.services.promises.texts import text_of
from opora.methodology import load_evidence_kinds
from opora.reading.kinds import evidence_kind

_SURE = 0.45
_MINUTES = re.compile(r"протокол", re.IGNORECASE)
_SIDES = 2
_LEAST_TEXT = 40
_WITH_REQUISITES = frozenset({"acts", "teams"})


@dataclass(frozen=True, slots=True)
class Case:
    """An obligation with everything that a check looks at."""

    obligation: Obligation
    promised: str
    binding: Binding | None
    progress: Progress | None
    entries: tuple[Entry, ...]
    evidence: tuple[Evidence, ...]
    files: Mapping[int, StoredFile]

    def files_of(self, entry: Entry) -> list[StoredFile]:
        """Files that an entry names and that are kept."""
        named = entry.facts.get("files") or []
        return [self.files[key] for key in named if key in self.files]


def claims_of(case: Case) -> Iterator[Found]:
    """Look at every promise of an obligation."""
    yield from _amount(case)
    for entry in case.entries:
        if entry.register in _WITH_REQUISITES:
            yield _requisites(case, entry)
        if entry.register == "agreements":
            yield _sides(entry)
            yield from _term(case, entry)
        yield from _minutes(case, entry)
        yield from _page(entry)
    for piece in case.evidence:
        yield _link(piece) if piece.address else _file(case, piece)
    yield from _repeated(case)


def _amount(case: Case) -> Iterator[Found]:
    """Whether the entries make the promised number or share."""
    if case.binding is None or case.progress is None:
        return
    progress = case.progress
    said = progress.words(case.binding)
    if progress.needed == 0:
        detail = "Не из чего считать долю: нет данных о численности."
        yield Found("amount", "Обещанная доля", Verdict.UNKNOWN, detail)
        return
    verdict = Verdict.NOT_CONFIRMED
    if progress.reached:
        verdict = Verdict.CONFIRMED
    elif progress.done:
        verdict = Verdict.PARTLY
    late = " Достигнуто после контрольного дня." if progress.late else ""
    name = "Обещанная доля" if case.binding.share is not None else "Обещанное число"
    yield Found("amount", name, verdict, f"{said}.{late}")


def _requisites(case: Case, entry: Entry) -> Found:
    """Whether a document has number, date and signatory, and they stand in its file."""
    facts = entry.facts
    entered = Requisites(
        str(facts.get("number") or ""), day_of(facts.get("date")),
        str(facts.get("signatory") or ""),
    )  # fmt: skip
    title = f"Реквизиты документа «{entry.title[:120]}»"
    claim = f"requisites:{entry.pk}"
    if entered.missing:
        lacking = "Не указано: нет " + ", ".join(entered.missing) + "."
        all_missing = len(entered.missing) == 3  # noqa: PLR2004  # number, date, signatory
        verdict = Verdict.NOT_CONFIRMED if all_missing else Verdict.PARTLY
        return Found(claim, title, verdict, lacking)
    return _in_file(claim, title, entered, case.files_of(entry))


def _in_file(claim: str, title: str, entered: Requisites, files: Iterable[StoredFile]) -> Found:
    texts = [text_of(one) for one in files]
    if not texts:
        detail = "Номер, дата и подписавший указаны, файла нет: сверить не с чем."
        return Found(claim, title, Verdict.UNKNOWN, detail)
    text = "\n".join(texts)
    if len(text) < _LEAST_TEXT:
        detail = "В файле нет текста, например это скан: сверьте глазами."
        return Found(claim, title, Verdict.UNKNOWN, detail)
    lost = entered.not_in(text)
    if lost:
        detail = "В тексте файла не найдено: " + ", ".join(lost) + "."
        verdict = Verdict.NOT_CONFIRMED if len(lost) > 1 else Verdict.PARTLY
        return Found(claim, title, verdict, detail)
    return Found(claim, title, Verdict.CONFIRMED, "Номер, дата и подписавший стоят в файле.")


def _sides(entry: Entry) -> Found:
    named = {str(one) for one in entry.facts.get("sides") or []}
    parts = entry.parts.filter(role=EntryPart.Role.SIDE).values("organisation").distinct()
    count = max(len(named), parts.count())
    verdict = Verdict.CONFIRMED if count >= _SIDES else Verdict.NOT_CONFIRMED
    detail = "Обе стороны названы." if count >= _SIDES else f"Названо сторон: {count} из двух."
    return Found(f"sides:{entry.pk}", f"Стороны: «{entry.title[:120]}»", verdict, detail)


def _term(case: Case, entry: Entry) -> Iterator[Found]:
    """Whether an agreement is in force on the last day of the obligation's term."""
    control = case.obligation.occurrence.control
    if control is None:
        return
    title, claim = f"Срок договора «{entry.title[:120]}»", f"term:{entry.pk}"
    if entry.until is None:
        yield Found(claim, title, Verdict.CONFIRMED, "Договор без последнего дня.")
    elif entry.until >= control:
        yield Found(claim, title, Verdict.CONFIRMED, f"Действует по {entry.until:%d.%m.%Y}.")
    else:
        detail = f"Кончается {entry.until:%d.%m.%Y}, раньше срока {control:%d.%m.%Y}."
        yield Found(claim, title, Verdict.PARTLY, detail)


def _minutes(case: Case, entry: Entry) -> Iterator[Found]:
    written = day_of(entry.facts.get("minutes_date"))
    title, claim = f"Протокол: «{entry.title[:120]}»", f"minutes:{entry.pk}"
    if written is not None:
        if written < entry.day:
            detail = f"Протокол от {written:%d.%m.%Y} старше события {entry.day:%d.%m.%Y}."
            yield Found(claim, title, Verdict.NOT_CONFIRMED, detail)
        else:
            yield Found(claim, title, Verdict.CONFIRMED, f"Протокол от {written:%d.%m.%Y}.")
    elif entry.register == "activities" and _MINUTES.search(case.promised):
        yield Found(claim, title, Verdict.UNKNOWN, "Обещан протокол, его даты нет в записи.")


def _page(entry: Entry) -> Iterator[Found]:
    address = str(entry.facts.get("address") or "")
    if not address:
        return
    title, claim = f"Страница {address[:200]}", f"page:{entry.pk}"
    if entry.facts.get("copy"):
        yield Found(claim, title, Verdict.CONFIRMED, "Копия страницы сохранена.")
    else:
        yield Found(claim, title, Verdict.UNKNOWN, "Копии страницы нет: ещё не открывали.")


def _link(piece: Evidence) -> Found:
    claim, title = f"link:{piece.pk}", f"Страница {piece.address[:200]}"
    if piece.link_state == Evidence.Link.REACHED and piece.copy_id:
        return Found(claim, title, Verdict.CONFIRMED, "Открывается, копия сохранена.")
    if piece.link_state == Evidence.Link.REACHED:
        return Found(claim, title, Verdict.PARTLY, piece.link_answer or "Копии нет.")
    if piece.link_state == Evidence.Link.UNCHECKED:
        return Found(claim, title, Verdict.UNKNOWN, "Страницу ещё не открывали.")
    return Found(claim, title, Verdict.NOT_CONFIRMED, piece.link_answer[:400])


def _file(case: Case, piece: Evidence) -> Found:
    """Whether a file that a person attached looks like what was promised."""
    claim, title = f"file:{piece.pk}", f"Файл «{piece.name[:200]}»"
    text = text_of(piece.file) if piece.file else ""
    if len(text) < _LEAST_TEXT:
        return Found(
            claim, title, Verdict.UNKNOWN, "В файле нет текста: откройте и посмотрите."
        )
    wanted = evidence_kind(case.promised) if case.promised else None
    if wanted is None or wanted.confidence < _SURE:
        return Found(claim, title, Verdict.UNKNOWN, "Документ не говорит, что приложить.")
    found = evidence_kind(f"{piece.name}. {text[:400]}")
    titles = {one.kind: one.title.lower() for one in load_evidence_kinds().kinds}
    if found.value == wanted.value:
        said = f"Обещано: {titles[wanted.value]}; в начале файла о том же."
        return Found(claim, title, Verdict.CONFIRMED, said)
    said = f"Обещано: {titles[wanted.value]}; файл похож на другое: {titles[found.value]}."
    return Found(claim, title, Verdict.PARTLY, said)


def _repeated(case: Case) -> Iterator[Found]:
    """Point out a file that was handed in for another promise too."""
    for piece in case.evidence:
        others = also_used(piece)
        count = others.count()
        if count:
            yield Found(
                f"same:{piece.pk}", f"То же приложено ещё: {str(piece)[:200]}",
                Verdict.PARTLY, f"Других обязательств с тем же файлом или адресом: {count}.",
            )  # fmt: skip
    named: dict[str, Any] = {}
    for entry in case.entries:
        for stored in case.files_of(entry):
            clash = Evidence.objects.standing().filter(file=stored)
            if clash.exclude(obligation=case.obligation).exists():
                named[f"same:{entry.pk}:{stored.pk}"] = entry
    for claim, entry in named.items():
        detail = "Файл записи приложен и к другому обязательству."
        yield Found(claim, f"Тот же файл: «{entry.title[:120]}»", Verdict.PARTLY, detail)
