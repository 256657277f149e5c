"""Reads for pages: plain results, a fixed number of queries whatever the number of rows.

Every function takes ``on``, today in the calendar of the reader, and gives frozen records or
a queryset ready to be paged. Totals come from the database in one pass, not from rows.
"""

from opora.domain.roadmaps.queries.calendars import (
    CalendarEntry,
    calendar_of_edition,
    calendar_of_user,
)
from opora.domain.roadmaps.queries.days import (
    ByDay,
    Listing,
    MyDay,
    ObligationFilters,
    my_day,
    obligation_list,
)
from opora.domain.roadmaps.queries.panels import (
    LoadRow,
    MonthProgress,
    Panel,
    SchoolRow,
    SchoolSummary,
    panel,
    school_rows,
    school_summary,
)
from opora.domain.roadmaps.queries.plans import (
    ChildRow,
    Dot,
    MeasureFilters,
    MeasureRow,
    RoadmapRow,
    child_rows,
    measure_rows,
    roadmap_rows,
    search_measures,
)
from opora.domain.roadmaps.queries.tallies import Tally, tally_of

__all__ = [
    "ByDay",
    "CalendarEntry",
    "ChildRow",
    "Dot",
    "Listing",
    "LoadRow",
    "MeasureFilters",
    "MeasureRow",
    "MonthProgress",
    "MyDay",
    "ObligationFilters",
    "Panel",
    "RoadmapRow",
    "SchoolRow",
    "SchoolSummary",
    "Tally",
    "calendar_of_edition",
    "calendar_of_user",
    "child_rows",
    "measure_rows",
    "my_day",
    "obligation_list",
    "panel",
    "roadmap_rows",
    "school_rows",
    "school_summary",
    "search_measures",
    "tally_of",
]
