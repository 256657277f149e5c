"""Assessment files → checked tables with row-by-row findings. Knows no Django.

``read_results(source, name)`` reads an open file, ``read_results_file(path)`` one on disk; both
return :class:`FileResults` or raise :class:`ResultsRefused` with a sentence for a person.
"""

from opora.results.model import FileResults
from opora.results.reading import read_results, read_results_file
from opora.results.refusals import ResultsRefused

__all__ = ["FileResults", "ResultsRefused", "read_results", "read_results_file"]
