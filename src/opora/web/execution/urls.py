"""Addresses of single obligations; lists of them stand in ``web.obligations``."""

from django.urls import path

from opora.web.execution import checks, contents, page, promised, reporting, steps

urlpatterns = [
    path("check/", checks.to_check, name="to_check"),
    path("evidence/<int:evidence_id>/", contents.content, name="evidence"),
    path("evidence/<int:evidence_id>/take-back/", reporting.take_back, name="take_back"),
    path("<int:obligation_id>/", page.obligation_page, name="obligation"),
    path("<int:obligation_id>/submit/", reporting.submit, name="submit"),
    path("<int:obligation_id>/save/", reporting.save, name="save_report"),
    path("<int:obligation_id>/files/", reporting.attach_files, name="attach_files"),
    path("<int:obligation_id>/links/", reporting.attach_link, name="attach_link"),
    path("<int:obligation_id>/assign/", steps.assign, name="assign"),
    path("<int:obligation_id>/child/", steps.open_child, name="open_child"),
    path("<int:obligation_id>/promises/", promised.check, name="promises_check"),
    path("promises/<int:verdict_id>/", promised.overrule, name="promise_overrule"),
    path("<int:obligation_id>/<slug:name>/", steps.step, name="step"),
]
