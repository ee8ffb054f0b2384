"""Addresses of the pages on feedback and opinion."""

from django.urls import path

from workflows.feedback.views import incidents, notes, opinions

app_name = "feedback"
urlpatterns = [
    path("", notes.Mine.as_view(), name="mine"),
    path("person/<str:nip>/", notes.OfPerson.as_view(), name="person"),
    path("person/<str:nip>/note/", notes.WriteNote.as_view(), name="write_note"),
    path("person/<str:nip>/incident/", incidents.RecordIncident.as_view(), name="record_incident"),
    path("note/<int:pk>/", notes.NotePage.as_view(), name="note"),
    path("incident/<int:pk>/", incidents.IncidentPage.as_view(), name="incident"),
    path("incident/<int:pk>/evidence/", incidents.Evidence.as_view(), name="evidence"),
    path("opinions/", opinions.Invitations.as_view(), name="opinions"),
    path("opinions/<uuid:pk>/", opinions.GiveOpinion.as_view(), name="give_opinion"),
    path("opinions/result/<int:pk>/", opinions.Result.as_view(), name="opinion_result"),
]
