"""All addresses of Jenjang."""

from django.urls import include, path

from backoffice.site import site

urlpatterns = [
    path("admin/", site.urls),
    path("", include("workflows.engine.urls")),
    path("", include("workflows.portal.urls")),
    path("", include("workflows.portal.door_urls")),
    path("skp/", include("workflows.skp.urls")),
    path("targets/", include("workflows.targets.urls")),
    path("daily/", include("workflows.daily.urls")),
    path("feedback/", include("workflows.feedback.urls")),
    path("assessment/", include("workflows.assessment.urls")),
    path("objection/", include("workflows.objection.urls")),
    path("allowance/", include("workflows.allowance.urls")),
]
