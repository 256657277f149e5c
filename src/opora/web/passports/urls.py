"""Addresses of passports, campaigns and the index."""

from django.urls import path

from opora.web.passports import campaigns, fields, filling, index, leading

_ONE = "<int:campaign_id>/schools/<int:school_id>/"

urlpatterns = [
    path("", campaigns.campaign_list, name="passports"),
    path("open/<int:territory_id>/", campaigns.open_campaign, name="campaign_open"),
    path("<int:campaign_id>/", campaigns.campaign, name="campaign"),
    path("<int:campaign_id>/remind/", leading.remind, name="campaign_remind"),
    path("<int:campaign_id>/extend/", leading.extend, name="campaign_extend"),
    path("<int:campaign_id>/accept/", leading.accept_many, name="campaign_accept"),
    path("<int:campaign_id>/mine/", campaigns.mine, name="passport_mine"),
    path(_ONE, filling.passport, name="passport"),
    path(f"{_ONE}begin/", filling.begin, name="passport_begin"),
    path(f"{_ONE}answer/", filling.answer, name="passport_answer"),
    path(f"{_ONE}file/", filling.take_file, name="passport_file"),
    path(f"{_ONE}template.xlsx", filling.template, name="passport_template"),
    path(f"{_ONE}decision/", filling.decide, name="passport_decision"),
    path("index/<int:territory_id>/", index.latest, name="context_latest"),
    path("index/<int:territory_id>/compute/", index.compute, name="context_compute"),
    path("index/<int:territory_id>/<int:year>/", index.scores, name="context_scores"),
    path("index/<int:territory_id>/<int:year>/scale/", index.rescale, name="context_rescale"),
    path("index/<int:territory_id>/<int:year>/map/", index.district, name="context_map"),
    path("index/<int:territory_id>/<int:year>/fields/", fields.fields, name="context_fields"),
]
