"""Nothing that leads to a pupil is in the store, neither in its bytes nor in its values."""

import pyarrow.parquet as pq
import xlsxwriter

from opora.results.reading import read_results_file
from opora.results.store import Arrival, source_digest
from tests.results.store.builders import folder_of

HEADER = (
    "№", "Код ОО", "Класс", "Код ППЭ", "Аудитория", "Код участника", "Фамилия", "Имя",
    "Отчество", "Серия", "Номер", "Ответы в краткой форме", "Ответы в развернутой форме",
    "Первичный балл", "Оценка",
)  # fmt: skip
PERSONAL = ("Горностаева", "Аграфена", "Пантелеймоновна", "9704", "583921", "77120443")


def protocol(path, pupils=12):
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["02 - Математика 2025.06.03"])
        sheet.write_row(1, 0, HEADER)
        for number in range(1, pupils + 1):
            surname, name, patronymic, series, document, code = PERSONAL
            sheet.write_row(1 + number, 0, [
                number, "30511", "9А", "0101", "0003", f"{code}{number}", f"{surname}{number}",
                name, patronymic, series, f"{document}{number}", "+-+-", "0(2)1(2)", 6, 2,
            ])  # fmt: skip
    return path


def test_a_protocol_with_passports_leaves_none_in_the_store(tmp_path, store, engine):
    path = protocol(tmp_path / "протокол.xlsx")

    store.add([Arrival(read_results_file(path), source_digest(path))])
    assert store.dataset().totals(engine).to_pylist()[0]["tested"] == 12

    for file in (one for one in folder_of(store).rglob("*") if one.is_file()):
        told = file.read_bytes().decode("utf-8", "ignore")
        if file.suffix == ".parquet":
            told += str(pq.read_table(file, partitioning=None).to_pylist())
        assert not [secret for secret in PERSONAL if secret in told], file
