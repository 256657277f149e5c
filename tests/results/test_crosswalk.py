"""Schools that nobody knows yet: who they may be, and what contradicts itself."""

import pytest

from opora.results.crosswalk import KnownSchool, decide, name_likeness, school_queue
from opora.results.known_schools import UnknownTableOfSchools, read_known_schools
from opora.results.model import FileResults, PassportValue, Place, Procedure, SchoolResult

VPR = Procedure("ВПР", "математика", 5, 2025)
KNOWN = [
    KnownSchool(
        "edu880101", ("МБОУ «СОШ № 14»", "Средняя школа № 14 г. Ручейска"), ("880401",)
    ),
    KnownSchool("edu880102", ("МКОУ «Еловая ООШ»",)),
    KnownSchool("edu880103", ("МБОУ «Гимназия № 14»",)),
    KnownSchool("edu880140", ("МБОУ «СОШ с. Ключи»",)),
]


def read(*schools, file="Отчёт.xlsx"):
    return FileResults(file, schools=[SchoolResult(code, name, VPR) for code, name in schools])


def best(code, name):
    (unknown,) = school_queue([read((code, name))], KNOWN).unknown
    return unknown.suggestions[0].code if unknown.suggestions else None


@pytest.mark.parametrize("code", ["edu880101", "880401", "edu880102"])
def test_a_school_known_by_any_of_its_codes_is_not_asked(code):
    assert not school_queue([read((code, "что угодно"))], KNOWN).unknown


@pytest.mark.parametrize(
    ("code", "name", "meant"),
    [
        ("edu770001", "Муниципальное бюджетное общеобразовательное учреждение средняя общеобразовательная школа № 14", "edu880101"),
        ("edu770001", "гимназия №14", "edu880103"),
        (None, "Еловая основная школа", "edu880102"),
        ("edu880012", "Еловая школа", "edu880102"),
        ("sch880102", None, "edu880102"),
        ("edu880041", "МБОУ СОШ села Ключи", "edu880140"),
        ("edu770001", "СОШ № 15", None),
        ("999999", None, None),
    ],
)  # fmt: skip
def test_the_likeliest_school_is_suggested_first(code, name, meant):
    assert best(code, name) == meant


def test_a_suggestion_says_why_and_never_decides():
    (unknown,) = school_queue([read(("edu880111", "СОШ № 14"))], KNOWN).unknown

    first, second = unknown.suggestions[:2]
    assert first.code == "edu880101"
    assert first.score > second.score
    assert "№ 14" in first.reason
    assert "вид школы другой" in second.reason
    assert unknown.files == ("Отчёт.xlsx",)


def test_what_is_decided_is_not_asked_again_and_is_applied():
    results = read(("edu999999", "СОШ № 14"), (None, "Еловая школа"))
    results.passport.append(PassportValue(Place(None, 3), "Сироты", 1, school="Еловая школа"))
    decided = {"edu999999": "edu880101", "Еловая школа": "edu880102"}

    assert not school_queue([results], KNOWN, decided).unknown
    applied = decide(results, decided)
    assert [one.code for one in applied.schools] == ["edu880101", "edu880102"]
    assert applied.passport[0].school == "edu880102"
    assert results.schools[0].code == "edu999999", "what was read stays as it is"


def test_one_code_of_two_schools_and_one_school_of_two_codes_are_shown():
    files = [
        read(
            ("edu880101", "МБОУ «СОШ № 14»"), ("edu880102", "МКОУ «Еловая ООШ»"), file="a.xlsx"
        ),
        read(("edu880101", "МБОУ «СОШ № 15»"), ("edu880177", "Еловая ООШ"), file="b.xlsx"),
    ]
    found = {one.kind: one for one in school_queue(files, KNOWN).clashes}

    assert found["code_of_two_schools"].codes == ("edu880101",)
    assert found["code_of_two_schools"].names == ("МБОУ «СОШ № 14»", "МБОУ «СОШ № 15»")
    assert found["school_of_two_codes"].codes == ("edu880102", "edu880177")
    assert found["school_of_two_codes"].files == ("a.xlsx", "b.xlsx")


def test_schools_of_one_name_that_are_known_apart_are_no_clash():
    known = [*KNOWN, KnownSchool("edu880190", ("СОШ № 14 с. Ивняки",))]
    files = [read(("edu880101", "МБОУ «СОШ № 14»"), ("edu880190", "СОШ № 14"))]

    assert not school_queue(files, known).clashes


def test_a_school_that_is_written_in_two_ways_is_no_clash():
    files = [
        read(("edu880101", "МБОУ «СОШ № 14»")),
        read(("edu880101", "Средняя школа №14 г. Ручейска")),
    ]

    assert not school_queue(files, KNOWN).clashes


def test_names_without_anything_of_their_own_are_not_alike():
    assert name_likeness("МБОУ СОШ", "МБОУ «СОШ № 14»")[0] == 0


def test_a_table_of_known_schools_is_read(tmp_path):
    path = tmp_path / "школы.csv"
    path.write_text(
        "№;Логин ФИС ОКО;Код РИС;Наименование ОО;Краткое название\n"
        "1;EDU880101;880401;МБОУ «СОШ № 14»;СОШ 14\n2;edu880102;;МКОУ «Еловая ООШ»;\n;;;Итого;\n",
        encoding="cp1251",
    )

    assert read_known_schools(path) == (
        KnownSchool("edu880101", ("МБОУ «СОШ № 14»", "СОШ 14"), ("880401",)),
        KnownSchool("edu880102", ("МКОУ «Еловая ООШ»",)),
    )


def test_a_table_without_codes_is_refused(tmp_path):
    path = tmp_path / "школы.csv"
    path.write_text("Название;Адрес\nСОШ;Лесная\n", encoding="utf-8")

    with pytest.raises(UnknownTableOfSchools, match="Логин"):
        read_known_schools(path)
