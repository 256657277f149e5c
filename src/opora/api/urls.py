"""Addresses of the interface; a change that breaks programs takes a new number."""

from django.urls import path

from opora.api.service import api

urlpatterns = [path("v1/", api.urls)]
