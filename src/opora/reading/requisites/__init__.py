"""Requisites of a document: letterhead, points, signatures, attachments, period, models."""

from opora.reading.requisites.period import infer_period, read_period
from opora.reading.requisites.reader import Sheet, read_requisites, read_sheet
from opora.reading.requisites.support import read_support_models

__all__ = [
    "Sheet",
    "infer_period",
    "read_period",
    "read_requisites",
    "read_sheet",
    "read_support_models",
]
