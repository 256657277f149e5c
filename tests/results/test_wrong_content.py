"""Tables that are read and say what cannot be: each gives a remark, never a wrong count."""

import io
import json
import zipfile

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from opora.results import read_results
from opora.results.as_json import results_to_json
from opora.results.class_names import class_name_of
from opora.results.findings import quarantined_rows
from opora.results.pupils import PupilTable
from opora.results.refusals import ProtectedTable
from tests.results.cases_exams import OGE
from tests.results.written import csv_of, xlsx_of

FLAT = ["Год", "Класс", "Предмет", "Муниципалитет", "Логин", "ОО", "Кол-во участников",
        "2", "3", "4", "5"]  # fmt: skip
PUPILS = ["ОО", "Муниципалитет", "Название ОО", "Код участника", "Класс", "Вариант",
          "1 (1б)", "2 (2б)", "3 (3б)", "Первичный балл", "Отметка", "Отметка по журналу"]  # fmt: skip


def flat(n, *shares, code="edu770201", name="МБОУ «СОШ № 1»", subject="Математика"):
    return [2024, 5, subject, "Заречный округ", code, name, n, *shares]


def read(rows, name="x.xlsx", **sheets):
    return read_results(io.BytesIO(xlsx_of({"Лист1": rows, **sheets})), name)


def report(*pupils, year=2023, most=6):
    return [
        [f"ВПР {year} Математика 5 класс"],
        ["Предмет:", "Математика"],
        ["Максимальный первичный балл:", most],
        ["Дата:", f"12.04.{year}"],
        PUPILS,
        *pupils,
    ]


def pupil(number, *tasks, mark=4, code="edu770201", school="МБОУ «СОШ № 1»", grade="5А"):
    total = sum(one for one in tasks if isinstance(one, int | float))
    return [code, "Заречный округ", school, number, grade, 1, *tasks, total, mark, 4]


def codes(results):
    return [one.code for one in results.findings]


def notes(results):
    return {one.code: one.detail for one in results.notes}


@pytest.mark.parametrize(
    ("shares", "code"),
    [
        (["3000%", 0, 0, 0], "bad_value"),
        ([3000, 0, 0, 0], "bad_value"),
        ([-10, 110, 0, 0], "bad_value"),
        ([0, 0, 0, 0], "percent_sum_off"),
        ([50, 50, 50, 0], "percent_sum_off"),
    ],
)
def test_impossible_shares_put_their_row_aside(shares, code):
    results = read([FLAT, flat(20, *shares), flat(10, 0, 50, 50, 0, code="edu770202")])

    assert codes(results) == [code]
    assert [one.code for one in results.schools] == ["edu770202"]
    assert quarantined_rows(results)[0].row == 2


def test_a_wrong_share_is_told_with_its_column():
    results = read([FLAT, flat(20, 0, "3000%", 0, 0)])

    assert (results.findings[0].column, results.findings[0].detail) == ("I", "доля «3000%»")


@pytest.mark.parametrize(
    ("shares", "marks"), [((100, 0, 0, 0), (9, 0, 0, 0)), ((0, 0, 0, 100), (0, 0, 0, 9))]
)
def test_all_pupils_with_one_mark_are_believed(shares, marks):
    assert read([FLAT, flat(9, *shares)]).schools[0].marks == marks


def test_nobody_took_part():
    results = read([FLAT, flat(0, 0, 0, 0, 0)])

    assert (results.schools[0].participants, results.schools[0].below) == (0, 0)
    assert not results.findings


@pytest.mark.parametrize("number", [10**12, 99_999_999])
def test_a_number_of_participants_above_all_pupils_is_impossible(number):
    assert codes(read([FLAT, flat(number, 25, 25, 25, 25)])) == ["bad_value"]


def test_three_participants_are_told():
    results = read([FLAT, flat(3, 0, 33.33, 33.33, 33.33)])

    assert notes(results)["few_participants"] == "edu770201 (3)"


def test_one_code_with_two_names_is_told():
    rows = [
        flat(10, 0, 50, 50, 0),
        flat(10, 0, 50, 50, 0, name="МБОУ «Лицей»", subject="Русский язык"),
    ]
    results = read([FLAT, *rows])

    assert notes(results)["code_of_two_schools"] == "edu770201 — МБОУ «СОШ № 1», МБОУ «Лицей»"


