"""Addresses of histories."""

from django.urls import path

from opora.web.history import views

urlpatterns = [path("<slug:app>.<slug:model>/<int:pk>/", views.history, name="history")]
