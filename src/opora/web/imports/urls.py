"""Addresses of documents."""

from django.urls import path

from opora.web.imports import acts, changing, confirming, drafts, registry, review

urlpatterns = [
    path("", registry.documents, name="documents"),
    path("new/", registry.new, name="documents_new"),
    path("acts/new/", acts.register, name="act_new"),
    path("acts/<int:act_id>/", acts.card, name="act"),
    path("acts/<int:act_id>/file/", acts.file, name="act_file"),
    path("acts/<int:act_id>/cancel/", acts.cancel, name="act_cancel"),
    path("drafts/<int:draft_id>/", drafts.draft, name="draft"),
    path("drafts/<int:draft_id>/state/", drafts.state, name="draft_state"),
    path("drafts/<int:draft_id>/file/", drafts.file, name="draft_file"),
    path("drafts/<int:draft_id>/replace/", drafts.replace, name="draft_replace"),
    path("drafts/<int:draft_id>/again/", drafts.again, name="draft_again"),
    path("drafts/<int:draft_id>/discard/", drafts.discard, name="draft_discard"),
    path("drafts/<int:draft_id>/confirm/", confirming.confirm, name="draft_confirm"),
    path("drafts/<int:draft_id>/lines/<str:key>/", changing.line, name="draft_line"),
    path("drafts/<int:draft_id>/choose/<int:row>/", changing.choose, name="draft_choose"),
    path("drafts/<int:draft_id>/check/", changing.check, name="draft_check"),
    path("drafts/<int:draft_id>/decide/", changing.decide, name="draft_decide"),
    path("drafts/<int:draft_id>/set/", changing.set_value, name="draft_set"),
    path("drafts/<int:draft_id>/rows/", changing.rows, name="draft_rows"),
    path("drafts/<int:draft_id>/<slug:tab>/", review.review, name="draft_review"),
]
