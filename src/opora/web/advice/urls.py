"""Addresses of recommendations."""

from django.urls import path

from opora.web.advice import addressee, recommendation, recommendations

_ONE = "<int:recommendation_id>/"
_ADDRESSEE = "addressees/<int:addressee_id>/"

urlpatterns = [
    path("", recommendations.advice, name="advice"),
    path("waiting/", recommendations.waiting, name="advice_waiting"),
    path("new/", recommendations.new, name="recommendation_new"),
    path(_ONE, recommendation.page, name="recommendation"),
    path(f"{_ONE}step/<slug:name>/", recommendation.take_step, name="recommendation_step"),
    path(f"{_ONE}file/", recommendation.file, name="recommendation_file"),
    path(_ADDRESSEE, addressee.page, name="recommendation_answer"),
    path(f"{_ADDRESSEE}plan/", addressee.put_in_plan, name="recommendation_plan"),
]
