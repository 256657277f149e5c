"""One file of results, read: sheets, tables, exams, checks, in this order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from opora.results.cells import Row, is_empty, text_of
from opora.results.exams import exam_in_file_name
from opora.results.forms import Form, form_of
from opora.results.headers import Header, find_header, numbers_columns
from opora.results.layouts import Layout, load_layouts
from opora.results.model import FileResults, Finding, Place, Procedure
from opora.results.notes import notes_on_schools
from opora.results.personal import PersonList, personal_columns
from opora.results.planned import PlannedTable
from opora.results.preamble import Preamble
from opora.results.pupil_checks import CheckedExam
from opora.results.pupils import Exam, PupilTable, lend_grades
from opora.results.table_lines import Line
from opora.results.tables import Table
from opora.results.workbooks import Sheet, open_sheets

_PREFACE = 20
"""The title of a form that is read as a whole stands in its first lines."""

_MOST_SOUGHT = 500
"""After so many lines without a header there is no table in the rest of the sheet."""


def read_results(
    source: BinaryIO, name: str, *, layouts: Sequence[Layout] | None = None
) -> FileResults:
    """Read one file of results.

    Parameters
    ----------
    source : BinaryIO
        The file, seekable.
    name : str
        Its name; English protocols say in it which exam they hold.
    layouts : sequence of Layout, optional
        The layouts that are tried, ours if none are given; see ``load_layouts``.

    Returns
    -------
    FileResults
        Procedures, schools, rows and findings; ``layout`` is ``unknown`` and nothing is read
        if no layout fits. Names, documents and addresses of persons are not in it.

    Raises
    ------
    ResultsRefused
        If the file is no table, is broken, encrypted or too large.
    """
    return _FileReader(name, layouts or load_layouts()).read(source)


def read_results_file(path: Path, *, layouts: Sequence[Layout] | None = None) -> FileResults:
    """Read one file of results from disk."""
    with path.open("rb") as source:
        return read_results(source, path.name, layouts=layouts)


class _FileReader:
    def __init__(self, name: str, layouts: Sequence[Layout]) -> None:
        self.layouts = layouts
        self._name = name
        self._results = FileResults(name)
        self._exams: list[Exam] = []
        self._tables: list[Table | PlannedTable] = []
        self._forms: list[Form] = []
        self._layouts: dict[str, int] = defaultdict(int)
        self._order: list[Exam | Table | PlannedTable | Form] = []
        self._other_names: list[tuple[str, str]] = []
        self._personal = False

    def read(self, source: BinaryIO) -> FileResults:
        for sheet in open_sheets(source):
            self._read_sheet(sheet)
        if not self._order:
            self._results.findings.append(Finding("unknown_layout"))
            return self._results
        self._finish()
        return self._results

    def _read_sheet(self, sheet: Sheet) -> None:
        if sheet.is_hidden:
            self._results.notes.append(Finding("hidden_sheet", sheet.name))
            return
        rows = iter(sheet.rows)
        preface = list(islice(rows, _PREFACE))
        form = form_of(sheet.name, preface, rows, self._forms)
        if form is None:
            _SheetReader(self, sheet.name).read(chain(preface, rows))
        else:
            self._take_form(form)

    def _take_form(self, form: Form) -> None:
        self._forms.append(form)
        self._personal = self._personal or form.has_personal_data
        if form.is_found:
            self._order.append(form)

    def open_table(
        self, header: Header, preamble: Preamble, sheet: str | None
    ) -> PupilTable | Table | PlannedTable:
        """Begin a table under a header that was found."""
        self._layouts[header.layout.name] += 0
        if header.layout.row == "pupil":
            exam = self._open_exam(header, preamble, sheet)
            return PupilTable(header, exam, self._exams, sheet)
        procedure = preamble.procedure(sheet)
        if header.layout.row == "task":
            planned = PlannedTable(header, procedure, sheet)
            self._tables.append(planned)
            self._order.append(planned)
            return planned
        table = Table(header, procedure, sheet)
        self._tables.append(table)
        self._order.append(table)
        return table

    def _open_exam(self, header: Header, preamble: Preamble, sheet: str | None) -> Exam:
        if header.layout.kind == "ВПР":
            procedure = preamble.procedure(sheet)
            named = procedure.subject is not None
            exam = Exam(None, procedure, most=preamble.most, is_announced=named)
            if exam.most is None:
                most = sum(column.most or 0 for column in header.family("tasks"))
                exam.most = float(most) or None
        else:
            words = preamble.exam or exam_in_file_name(self._name)
            exam = Exam(words, is_announced=preamble.exam is not None)
        self._exams.append(exam)
        self._order.append(exam)
        return exam

    def count(self, layout: str) -> None:
        """Count one row of data."""
        self._results.rows.read += 1
        self._layouts[layout] += 1

    def remark(self, finding: Finding | None) -> None:
        """Add a finding, if there is one."""
        if finding is not None and finding not in self._results.findings:
            self._results.findings.append(finding)

    def note_personal(self) -> None:
        """Note that the file holds what is a person's own."""
        self._personal = True

    def _finish(self) -> None:
        results = self._results
        for table in self._tables:
            table.check()
        self._check_repeats()
        self._finish_exams()
        for one in self._order:
            if isinstance(one, Table | PlannedTable):
                self._finish_table(one)
            elif isinstance(one, Form):
                self._finish_form(one)
        self._merge_order()
        results.notes += notes_on_schools(results.schools, self._other_names)
        results.layout = self._layout()
        results.findings.sort(
            key=lambda one: (one.row is not None, one.sheet or "", one.row or 0)
        )
        if self._personal:
            results.findings.insert(0, Finding("personal_data_dropped"))

    def _check_repeats(self) -> None:
        groups: dict[tuple[str | None, Procedure | None], list[tuple[Table, Line]]]
        groups = defaultdict(list)
        for table in self._tables:
            if isinstance(table, Table):
                for line in table.lines:
                    if line.is_school and line.mark is None and not line.put_aside:
                        groups[line.code, line.procedure].append((table, line))
        for group in groups.values():
            if len(group) > 1:
                _put_repeats_aside(group)

    def _finish_exams(self) -> None:
        lend_grades(self._exams)
        by_procedure: dict[Procedure, list[Exam]] = {}
        for exam in self._exams:
            if exam.pupils or exam.sections or exam in self._order:
                by_procedure.setdefault(exam.named(), []).append(exam)
        for procedure, exams in by_procedure.items():
            told = any(exam.pupils or exam.sections for exam in exams)
            if not told and len(by_procedure) > 1:
                continue
            checked = CheckedExam(procedure, exams)
            self._results.findings += checked.findings
            self._results.notes += checked.notes
            self._results.other_papers += [procedure] if checked.is_other_paper else []
            self._other_names += checked.other_names
            self._results.rows.quarantined += checked.quarantined
            self._results.schools += checked.schools()
            self._results.pupils += checked.results()

    def _finish_table(self, table: Table | PlannedTable) -> None:
        results = self._results
        results.findings += table.findings
        results.schools += table.schools()
        if isinstance(table, PlannedTable):
            results.rows.quarantined += table.quarantined
        else:
            results.rows.quarantined += sum(line.put_aside for line in table.lines)

    def _finish_form(self, form: Form) -> None:
        results = self._results
        results.rows.read += form.rows.read
        results.rows.quarantined += form.rows.quarantined
        results.findings += form.findings
        results.passport += form.values
        results.schools += form.schools()
        self._layouts[form.layout] += form.rows.read

    def _merge_order(self) -> None:
        for one in self._order:
            found = [one.named()] if isinstance(one, Exam) else one.procedures
            if isinstance(one, Exam) and not self._is_named(one):
                continue
            self._results.procedures += [
                procedure for procedure in found if procedure not in self._results.procedures
            ]
        for exam in self._exams:
            if exam.pupils and exam.named() not in self._results.procedures:
                self._results.procedures.append(exam.named())

    def _is_named(self, exam: Exam) -> bool:
        """Say whether the file speaks of the exam: by its pupils, or by a line above."""
        return bool(exam.pupils) or exam.is_announced or len(self._exams) == 1

    def _with_mark_lines(self, name: str) -> str:
        for one in self._tables:
            lines = one.layout.mark_lines if isinstance(one, Table) else None
            if lines is not None and isinstance(one, Table) and one.has_mark_lines:
                return lines.layout
        return name

    def _layout(self) -> str:
        name = max(self._layouts, key=lambda one: self._layouts[one])
        if name != "protocol":
            return self._with_mark_lines(name)
        kinds: dict[str, int] = defaultdict(int)
        for exam in self._exams:
            kind = exam.kind()
            kinds[kind] += len(exam.pupils) if kind != "ГВЭ" else 0
        main = max(kinds, key=lambda one: kinds[one])
        if main == "ГВЭ":
            main = "ЕГЭ" if any(exam.is_senior() for exam in self._exams) else "ОГЭ"
        return "ege_protocol" if main == "ЕГЭ" else "oge_protocol"


