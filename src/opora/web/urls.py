"""Addresses of the pages."""

from django.urls import include, path

from opora.web.roadmaps.outputs import feed

urlpatterns = [
    path("", include("opora.web.day.urls")),
    path("", include("opora.web.accounts.urls")),
    path("panel/", include("opora.web.panel.urls")),
    path("schools/", include("opora.web.schools.urls")),
    path("documents/", include("opora.web.imports.urls")),
    path("identification/", include("opora.web.identification.urls")),
    path("indicators/", include("opora.web.indicators.urls")),
    path("passports/", include("opora.web.passports.urls")),
    path("results/", include("opora.web.results.urls")),
    path("obligations/", include("opora.web.obligations.urls")),
    path("obligations/", include("opora.web.execution.urls")),
    path("roadmaps/", include("opora.web.roadmaps.urls")),
    path("feeds/<str:token>.ics", feed, name="feed"),
    path("settings/", include("opora.web.organisations.urls")),
    path("registers/", include("opora.web.registers.urls")),
    path("registers/analyses/", include("opora.web.analyses.urls")),
    path("registers/reports/", include("opora.web.execution_reports.urls")),
    path("registers/activities/", include("opora.web.activities.urls")),
    path("registers/teams/", include("opora.web.teams.urls")),
    path("registers/models/", include("opora.web.curators.urls")),
    path("registers/staff/", include("opora.web.staff.urls")),
    path("registers/advice/", include("opora.web.advice.urls")),
    path("registers/practices/", include("opora.web.advice.practice_urls")),
    path("registers/development/", include("opora.web.development.urls")),
    path("registers/agreements/", include("opora.web.partnerships.urls")),
    path("registers/training/", include("opora.web.training.urls")),
    path("registers/pupils/", include("opora.web.pupils.urls")),
    path("registers/diagnostics/", include("opora.web.diagnostics.urls")),
    path("exchange/", include("opora.web.exchange.urls")),
    path("history/", include("opora.web.history.urls")),
    path("search/", include("opora.web.search.urls")),
]
