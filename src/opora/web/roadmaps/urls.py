"""Addresses of roadmaps; each view of one is an address."""

from django.urls import path

from opora.web.roadmaps import (
    actors,
    bindings,
    drafts,
    editions,
    measures,
    months,
    outputs,
    sections,
    sides,
    starting,
    timeline,
    views,
)

_BOUND = "<int:roadmap_id>/measures/<int:measure_id>/binding/"

urlpatterns = [
    path("", views.roadmap_list, name="roadmaps"),
    path("new/", starting.new_roadmap, name="new_roadmap"),
    path("<int:roadmap_id>/", views.table, name="roadmap"),
    path("<int:roadmap_id>/timeline/", timeline.timeline, name="roadmap_timeline"),
    path("<int:roadmap_id>/calendar/", months.month_page, name="roadmap_calendar"),
    path("<int:roadmap_id>/people/", sides.people, name="roadmap_people"),
    path("<int:roadmap_id>/schools/", sides.schools, name="roadmap_schools"),
    path("<int:roadmap_id>/print/", outputs.sheet, name="roadmap_print"),
    path("<int:roadmap_id>/files/<str:kind>/", outputs.roadmap_file, name="roadmap_file"),
    path("<int:roadmap_id>/subscribe/", outputs.subscribe, name="roadmap_subscribe"),
    path("<int:roadmap_id>/measures/<int:measure_id>/", measures.measure_page, name="measure"),
    path("<int:roadmap_id>/bindings/", bindings.binding_list, name="bindings"),
    path("<int:roadmap_id>/bindings/confirm/", bindings.confirm_all, name="bindings_confirm"),
    path(_BOUND, bindings.edit, name="binding"),
    path(f"{_BOUND}confirm/", bindings.confirm, name="binding_confirm"),
    path(f"{_BOUND}none/", bindings.set_none, name="binding_none"),
    path("<int:roadmap_id>/days/<int:occurrence_id>/", measures.set_day, name="event_day"),
    path("<int:roadmap_id>/editions/", editions.edition_list, name="roadmap_editions"),
    path("<int:roadmap_id>/redline/", editions.redline_page, name="redline"),
    path("<int:roadmap_id>/amend/", editions.amend, name="amend"),
    path("<int:roadmap_id>/draft/", drafts.draft_page, name="draft_edition"),
    path("<int:roadmap_id>/draft/approve/", editions.approve, name="approve"),
    path("<int:roadmap_id>/draft/deadline/", drafts.deadline_preview, name="deadline_preview"),
    path("<int:roadmap_id>/draft/rows/new/", drafts.new_row, name="new_row"),
    path("<int:roadmap_id>/draft/rows/<int:measure_id>/", drafts.row, name="draft_row"),
    path(
        "<int:roadmap_id>/draft/rows/<int:measure_id>/<slug:name>/",
        drafts.move_row,
        name="move_row",
    ),
    path("<int:roadmap_id>/draft/actors/<int:actor_id>/", actors.actor, name="actor"),
    path("<int:roadmap_id>/draft/sections/", sections.section_list, name="draft_sections"),
    path(
        "<int:roadmap_id>/draft/sections/<int:section_id>/",
        sections.rename_section,
        name="rename_section",
    ),
    path(
        "<int:roadmap_id>/draft/sections/<int:section_id>/<slug:name>/",
        sections.move_section,
        name="move_section",
    ),
    path("<int:roadmap_id>/draft/<slug:name>/", editions.move, name="move_edition"),
]
