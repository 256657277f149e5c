"""Addresses of identification."""

from django.urls import path

from opora.web.identification import (
    card,
    changing,
    comparing,
    deciding,
    excluding,
    lists,
    ordering,
    starting,
    steps,
    what_if,
)

_RUN = "<int:run_id>/"
_ONE = f"{_RUN}schools/<int:school_id>/"

urlpatterns = [
    path("", lists.start, name="identification"),
    path("purposes/", lists.purposes, name="purposes"),
    path("new/<int:territory_id>/", starting.new, name="run_new"),
    path(_RUN, lists.run, name="run"),
    path(f"{_RUN}compare/", comparing.compare, name="run_compare"),
    path(f"{_RUN}exclusions/", excluding.exclusions, name="run_exclusions"),
    path(f"{_RUN}what-if/", what_if.what_if, name="run_what_if"),
    path(f"{_RUN}dynamics/", changing.dynamics, name="run_dynamics"),
    path(f"{_RUN}decision/", deciding.decision, name="run_decision"),
    path(f"{_RUN}check/", steps.check, name="run_check"),
    path(f"{_RUN}steps/<str:name>/", steps.take, name="run_step"),
    path(f"{_RUN}order/", ordering.order, name="run_order"),
    path(_ONE, card.card, name="verdict"),
    path(f"{_ONE}if/", card.preview, name="verdict_preview"),
    path(f"{_ONE}card.pdf", card.printed, name="verdict_card"),
    path(f"{_ONE}decide/", card.decide, name="verdict_decide"),
    path("replies/<int:reply_id>/answer/", card.answer, name="reply_answer"),
    path("replies/<int:reply_id>/file/", card.reply_file, name="reply_file"),
    path("exclusions/<int:exclusion_id>/back/", excluding.include_again, name="include_again"),
    path("scenarios/<int:scenario_id>/attach/", what_if.attach, name="scenario_attach"),
]
