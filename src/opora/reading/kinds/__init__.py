"""What kind of measure a row is and what evidence it leaves: by reviewed word lists."""

from opora.reading.kinds.guesses import evidence_kind, measure_kind

__all__ = ["evidence_kind", "measure_kind"]
