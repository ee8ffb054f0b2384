"""Addresses outside the portal's namespace: the log-in, which Django looks up by its bare name, language and health."""

from django.contrib.auth.views import LogoutView
from django.urls import include, path

from workflows.portal.views import health
from workflows.portal.views.doors import LogIn, LogInByCode, Profile, choose_language

accounts = [
    path("one-time-code/", LogInByCode.as_view(), name="one_time_code"),
    path("profile/", Profile.as_view(), name="profile"),
]
urlpatterns = [
    path("accounts/login/", LogIn.as_view(), name="login"),
    path("accounts/logout/", LogoutView.as_view(), name="logout"),
    path("accounts/", include((accounts, "accounts"))),
    path("i18n/setlang/", choose_language, name="set_language"),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
]
