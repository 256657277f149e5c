"""Addresses of indicators."""

from django.urls import path

from opora.web.indicators import aims, composing, matrix, one, school, steps

_PLACE = "territories/<int:territory_id>/"

urlpatterns = [
    path("", matrix.start, name="indicators"),
    path(_PLACE, matrix.territory, name="indicators_territory"),
    path(f"{_PLACE}new/", composing.new, name="indicator_new"),
    path(f"{_PLACE}targets/", aims.target_list, name="indicator_targets"),
    path(f"{_PLACE}recompute/", steps.recompute, name="indicators_recompute"),
    path(f"{_PLACE}freeze/", steps.freeze, name="indicators_freeze"),
    path(f"{_PLACE}of/<str:code>/", one.indicator, name="indicator"),
    path("own/<int:definition_id>/", composing.change, name="indicator_change"),
    path("own/<int:definition_id>/retire/", composing.retire, name="indicator_retire"),
    path("targets/<int:target_id>/remove/", aims.remove, name="target_remove"),
    path("schools/<int:school_id>/", school.school, name="school_indicators"),
]