def test_one_name_with_two_codes_is_told():
    results = read([FLAT, flat(10, 0, 50, 50, 0), flat(10, 0, 50, 50, 0, code="edu770209")])

    assert notes(results)["school_with_two_codes"] == "МБОУ «СОШ № 1» — edu770201; edu770209"


def test_rows_of_pupils_with_one_code_and_two_names_are_told():
    results = read(report(pupil(1, 1, 2, 3), pupil(2, 1, 2, 0, school="МБОУ «Лицей»")))

    assert "code_of_two_schools" in notes(results)


def test_one_name_spelt_in_two_ways_is_one_school():
    results = read(report(pupil(1, 1, 2, 3), pupil(2, 1, 2, 0, school="МБОУ СОШ №1")))

    assert "code_of_two_schools" not in notes(results)


def test_a_paper_that_is_not_of_its_year_is_told():
    results = read(report(pupil(1, 1, 2, 3)))

    assert notes(results)["other_year_layout"].startswith(
        "ВПР, математика, 5 класс, 2023 год: в файле баллов 6, по шкале 20"
    )
    assert results.other_papers == results.procedures


def test_a_year_without_a_scale_is_told():
    results = read(report(pupil(1, 1, 2, 3), year=2031))

    assert notes(results)["unknown_scale"] == "ВПР, математика, 5 класс, 2031 год"


def test_a_hidden_sheet_is_not_read_and_told():
    content = io.BytesIO(
        xlsx_of(
            {"Лист1": [FLAT, flat(9, 0, 0, 0, 100)], "Черновик": [FLAT, flat(9, 100, 0, 0, 0)]}
        )
    )
    hidden = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(hidden, "w") as new:
        for part in old.namelist():
            new.writestr(
                part, old.read(part).replace(b'sheetId="2"', b'sheetId="2" state="hidden"')
            )
    results = read_results(hidden, "x.xlsx")

    assert [one.marks for one in results.schools] == [(0, 0, 0, 9)]
    assert [(one.code, one.sheet) for one in results.notes] == [("hidden_sheet", "Черновик")]


def with_formula(cell: str) -> bytes:
    """Write a sheet in which the score of the pupil in row 6 is this cell."""
    content = io.BytesIO(
        xlsx_of({"Лист1": report(pupil(1, 1, 2, 3, mark=2), pupil(2, 1, 2, 0, mark=2))})
    )
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as old, zipfile.ZipFile(changed, "w") as new:
        for part in old.namelist():
            new.writestr(part, old.read(part).replace(b'<c r="J6"><v>6</v></c>', cell.encode()))
    return changed.getvalue()


def test_a_formula_gives_the_value_saved_with_it():
    content = with_formula('<c r="J6"><f>SUM(G6:I6)</f><v>6</v></c>')
    results = read_results(io.BytesIO(content), "x.xlsx")

    assert results.rows.kept == 2
    assert not results.findings


@pytest.mark.parametrize(
    ("cell", "says"),
    [
        ('<c r="J6"><f>SUM(G6:I6)</f></c>', "формула без сохранённого значения"),
        ('<c r="J6"><f>SUM(G6:I6)</f><v></v></c>', "формула без сохранённого значения"),
        ('<c r="J6" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "ошибка формулы"),
    ],
)
def test_a_formula_without_a_value_puts_its_row_aside(cell, says):
    results = read_results(io.BytesIO(with_formula(cell)), "x.xlsx")

    assert [(one.code, one.row, one.column, one.detail) for one in results.findings] == [
        ("bad_value", 6, "J", says)
    ]
    assert results.rows.kept == 1


def test_columns_are_counted_from_the_first_also_when_it_is_empty():
    results = read([["", *FLAT], ["", *flat(20, 0, "3000%", 0, 0)]])

    assert results.findings[0].column == "J"


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_a_text_table_is_read_in_any_encoding_with_any_separator(encoding, separator):
    rows = [FLAT, flat("1 200", "15,25", "34,75", "25,0", "25,0")]
    results = read_results(io.BytesIO(csv_of(rows, separator, encoding)), "x.xlsx")

    assert [one.marks for one in results.schools] == [(183, 417, 300, 300)]


def test_decimal_commas_are_no_separators():
    rows = [
        [*FLAT[:6], "Участников", *FLAT[7:]],
        *(flat(52, "15,38", "42,31", "32,69", "9,62") for _ in range(1)),
    ]
    text = "\n".join(";".join(map(str, row)) for row in rows)

    assert read_results(io.BytesIO(text.encode()), "x.csv").schools[0].marks == (8, 22, 17, 5)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1251"])
def test_a_web_page_under_the_name_of_a_workbook_is_read(encoding):
    lines = "".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>"
        for row in (FLAT, flat(52, "15,38", "42,31", "32,69", "9,62"))
    )
    page = f"<html><body><h1>Отметки</h1><table>{lines}</table></body></html>"
    results = read_results(io.BytesIO(page.encode(encoding)), "отметки.xls")

    assert [(one.name, one.marks) for one in results.schools] == [
        ("МБОУ «СОШ № 1»", (8, 22, 17, 5))
    ]


