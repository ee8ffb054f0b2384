"""Addresses of the portal pages."""

from django.urls import path

from workflows.portal.views.delegation import Delegations, EndDelegation, NewDelegation
from workflows.portal.views.doors import ChoosePreferences
from workflows.portal.views.inbox import Inbox, NextTask
from workflows.portal.views.my_superior import MySuperior
from workflows.portal.views.results import Results
from workflows.portal.views.selected import DecideSelected, UndoSelected
from workflows.portal.views.team import PersonPage, Team
from workflows.portal.views.today import NewsRead, Today
from workflows.portal.views.undo import UndoDecision

app_name = "portal"
urlpatterns = [
    path("", Today.as_view(), name="today"),
    path("pesan/dibaca/", NewsRead.as_view(), name="news_read"),
    path("inbox/", Inbox.as_view(), name="inbox"),
    path("inbox/berikut/", NextTask.as_view(), name="next_task"),
    path("inbox/selected/", DecideSelected.as_view(), name="decide_selected"),
    path("inbox/selected/urungkan/", UndoSelected.as_view(), name="undo_selected"),
    path("inbox/<int:task_id>/urungkan/", UndoDecision.as_view(), name="undo"),
    path("results/", Results.as_view(), name="results"),
    path("team/", Team.as_view(), name="team"),
    path("team/<str:nip>/", PersonPage.as_view(), name="person"),
    path("delegation/", Delegations.as_view(), name="delegations"),
    path("delegation/new/", NewDelegation.as_view(), name="new_delegation"),
    path("delegation/<int:pk>/end/", EndDelegation.as_view(), name="end_delegation"),
    path("superior/", MySuperior.as_view(), name="superior"),
    path("preferences/", ChoosePreferences.as_view(), name="preferences"),
]
