"""Formulas of which a workbook has no value: a program wrote them, no office computed them."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterable, Mapping

from lxml import etree

from opora.results.cells import FORMULA_ERROR, UNCOMPUTED
from opora.results.extents import walk

_ADDRESS = re.compile(r"([A-Z]{1,3})(\d{1,7})")
_WORKBOOK = "xl/workbook.xml"
_RELATIONS = "xl/_rels/workbook.xml.rels"

Patches = dict[int, dict[int, str]]
"""What stands in place of a value, by row from 1 and column from 0."""


def uncomputed_cells(archive: zipfile.ZipFile, parts: Iterable[str]) -> dict[str, Patches]:
    """Find formulas without a value and with an error, by name of the sheet.

    Parameters
    ----------
    archive : ZipFile
        An XLSX workbook.
    parts : iterable of str
        The parts of its sheets that hold formulas.
    """
    parts = tuple(parts)
    names = _sheet_names(archive) if parts else {}
    found = {names[part]: _patches(archive, part) for part in parts if part in names}
    return {name: patches for name, patches in found.items() if patches}


def _sheet_names(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        one.get("Id"): posixpath.normpath(posixpath.join("/xl", one.get("Target", "")))[1:]
        for one in _root(archive, _RELATIONS)
    }
    names = {}
    for sheet in _root(archive, _WORKBOOK).iter("{*}sheet"):
        reference = next((one for key, one in sheet.items() if str(key).endswith("}id")), None)
        if reference in targets:
            names[targets[reference]] = sheet.get("name", "")
    return names


def _root(archive: zipfile.ZipFile, part: str) -> etree._Element:
    if part not in archive.namelist():
        return etree.Element("nothing")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(archive.read(part), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(str(error)) from error


def _patches(archive: zipfile.ZipFile, part: str) -> Patches:
    cells = _FormulaCells()
    with archive.open(part) as source:
        walk(source, cells)
    return cells.patches


class _FormulaCells:
    def __init__(self) -> None:
        self.patches: Patches = {}
        self._cell: Mapping[str, str] = {}
        self._has_formula = self._in_value = False
        self._value = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.rpartition("}")[2]
        if name == "c":
            self._cell, self._has_formula, self._value = dict(attributes), False, ""
        self._has_formula = self._has_formula or name == "f"
        self._in_value = name == "v"

    def data(self, text: str) -> None:
        if self._in_value:
            self._value += text

    def end(self, tag: str) -> None:
        self._in_value = False
        if not self._has_formula or not tag.endswith("}c"):
            return
        failed = self._cell.get("t") == "e"
        is_text = self._cell.get("t") == "str"
        match = _ADDRESS.fullmatch(self._cell.get("r", ""))
        if match is not None and (failed or not (self._value or is_text)):
            row = self.patches.setdefault(int(match[2]), {})
            row[_index(match[1])] = FORMULA_ERROR if failed else UNCOMPUTED

    def close(self) -> None:
        """Nothing is left to do at the end."""


def _index(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
