"""Addresses of reports on the execution of plans."""

from django.urls import path

from opora.web.execution_reports import views

urlpatterns = [
    path("", views.report_list, name="execution_reports"),
    path("new/", views.new, name="execution_report_new"),
    path("<int:report_id>/", views.one, name="execution_report"),
    path("<int:report_id>/file/", views.file, name="execution_report_file"),
    path("<int:report_id>/approve/", views.approve, name="execution_report_approve"),
    path("<int:report_id>/withdraw/", views.withdraw, name="execution_report_withdraw"),
]
