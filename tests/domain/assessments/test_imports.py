"""The life of a file of results."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django_q.models import OrmQ

from opora.domain.acts.services import files
from opora.domain.assessments import stored
from opora.domain.assessments.models import Import, ImportFinding, SchoolCount
from opora.domain.assessments.services import adding, dry_runs, imports, keeping
from opora.domain.people.models import AuditEvent, Notice
from opora.results.store import open_engine
from tests.domain.assessments.conftest import CODE, FOREIGN_CODE, OTHER_CODE
from tests.domain.assessments.tables import (
    FIRST_ROW,
    exam_pupil,
    flat_marks,
    flat_row,
    individual,
    protocol,
    pupil,
    school_rows,
)
from tests.factories import NOON
from tests.results.written import xlsx_of

LATER = NOON + timedelta(hours=1)


def test_a_file_is_held_and_queued(
    authority, coordinator, two_schools_file, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        brought = imports.bring(
            two_schools_file,
            name="../ВПР.xlsx",
            organisation=authority,
            by=coordinator,
            at=NOON,
        )
    assert "принят и проверяется" in brought.sentence
    made = brought.imported
    assert (made.file_name, made.status, made.file) == ("ВПР.xlsx", "queued", None)
    assert made.root == authority.territory.parent
    job = OrmQ.objects.get().task
    assert (job["func"], job["args"]) == (imports.READ_JOB, (made.pk,))


def test_a_dry_run_says_what_is_there_and_adds_nothing(schools, bring, two_schools_file):
    made = bring(two_schools_file)
    assert (made.status, made.layout, made.source) == ("ready", "vpr_individual", made.sha256)
    assert (made.rows_read, made.rows_kept, made.rows_quarantined) == (22, 22, 0)
    assert made.procedures == [
        {
            "code": "ВПР-МА-5", "year": 2025, "first_day": "2025-04-14",
            "last_day": "2025-04-14", "participants": 22,
        }
    ]  # fmt: skip
    assert [(one.code, one.participants) for one in made.schools.order_by("code")] == [
        (CODE, 12), (OTHER_CODE, 10)
    ]  # fmt: skip
    assert (made.done, made.total, made.stage) == (4, 4, "Готово")
    assert not SchoolCount.objects.exists()
    assert stored.dataset_of(made.root) is None
    assert Notice.objects.get(user=made.uploaded_by).text.startswith("Файл «ВПР 2025.xlsx» про")


def test_brought_bytes_are_gone_once_the_file_is_kept(schools, bring, two_schools_file):
    made = bring(two_schools_file)
    assert not keeping.Held(made.sha256).path.exists()
    assert files.read(made.file) == two_schools_file


def test_a_confirmed_file_counts(schools, added, two_schools_file):
    made = added(two_schools_file)
    assert made.status == "added"
    first, second = SchoolCount.objects.order_by("below")
    assert (first.participants, first.below, first.marks) == (10, 1, (1, 4, 0, 5))
    assert (second.participants, second.below, second.marks) == (12, 4, (4, 5, 3, 0))
    assert second.origin == made
    dataset = stored.dataset_of(made.root)
    assert made.data_hash_after == dataset.data_hash
    totals = dataset.totals(open_engine()).to_pylist()
    assert [(one["low"], one["tested"]) for one in totals] == [(4, 12), (1, 10)]


def test_the_same_file_twice_is_said_and_changes_nothing(
    schools, added, authority, methodist, two_schools_file
):
    made = added(two_schools_file)
    again = imports.bring(
        two_schools_file, name="копия.xlsx", organisation=authority, by=methodist, at=LATER
    )
    assert again.imported == again.known == made
    assert "Этот файл уже принесли 12.11.2025 (Лукина М. С.)" in again.sentence
    assert "Ничего не изменилось" in again.sentence
    assert not keeping.Held(made.sha256).path.exists()
    assert Import.objects.count() == 1


def test_the_region_is_told_that_a_municipality_added_the_file(  # noqa: PLR0917  # fixtures
    schools, added, bring, ministry, regional, two_schools_file
):
    added(two_schools_file)
    again = bring(two_schools_file, organisation=ministry, by=regional)
    with pytest.raises(imports.AlreadyAdded, match=r"уже добавлен 12.11.2025 .Управление"):
        imports.confirm(again, by=regional, at=LATER)


def test_a_file_withdrawn_before_may_be_brought_again(
    schools, added, coordinator, two_schools_file
):
    first = added(two_schools_file)
    imports.withdraw(first, by=coordinator, at=LATER, reason="Не тот год")
    second = added(two_schools_file)
    assert second != first
    assert second.status == "added"
    assert SchoolCount.objects.count() == 2


def test_names_and_documents_are_never_kept(school, bring, store_folder):
    made = bring(
        protocol([exam_pupil(1, 30511, "Кривоносова", 2), exam_pupil(2, 30511, "Чижикова", 4)]),
        "Протокол.xlsx",
    )
    assert made.status == "ready", made.refusal
    note = made.findings.get(code="personal_data_dropped")
    assert (note.level, note.quarantined) == (ImportFinding.Level.NOTE, False)
    kept = "\n".join(_texts(made))
    for secret in ("Кривоносова", "Чижикова", "Савелий", "Онуфриевич", "5703", "481517"):
        assert secret not in kept
    assert "30511" in kept
    assert not [one for one in store_folder.rglob("*") if one.is_file()]


def _texts(made: Import):
    from opora.results.workbooks import open_sheets

    with files.path_of(made.file).open("rb") as source:
        for sheet in open_sheets(source):
            for _, row in sheet.rows:
                yield from map(str, row)
    for finding in made.findings.all():
        yield str(finding.values)


def test_a_pupil_who_stands_twice_is_found_again_without_the_name(school, bring, coordinator):
    rows = [exam_pupil(1, 30511, "Кривоносова", 2), exam_pupil(2, 30511, "Кривоносова", 4)]
    made = bring(protocol([*rows, exam_pupil(3, 30511, "Чижикова", 4)]), "Протокол.xlsx")
    assert made.rows_quarantined == 2
    imports.read_again(made, by=coordinator, at=LATER)
    dry_runs.dry_run(made.pk, at=LATER)
    made.refresh_from_db()
    assert made.rows_quarantined == 2


def test_findings_carry_the_row_and_what_to_do(schools, bring):
    rows = school_rows(CODE, [2, 3, 4])
    rows[1][10] = "восемь"
    made = bring(individual(rows))
    finding = made.findings.get(quarantined=True)
    assert (finding.code, finding.row, finding.level) == ("bad_value", FIRST_ROW + 1, "error")
    assert finding.fix
    cell = next(one for one in finding.values if one["heading"] == "Первичный балл")
    assert (cell["column"], cell["value"]) == ("K", "восемь")


def test_a_cell_is_corrected_in_the_browser(schools, bring, coordinator):
    rows = school_rows(CODE, [2, 3, 4])
    rows[1][10] = "восемь"
    made = bring(individual(rows))
    before = made.source
    finding = made.findings.get(quarantined=True)
    fix = imports.CellFix(finding.sheet, finding.row, "k", "3")
    imports.correct(made, cells=[fix], by=coordinator, at=LATER)
    dry_runs.dry_run(made.pk, at=LATER)
    made.refresh_from_db()
    assert (made.status, made.rows_quarantined, made.rows_kept) == ("ready", 0, 3)
    assert made.source != before
    kept = made.fixes.get()
    assert (kept.column, kept.before, kept.after, kept.by) == ("K", "восемь", "3", coordinator)
    event = AuditEvent.objects.get(action="import.correct")
    assert list(event.before.values()) == ["восемь"]


def test_a_cell_of_a_text_file_is_corrected_too(schools, bring, coordinator):
    made = bring(
        flat_marks([flat_row("edu9501", [4, 5, 3, 0]), flat_row(OTHER_CODE, [1, 4, 0, 5])]),
        "marks.csv",
    )
    finding = made.findings.get(quarantined=True)
    assert (finding.sheet, finding.row, finding.code) == ("", 2, "unknown_school")
    imports.correct(made, cells=[imports.CellFix("", 2, "E", CODE)], by=coordinator, at=LATER)
    dry_runs.dry_run(made.pk, at=LATER)
    made.refresh_from_db()
    assert (made.status, made.rows_quarantined) == ("ready", 0)


@pytest.mark.parametrize(
    "cell",
    [("", 0, "A", "1"), ("", 1, "", "1"), ("", 1, "Ж", "1"), ("", 1, "A1", "1"),
     ("", 1, "AAAA", "1"), ("", 1, "A", "1" * 201)],
)  # fmt: skip
def test_a_cell_that_no_sheet_has_is_refused(
    schools, bring, coordinator, two_schools_file, cell
):
    made = bring(two_schools_file)
    with pytest.raises(imports.NothingToCorrect):
        imports.correct(made, cells=[imports.CellFix(*cell)], by=coordinator, at=LATER)
    with pytest.raises(imports.NothingToCorrect):
        imports.correct(made, cells=[], by=coordinator, at=LATER)


def test_schools_of_other_municipalities_are_left_out(schools, added, foreign_school):
    made = added(
        individual([*school_rows(CODE, [2, 3, 4]), *school_rows(FOREIGN_CODE, [2, 2, 2])])
    )
    assert made.source != made.sha256
    assert made.schools.get(left_out=True).code == FOREIGN_CODE
    assert "не добавляются: edu950201" in made.findings.get(code="school_left_out").sentence
    assert not SchoolCount.objects.filter(school=foreign_school).exists()


def test_the_region_adds_all_its_schools(schools, added, ministry, regional, foreign_school):
    added(
        individual([*school_rows(CODE, [2, 3, 4]), *school_rows(FOREIGN_CODE, [2, 2, 2])]),
        organisation=ministry, by=regional,
    )  # fmt: skip
    assert SchoolCount.objects.get(school=foreign_school).below == 3


def test_a_later_file_stands_in_place_of_an_earlier_one(schools, added, coordinator):
    first = added(individual(school_rows(CODE, [2, 2, 2])), "Первый.xlsx")
    second = added(individual(school_rows(CODE, [3, 3, 2])), "Исправленный.xlsx")
    first.refresh_from_db()
    assert (first.status, second.status) == ("superseded", "added")
    assert SchoolCount.objects.get().below == 1

    imports.withdraw(second, by=coordinator, at=LATER, reason="Прислали не тот файл")
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("added", "withdrawn")
    count = SchoolCount.objects.get()
    assert (count.below, count.origin) == (3, first)


def test_a_withdrawal_has_the_signs_of_its_years_looked_for_again(
    schools, added, coordinator, two_schools_file, django_capture_on_commit_callbacks
):
    made = added(two_schools_file)
    OrmQ.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        imports.withdraw(made, by=coordinator, at=LATER, reason="Ошибка выгрузки")

    assert [one.task["func"] for one in OrmQ.objects.all()] == [imports.REFRESH_SIGNS]


def test_withdrawn_results_count_no_longer(schools, added, coordinator, two_schools_file):
    made = added(two_schools_file)
    with pytest.raises(imports.ReasonNeeded):
        imports.withdraw(made, by=coordinator, at=LATER, reason=" ")
    imports.withdraw(made, by=coordinator, at=LATER, reason="Ошибка выгрузки")
    assert not SchoolCount.objects.exists()
    assert not stored.sources_of(made.root)
    assert AuditEvent.objects.get(action="import.withdraw").reason == "Ошибка выгрузки"
    with pytest.raises(imports.ImportNotOpen, match="в состоянии «отозван»"):
        imports.withdraw(made, by=coordinator, at=LATER, reason="Ещё раз")


def test_a_file_never_added_is_put_aside_without_a_word(
    authority, coordinator, two_schools_file
):
    brought = imports.bring(
        two_schools_file, name="ВПР.xlsx", organisation=authority, by=coordinator, at=NOON
    )
    imports.withdraw(brought.imported, by=coordinator, at=LATER, reason="")
    assert not keeping.Held(brought.imported.sha256).path.exists()
    assert dry_runs.dry_run(brought.imported.pk, at=LATER) is None


PASSPORT = [
    ["Социальный паспорт школы"],
    ["Показатель", "Значение"],
    ["Всего обучающихся", 320],
    ["Неполные семьи", 41],
    ["Многодетные семьи", 30],
    ["Малообеспеченные семьи", 18],
]


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (PASSPORT, "Это социальный паспорт.*«Социальный контекст»"),
        ([["Список класса"], ["№", "Ученик"], [1, "—"]], "Выгрузите отчёт из ФИС ОКО"),
        (
            [
                ["ВПР 2025 Математика 5 класс"],
                ["Группы участников", "Кол-во ОО", "Кол-во участников", "0", "1", "2", "3"],
                [f"МБОУ СОШ № 5({CODE})", 1, 4, 25.0, 25.0, 25.0, 25.0],
            ],
            "нет числа участников с каждой отметкой",
        ),
    ],
)
def test_a_table_of_another_page_is_refused_with_the_right_one(schools, bring, rows, sentence):
    made = bring(xlsx_of({"Лист": rows}), "Таблица.xlsx")
    assert made.status == "refused"
    assert pytest.importorskip("re").search(sentence, made.refusal), made.refusal


def test_an_order_is_sent_to_documents(authority, coordinator):
    with pytest.raises(imports.WrongPlace, match=r"документ PDF.*странице «Документы»"):
        imports.bring(
            b"%PDF-1.4\nx", name="Приказ.pdf", organisation=authority, by=coordinator, at=NOON
        )


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [(b"", "x.xlsx", "Файл пуст"), (b"MZ\x90", "x.xlsx", "программа"),
     (b"PK\x03\x04broken", "x.xlsx", "повреждён")],
)  # fmt: skip
def test_a_dangerous_or_broken_file_is_not_taken(  # noqa: PLR0917  # fixtures
    authority, coordinator, store_folder, content, name, sentence
):
    with pytest.raises(imports.FileRefused, match=sentence):
        imports.bring(content, name=name, organisation=authority, by=coordinator, at=NOON)
    assert not list((store_folder / "incoming").iterdir())


def test_macros_are_refused_by_what_is_inside(authority, coordinator, two_schools_file):
    with pytest.raises(imports.FileRefused, match="макрос"):
        imports.bring(
            two_schools_file, name="x.xlsm", organisation=authority, by=coordinator, at=NOON
        )


def test_only_those_who_keep_results_bring_and_confirm(  # noqa: PLR0917  # fixtures
    schools, bring, authority, school, school_head, curator, stranger, two_schools_file
):
    for person in (school_head, curator, stranger):
        with pytest.raises(imports.NotAllowed, match="координатор"):
            imports.bring(
                two_schools_file, name="x.xlsx", organisation=authority, by=person, at=NOON
            )
    made = bring(two_schools_file)
    with pytest.raises(imports.NotAllowed):
        imports.confirm(made, by=school_head, at=LATER)
    with pytest.raises(imports.NotAllowed):
        imports.withdraw(made, by=stranger, at=LATER, reason="Хочу")


def test_a_file_is_confirmed_once(schools, added, coordinator, two_schools_file):
    made = added(two_schools_file)
    with pytest.raises(imports.ImportNotOpen, match="«добавлен»"):
        imports.confirm(made, by=coordinator, at=LATER)


def test_schools_that_were_matched_since_are_checked_again(
    schools, bring, foreign_school, coordinator
):
    made = bring(individual([*school_rows(CODE, [3]), *school_rows("edu950777", [2, 2])]))
    from tests.domain.assessments.conftest import give_code

    give_code(foreign_school, "edu950777")
    with pytest.raises(imports.SchoolsChanged, match="проверяется ещё раз"):
        imports.confirm(made, by=coordinator, at=LATER)
    made.refresh_from_db()
    assert made.status == "queued"
    dry_runs.dry_run(made.pk, at=LATER)
    assert made.schools.get(left_out=True).code == "edu950777"


def test_who_comes_second_to_a_job_finds_nothing_to_do(schools, added, two_schools_file):
    made = added(two_schools_file)
    assert dry_runs.dry_run(made.pk, at=LATER) is None
    assert adding.add(made.pk, at=LATER) is None


def test_a_job_killed_in_the_middle_of_adding_is_run_again(
    schools, bring, coordinator, two_schools_file, monkeypatch
):
    made = bring(two_schools_file)
    imports.confirm(made, by=coordinator, at=LATER)

    def killed(**_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(adding.projection, "rebuild", killed)
        with pytest.raises(KeyboardInterrupt), transaction.atomic():
            adding.add(made.pk, at=LATER)
    assert not SchoolCount.objects.exists()
    assert stored.sources_of(made.root) == {made.source}

    adding.add(made.pk, at=LATER)
    made.refresh_from_db()
    assert made.status == "added"
    assert SchoolCount.objects.count() == 2
    assert len(stored.dataset_of(made.root).parts) == 1


def test_a_stuck_job_is_ended(schools, bring, coordinator, two_schools_file):
    made = bring(two_schools_file)
    imports.confirm(made, by=coordinator, at=LATER)
    Import.objects.filter(pk=made.pk).update(started_at=NOON)
    assert adding.give_up_stuck(started_before=LATER, at=LATER) == 1
    made.refresh_from_db()
    assert made.status == "ready"
    assert "прервалось" in made.refusal

    Import.objects.filter(pk=made.pk).update(status="reading", started_at=NOON)
    assert adding.give_up_stuck(started_before=LATER, at=LATER) == 1
    made.refresh_from_db()
    assert made.status == "refused"


def test_a_store_that_refuses_gives_the_file_back(
    schools, bring, coordinator, two_schools_file, store_folder
):
    made = bring(two_schools_file)
    imports.confirm(made, by=coordinator, at=LATER)
    store_folder.mkdir(exist_ok=True)
    (store_folder / str(made.root_id)).write_text("не папка")
    adding.add(made.pk, at=LATER)
    made.refresh_from_db()
    assert made.status == "ready"
    assert "Хранилище" in made.refusal


def test_a_lost_upload_is_said(authority, coordinator, two_schools_file):
    brought = imports.bring(
        two_schools_file, name="ВПР.xlsx", organisation=authority, by=coordinator, at=NOON
    )
    keeping.Held(brought.imported.sha256).path.unlink()
    dry_runs.dry_run(brought.imported.pk, at=LATER)
    brought.imported.refresh_from_db()
    assert "Загрузите его ещё раз" in brought.imported.refusal
    with pytest.raises(imports.ImportNotOpen):
        imports.read_again(brought.imported, by=coordinator, at=LATER)


def test_imports_are_seen_by_those_who_keep_results(  # noqa: PLR0917  # fixtures
    schools, bring, coordinator, methodist, regional, school_head, stranger, two_schools_file
):
    made = bring(two_schools_file)
    today = NOON.date()
    for person in (coordinator, methodist, regional):
        assert made in Import.objects.visible_to(person, on=today)
    for person in (school_head, stranger):
        assert made not in Import.objects.visible_to(person, on=today)


def test_the_database_refuses_an_added_file_that_nobody_confirmed(
    schools, bring, two_schools_file
):
    made = bring(two_schools_file)
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=made.pk).update(status="added")


def test_the_database_refuses_one_source_added_twice(  # noqa: PLR0917  # fixtures
    schools, added, bring, ministry, regional, two_schools_file
):
    added(two_schools_file)
    again = bring(two_schools_file, organisation=ministry, by=regional)
    with pytest.raises(IntegrityError), transaction.atomic():
        Import.objects.filter(pk=again.pk).update(
            status="adding", confirmed_by=regional, confirmed_at=NOON
        )


def test_a_pupil_brought_in_two_classes_stands_beside(schools, added):
    added(individual([pupil(CODE, 1, 2, class_name="5А")]), "5А.xlsx")
    added(individual([pupil(CODE, 2, 4, class_name="5Б")]), "5Б.xlsx")
    assert SchoolCount.objects.get().participants == 2
