"""Addresses of exchange."""

from django.urls import path

from opora.web.exchange import deliveries, views

urlpatterns = [
    path("", views.exchange, name="exchange"),
    path("send/<int:territory_id>/", views.send, name="package_send"),
    path("sent/<int:sending_id>/", views.sent_file, name="package_file"),
    path("receive/", deliveries.receive, name="package_receive"),
    path("keys/", deliveries.trust_key, name="package_trust"),
    path("keys/<int:trusted_id>/revoke/", deliveries.distrust, name="package_distrust"),
    path("received/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path("received/<int:delivery_id>/decide/", deliveries.decide, name="delivery_decide"),
    path("municipality/<int:territory_id>/", deliveries.received, name="received"),
]
