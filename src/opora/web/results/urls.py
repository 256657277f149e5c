"""Addresses of results."""

from django.urls import path

from opora.web.results import (
    codes,
    describing,
    files,
    have,
    one_file,
    rechecks,
    school,
    work,
)

_FILE = "imports/<int:import_id>/"
_PLACE = "territories/<int:territory_id>/"
_SCHOOL = "schools/<int:school_id>/"
_WORK = f"{_SCHOOL}works/<int:round_id>/"

urlpatterns = [
    path("", have.start, name="results"),
    path("imports/", files.import_list, name="results_imports"),
    path(_FILE, one_file.one, name="results_import"),
    path(f"{_FILE}state/", one_file.state, name="results_import_state"),
    path(f"{_FILE}correct/", one_file.correct, name="results_import_correct"),
    path(f"{_FILE}confirm/", one_file.confirm, name="results_import_confirm"),
    path(f"{_FILE}again/", one_file.again, name="results_import_again"),
    path(f"{_FILE}withdraw/", one_file.withdraw, name="results_import_withdraw"),
    path(f"{_FILE}aside.xlsx", one_file.quarantine, name="results_import_aside"),
    path(_PLACE, have.territory, name="results_territory"),
    path(f"{_PLACE}rechecks/", rechecks.recheck_list, name="results_rechecks"),
    path(
        "rechecks/<int:recheck_id>/withdraw/",
        rechecks.withdraw,
        name="results_recheck_withdraw",
    ),
    path(f"{_PLACE}codes/", codes.queue, name="results_codes"),
    path(f"{_PLACE}codes/choose/", codes.choose, name="results_code"),
    path(f"{_PLACE}codes/decide/", codes.decide, name="results_decide"),
    path(f"{_PLACE}codes/decisions/", codes.decisions, name="results_decisions"),
    path("works/<int:round_id>/tasks/", describing.describe, name="results_describe"),
    path(_SCHOOL, school.year_of_school, name="results_school"),
    path(f"{_SCHOOL}dynamics/", school.dynamics, name="results_dynamics"),
    path(_WORK, work.scores, name="results_scores"),
    path(f"{_WORK}tasks/", work.tasks, name="results_tasks"),
    path(f"{_WORK}skills/", work.skills, name="results_skills"),
    path(f"{_WORK}journal/", work.journal, name="results_journal"),
    path(f"{_WORK}classes/", work.classes, name="results_classes"),
    path(f"{_WORK}rows/", work.rows, name="results_rows"),
]
