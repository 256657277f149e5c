"""The life of a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django_q.models import OrmQ

from opora.domain.acts import draft_checks, jobs
from opora.domain.acts.models import Draft, StoredFile
from opora.domain.acts.services import drafts, files
from opora.domain.people.models import AuditEvent, Notice
from opora.reading import ReadingRefused
from tests.factories import NOON

TEXT = "ПРИКАЗ\n№ 5\nОб утверждении плана".encode()


def bring(organisation, by, content=TEXT, name="../Приказ.txt"):
    return drafts.bring(content, name=name, organisation=organisation, by=by, at=NOON)


@pytest.fixture
def reads(monkeypatch):
    """Let the reader give a known reading, and count how often it is asked."""
    calls = []

    def read_document(content, name):
        calls.append((content, name))
        return {"document": {}, "roadmap": {"items": []}, "layout": {"blocks": []}}

    monkeypatch.setattr(drafts, "read_document", read_document)
    monkeypatch.setattr(drafts, "reading_to_json", lambda reading: reading)
    return calls


def test_a_file_is_kept_and_queued(school, coordinator, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        brought = bring(school, coordinator)
    assert brought.known is None
    assert "принят и читается" in brought.sentence
    assert (brought.draft.file_name, brought.draft.status) == ("Приказ.txt", "queued")
    assert files.read(brought.draft.file) == TEXT
    job = OrmQ.objects.get().task
    assert (job["func"], job["args"]) == (drafts.READ_JOB, (brought.draft.pk,))


def test_the_same_file_twice_is_recognised_and_said(school, coordinator, methodist):
    first = bring(school, coordinator)
    second = bring(school, methodist, name="Приказ копия.txt")
    assert second.draft == second.known == first.draft
    assert "уже принесли 12.11.2025 (Лукина М. С.)" in second.sentence
    assert Draft.objects.count() == 1


def test_a_discarded_file_and_one_of_another_organisation_are_new(
    school, other_school, coordinator
):
    first = bring(school, coordinator)
    drafts.discard(first.draft, by=coordinator, at=NOON, reason="не тот")
    assert bring(school, coordinator).known is None
    assert bring(other_school, coordinator).known is None
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("who", ["stranger", "curator", "teacher", "other_head"])
def test_nobody_else_brings_files_for_a_school(school, who, request):
    with pytest.raises(drafts.NotAllowed, match="нет права"):
        bring(school, request.getfixturevalue(who))
    assert not StoredFile.objects.exists()


def test_a_file_that_is_not_taken_leaves_no_draft(school, coordinator):
    with pytest.raises(files.FileRefused, match="пуст"):
        bring(school, coordinator, content=b"")
    assert not Draft.objects.exists()


def test_a_queued_draft_is_read_once(school, coordinator, reads):
    draft = bring(school, coordinator).draft
    drafts.read_queued(draft.pk, at=NOON)
    assert drafts.read_queued(draft.pk, at=NOON) is None
    draft.refresh_from_db()
    assert (draft.status, draft.version, len(reads)) == ("ready", 1, 1)
    assert "layout" in draft.reading
    assert "layout" not in draft.current
    assert "прочитан, проверьте" in Notice.objects.get(user=coordinator).text


def test_reading_begins_again_after_a_killed_worker(school, coordinator, reads):
    draft = bring(school, coordinator).draft
    Draft.objects.filter(pk=draft.pk).update(status="reading", started_at=NOON)
    assert drafts.read_queued(draft.pk, at=NOON).status == "ready"


def test_a_worker_that_comes_second_changes_nothing(school, coordinator, reads, monkeypatch):
    draft = bring(school, coordinator).draft

    def read_twice(content, name):
        monkeypatch.setattr(drafts, "read_document", lambda *_args: {"document": {}})
        drafts.read_queued(draft.pk, at=NOON)
        return {"document": {"title": "поздно"}}

    monkeypatch.setattr(drafts, "read_document", read_twice)
    assert drafts.read_queued(draft.pk, at=NOON) is None
    draft.refresh_from_db()
    assert draft.reading == {"document": {}}


def test_a_refusal_of_the_reader_is_kept_as_a_sentence(school, coordinator, monkeypatch):
    def refuse(content, name):
        raise ReadingRefused("Файл защищён паролем.")

    monkeypatch.setattr(drafts, "read_document", refuse)
    draft = bring(school, coordinator).draft
    jobs.read_draft(draft.pk)
    draft.refresh_from_db()
    assert (draft.status, draft.refusal) == ("refused", "Файл защищён паролем.")
    assert "паролем" in Notice.objects.get(user=coordinator).text


def test_a_refused_draft_is_read_again(school, coordinator, reads):
    draft = bring(school, coordinator).draft
    Draft.objects.filter(pk=draft.pk).update(status="refused", refusal="Нет программы.")
    drafts.read_again(draft, by=coordinator, at=NOON)
    assert drafts.read_queued(draft.pk, at=NOON).refusal == ""


def test_another_file_starts_the_draft_anew(draft, coordinator, reads):
    replaced = drafts.replace_file(
        draft, upload=TEXT, name="Другой.txt", by=coordinator, at=NOON
    )
    assert (replaced.status, replaced.current, replaced.file_name) == (
        "queued",
        None,
        "Другой.txt",
    )
    assert AuditEvent.objects.about(draft).get().before["file_name"] == "Приказ.docx"
    drafts.read_queued(draft.pk, at=NOON)
    draft.refresh_from_db()
    assert draft.status == "ready"


def test_a_reading_of_the_file_that_was_replaced_is_dropped(school, coordinator, monkeypatch):
    draft = bring(school, coordinator).draft

    def replace_meanwhile(content, name):
        drafts.replace_file(draft, upload=b"other", name="b.txt", by=coordinator, at=NOON)
        return {"document": {}}

    monkeypatch.setattr(drafts, "read_document", replace_meanwhile)
    monkeypatch.setattr(drafts, "reading_to_json", lambda reading: reading)
    assert drafts.read_queued(draft.pk, at=NOON) is None
    draft.refresh_from_db()
    assert (draft.status, draft.file_name) == ("queued", "b.txt")


def test_a_discarded_draft_is_closed_to_everything(draft, coordinator, stranger):
    with pytest.raises(drafts.NotAllowed):
        drafts.discard(draft, by=stranger, at=NOON)
    drafts.discard(draft, by=coordinator, at=NOON, reason="дубль")
    with pytest.raises(drafts.DraftNotOpen, match="отложен"):
        drafts.discard(draft, by=coordinator, at=NOON)
    assert drafts.read_queued(draft.pk, at=NOON) is None
    assert AuditEvent.objects.about(draft).first().reason == "дубль"


def test_a_reading_that_never_ended_is_given_up(school, coordinator):
    draft = bring(school, coordinator).draft
    Draft.objects.filter(pk=draft.pk).update(status="reading", started_at=NOON)
    assert drafts.give_up_stuck(started_before=NOON, at=NOON) == 0
    assert drafts.give_up_stuck(started_before=NOON + timedelta(minutes=1), at=NOON) == 1
    draft.refresh_from_db()
    assert "прервалось" in draft.refusal


def test_the_job_gives_up_only_what_is_old(school, coordinator):
    bring(school, coordinator)
    assert jobs.give_up_stuck_drafts() == 0


ORDER = """УПРАВЛЕНИЕ ОБРАЗОВАНИЯ АДМИНИСТРАЦИИ КЛЮЧЕВСКОГО ОКРУГА
ПРИКАЗ
от 25.08.2025 № 77-од
Об утверждении плана поддержки школ на 2025-2026 учебный год
ПРИКАЗЫВАЮ:
1. Утвердить план поддержки школ.
2. Контроль оставляю за собой.
Начальник управления П.И. Державин
План поддержки школ на 2025-2026 учебный год
№\tМероприятие\tСрок\tОтветственный
1\tПровести семинар для завучей\tоктябрь 2025 г.\tИМЦ
2\tОбновить школьные программы\tдо 01.12.2025 г.\tруководители ОО
"""


def test_a_real_order_is_read_corrected_and_free_to_confirm(school, coordinator):
    from opora.domain.acts.services import corrections

    draft = bring(school, coordinator, content=ORDER.encode(), name="Приказ.txt").draft
    draft = drafts.read_queued(draft.pk, at=NOON)
    assert draft.status == "ready"
    assert len(draft.current["roadmap"]["items"]) == 2
    draft = corrections.edit(
        draft, path="roadmap.items.2.deadline_text", before="до 01.12.2025 г.",
        after="до 15.12.2025 г.", by=coordinator, at=NOON,
    )  # fmt: skip
    assert draft.current["roadmap"]["items"][1]["schedule"][0]["date"] == "2025-12-15"
    for finding in draft.current["findings"]:
        draft = corrections.decide(
            draft, finding_key=draft_checks.finding_key(finding), decision="as_printed",
            by=coordinator, at=NOON,
        )  # fmt: skip
    assert corrections.blockers(draft) == []
