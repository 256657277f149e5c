"""An invented region: files of results in the layouts of the field, and the truth apart."""

from opora.results.synthesis.region import Region
from opora.results.synthesis.writing import LAYOUTS, UnknownLayout, write_region

__all__ = ["LAYOUTS", "Region", "UnknownLayout", "write_region"]
