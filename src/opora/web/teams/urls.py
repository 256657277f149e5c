"""Addresses of teams."""

from django.urls import path

from opora.web.teams import listing, meetings, members, pages

_ONE = "<int:team_id>/"
_MEETING = "meetings/<int:meeting_id>/"

urlpatterns = [
    path("", listing.team_list, name="teams"),
    path("new/", pages.new, name="team_new"),
    path(_ONE, pages.team, name="team"),
    path(f"{_ONE}edit/", pages.edit, name="team_edit"),
    path(f"{_ONE}close/", pages.close, name="team_close"),
    path(f"{_ONE}withdraw/", pages.withdraw, name="team_withdraw"),
    path(f"{_ONE}members/", members.members, name="team_members"),
    path(f"{_ONE}members/<int:member_id>/role/", members.role, name="team_role"),
    path(f"{_ONE}members/<int:member_id>/leave/", members.leave, name="team_leave"),
    path(f"{_ONE}meetings/new/", meetings.new, name="team_meeting_new"),
    path(_MEETING, meetings.meeting, name="team_meeting"),
    path(f"{_MEETING}record/", meetings.record, name="team_meeting_record"),
    path(f"{_MEETING}remove/", meetings.remove, name="team_meeting_remove"),
    path(f"{_MEETING}file/", meetings.attach, name="team_meeting_attach"),
    path(f"{_MEETING}minutes/", meetings.content, name="team_meeting_file"),
    path(f"{_MEETING}minutes.docx", meetings.printed, name="team_meeting_docx"),
]
