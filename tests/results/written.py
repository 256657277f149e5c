"""Files of results written for the tests: one table of cells, any format."""

import csv
import io
from dataclasses import dataclass, field

import xlsxwriter
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

Row = list[object]


@dataclass(frozen=True)
class Case:
    """A file and what a person decided that it says, before any reader saw it."""

    name: str
    sheets: dict[str, list[Row]]
    layout: str
    procedures: list[tuple]
    schools: dict[tuple, tuple]
    rows: tuple[int, int, int]
    codes: set[str] = field(default_factory=set)
    separator: str = ";"
    encoding: str = "utf-8"
    merged: tuple[tuple, ...] = ()

    def content(self) -> bytes:
        if self.name.endswith(".csv"):
            (rows,) = self.sheets.values()
            return csv_of(rows, self.separator, self.encoding)
        if self.name.endswith(".ods"):
            return ods_of(self.sheets)
        return xlsx_of(self.sheets, self.merged)


def xlsx_of(sheets: dict[str, list[Row]], merged: tuple[tuple, ...] = ()) -> bytes:
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if value is not None and value != "":
                        sheet.write(number, column, value)
            for area in merged:
                sheet.merge_range(*area)
    return content.getvalue()


def csv_of(rows: list[Row], separator: str, encoding: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(
        ["" if value is None else value for value in row] for row in rows
    )
    return text.getvalue().encode(encoding)


def ods_of(sheets: dict[str, list[Row]]) -> bytes:
    document = OpenDocumentSpreadsheet()
    for name, rows in sheets.items():
        table = Table(name=name)
        for row in rows:
            line = TableRow()
            for value in row:
                line.addElement(_ods_cell(value))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


def _ods_cell(value: object) -> TableCell:
    if value is None or value == "":
        return TableCell()
    if isinstance(value, int | float):
        return TableCell(valuetype="float", value=value)
    cell = TableCell(valuetype="string")
    cell.addElement(P(text=str(value)))
    return cell