def test_cells_of_a_web_page_that_span_others_keep_the_columns_straight():
    head = '<tr><th rowspan="2">Группы участников</th><th rowspan="2">Кол-во участников</th><th colspan="4">Распределение групп баллов, %</th></tr><tr><th>2</th><th>3</th><th>4</th><th>5</th></tr>'
    row = "<tr><td>МБОУ СОШ(edu770201)</td><td>20</td><td>0</td><td>50</td><td>50</td><td>0</td></tr>"
    page = f"<table><tr><td>ВПР 2026 Математика 5 класс</td></tr>{head}{row}</table>"
    results = read_results(io.BytesIO(page.encode()), "x.xls")

    assert [one.marks for one in results.schools] == [(0, 10, 10, 0)]


def test_an_encrypted_workbook_asks_to_lift_the_password():
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    with pytest.raises(ProtectedTable, match="паролем"):
        read_results(io.BytesIO(content + "EncryptedPackage".encode("utf-16-le")), "x.xlsx")


@pytest.mark.parametrize("spelt", ["5А", "5A", "5 а", "5-А", "05А", "5«А»", "5 А класс", "5_a"])
def test_one_class_has_one_name(spelt):
    assert class_name_of(spelt) == "5А"


def test_classes_spelt_in_two_alphabets_are_one():
    results = read(report(pupil(1, 1, 2, 3, grade="5A"), pupil(2, 1, 2, 0, grade="5 а")))

    assert {one.class_name for one in results.pupils} == {"5А"}


PERSONAL = (
    "Иванченко",
    "Прасковья",
    "Ильинична",
    "4512",
    "987654",
    "123-456-789",
    "12.05.2010",
    "7766554433",
)


def test_what_is_a_persons_own_is_repeated_nowhere_even_from_wrong_columns():
    own = ["Иванченко", "Прасковья", "Ильинична", "4512", "987654"]
    rows = [
        ["02 - Математика 2023.06.09"],
        OGE,
        [1, 7101, "9А", 9001, 12, 5001, *own, "++", "", "Иванченко П. И.", 2],
        [2, 7101, "9А", 9001, 12, 5002, *own, "++", "", 4512987654, 2],
        [3, 7101, "9А", 9001, 12, 5003, *own, "++", "", 2, "123-456-789 00"],
        [4, "Иванченко", "9А", 9001, 12, 5004, *own, "++", "", 2, "12.05.2010"],
        [5, 7101, "9А", 9001, 12, 5005, *own, "7766554433(7766554433)", "", 2, 7766554433],
        [6, 7101, "9А", 9001, 12, 5006, *own, "++", "", 2, 2],
    ]
    results = read(rows)
    said = json.dumps(results_to_json(results), ensure_ascii=False) + repr(results)
    said += repr([msgspec.to_builtins(one) for one in quarantined_rows(results)])

    assert not [own for own in PERSONAL if own in said]
    assert [one.row for one in quarantined_rows(results)] == [3, 4, 5, 6, 7]
    assert results.rows.kept == 1


cells = st.sampled_from(
    [0.0, 1.0, 2.0, 3.0, "1", "2", "Х", "x", "-", "", "1,0", "кот", -1, 7.5, None, True]
)


@given(st.lists(st.tuples(cells, cells, cells, cells, cells), min_size=1, max_size=6))
def test_quick_and_careful_reading_make_the_same_pupils(rows):
    table = [
        ["edu770201", "Заречный округ", "МБОУ СОШ", 40000 + n, "5А", 1, *row, 4]
        for n, row in enumerate(rows)
    ]
    text = csv_of(report(*table), ";", "utf-8")
    quick = read_results(io.BytesIO(text), "x.csv")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(PupilTable, "read_plain", lambda *_: False)
        careful = read_results(io.BytesIO(text), "x.csv")

    assert quick == careful
