"""Addresses of written analyses."""

from django.urls import path

from opora.web.analyses import views

urlpatterns = [
    path("", views.analysis_list, name="analyses"),
    path("new/", views.new, name="analysis_new"),
    path("<int:analysis_id>/", views.one, name="analysis"),
    path("<int:analysis_id>/file/", views.file, name="analysis_file"),
    path("<int:analysis_id>/approve/", views.approve, name="analysis_approve"),
    path("<int:analysis_id>/withdraw/", views.withdraw, name="analysis_withdraw"),
]
