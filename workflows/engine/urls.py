"""The one address of every task, the small pages beside it, and the answer to a question."""

from django.urls import path

from workflows.engine import task_pages as pages
from workflows.engine.document_pages import Document
from workflows.engine.person_pages import Withdraw
from workflows.engine.views import OpenTask

app_name = "engine"
urlpatterns = [
    path("inbox/<int:task_id>/", OpenTask.as_view(), name="task"),
    path("inbox/<int:task_id>/tarik/", Withdraw.as_view(), name="withdraw"),
    path("inbox/<int:task_id>/tanya/", pages.Ask.as_view(), name="ask"),
    path("inbox/<int:task_id>/alihkan/", pages.Reassign.as_view(), name="reassign"),
    path("inbox/<int:task_id>/tunda/", pages.Snooze.as_view(), name="snooze"),
    path("inbox/<int:task_id>/bangunkan/", pages.Wake.as_view(), name="wake"),
    path("inbox/<int:task_id>/ambil/", pages.Claim.as_view(), name="claim"),
    path("inbox/<int:task_id>/antrean/", pages.GiveBack.as_view(), name="give_back"),
    path("inbox/dokumen/<int:key>/", Document.as_view(), name="document"),
    path("inbox/pertanyaan/<int:question_id>/", pages.Answer.as_view(), name="answer"),
]