class _SheetReader:
    """Walks over one sheet: lines above a table, its header, its rows, the next table."""

    def __init__(self, file: _FileReader, sheet: str | None) -> None:
        self._file = file
        self._sheet = sheet
        self._preamble = Preamble()
        self._header: Header | None = None
        self._table: PupilTable | Table | PlannedTable | None = None
        self._skip = self._sought = 0
        self._personal: tuple[int, ...] = ()
        self._persons = PersonList(sheet)

    def read(self, rows: Iterator[tuple[int, Row]]) -> None:
        current = next(rows, None)
        while current is not None:
            following = next(rows, None)
            self._read_row(current, following[1] if following else None)
            current = following

    def _read_row(self, numbered: tuple[int, Row], following: Row | None) -> None:
        number, row = numbered
        if self._skip:
            self._skip -= 1
            return
        if isinstance(self._table, PupilTable) and self._table.read_plain(row, number):
            self._count(row)
        elif self._preamble.read(row, Place(self._sheet, number)):
            self._table, self._sought = None, 0
        elif self._table is None or self._is_header_again(row):
            self._seek_header(row, following)
        elif not numbers_columns(row) and self._table.read(row, number):
            self._count(row)

    def _count(self, row: Row) -> None:
        self._file.count(self._header.layout.name if self._header else "")
        if self._personal:
            self._note_personal(row)

    def _is_header_again(self, row: Row) -> bool:
        """Compare the first cells: a header may be printed anew over each section."""
        header = self._header
        if header is None:
            return False
        index = next((i for i, heading in enumerate(header.headings) if heading), 0)
        cell = row[index] if index < len(row) else ""
        return isinstance(cell, str) and cell != "" and text_of(cell) == header.headings[index]

    def _seek_header(self, row: Row, following: Row | None) -> None:
        if self._sought > _MOST_SOUGHT:
            return
        header = find_header(row, following, self._file.layouts)
        if header is None or not self._is_told(header):
            self._sought += 1
            self._note_headings(row)
            if self._persons.holds(row):
                self._file.note_personal()
            return
        self._sought = 0
        self._skip = header.lines - 1
        if self._table is not None and header.headings == self._headings():
            return
        self._file.remark(self._preamble.finding())
        self._header = header
        self._personal = personal_columns(header.headings)
        self._table = self._file.open_table(header, self._preamble, self._sheet)

    def _is_told(self, header: Header) -> bool:
        """Say whether columns or title tell of which assessment the lines are."""
        if header.layout.row != "school":
            return True
        titled = self._preamble.procedure(self._sheet)
        told = {"year": titled.year, "grade": titled.grade, "subject": titled.subject}
        return all(header.has(role) or value is not None for role, value in told.items())

    def _headings(self) -> tuple[str, ...]:
        return self._header.headings if self._header else ()

    def _note_headings(self, row: Row) -> None:
        self._personal = personal_columns([text_of(cell) for cell in row]) or self._personal

    def _note_personal(self, row: Row) -> None:
        if any(index < len(row) and not is_empty(row[index]) for index in self._personal):
            self._file.note_personal()
            self._personal = ()


def _put_repeats_aside(group: list[tuple[Table, Line]]) -> None:
    lines = [line for _, line in group]
    repeated = lines if len({line.outcome for line in lines}) > 1 else lines[1:]
    for table, line in group:
        if any(line is one for one in repeated):
            table.put_aside_repeat(line)
