"""The one address of every task."""

from django.urls import path

from workflows.engine.views import OpenTask

app_name = "engine"
urlpatterns = [path("inbox/<int:task_id>/", OpenTask.as_view(), name="task")]
