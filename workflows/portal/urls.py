"""Addresses of the portal pages."""

from django.urls import path

from workflows.portal.views.doors import ChoosePreferences
from workflows.portal.views.inbox import Inbox
from workflows.portal.views.results import Results
from workflows.portal.views.selected import DecideSelected
from workflows.portal.views.team import PersonPage, Team
from workflows.portal.views.today import Today

app_name = "portal"
urlpatterns = [
    path("", Today.as_view(), name="today"),
    path("inbox/", Inbox.as_view(), name="inbox"),
    path("inbox/selected/", DecideSelected.as_view(), name="decide_selected"),
    path("results/", Results.as_view(), name="results"),
    path("team/", Team.as_view(), name="team"),
    path("team/<str:nip>/", PersonPage.as_view(), name="person"),
    path("preferences/", ChoosePreferences.as_view(), name="preferences"),
]
