"""All addresses of the site."""

from django.urls import include, path

urlpatterns = [
    path("", include("opora.web.urls")),
    path("account/", include("allauth.urls")),
    path("api/", include("opora.api.urls")),
]
handler500 = "opora.web.errors.server_error"
