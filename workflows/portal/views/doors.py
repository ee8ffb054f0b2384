"""Coming in and going out: log-in, the one-time code, the profile, and how pages look."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.mixins import LoginRequiredMixin
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse_lazy
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.generic import FormView
from django.views.i18n import set_language

from workflows.organization.models import User
from workflows.organization.one_time_codes import redeem
from workflows.portal.forms import LogInForm, OneTimeCodeForm
from workflows.portal.preferences import A_YEAR, keep_preferences, preferences_of
from workflows.rules.violation import RuleViolation

BACKEND = "workflows.organization.login.RoleBackend"
private = sensitive_post_parameters()


class LogIn(LoginView):
    """Log-in by NIP. Throttled by django-axes: a name from one address, never the address alone."""

    form_class = LogInForm
    redirect_authenticated_user = True

    def form_valid(self, form: Any) -> HttpResponse:
        """Let the person in, in the language that they chose."""
        response = super().form_valid(form)
        _settle_language(self.request, response, form.get_user())
        return response


class LogInByCode(FormView):
    """The first time: the code from HR is worth one password of one's own."""

    template_name = "registration/one_time_code.html"
    form_class = OneTimeCodeForm
    success_url = reverse_lazy("portal:today")

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Never kept by a cache, and never printed in an error report."""
        return never_cache(private(super().dispatch))(*args, **kwargs)

    def form_valid(self, form: OneTimeCodeForm) -> HttpResponse:
        """Set the password and log in; or say what is wrong, the same words for a wrong NIP and a wrong code."""
        given = form.cleaned_data
        try:
            user = redeem(given["nip"], given["code"], given["new_password1"])
        except RuleViolation as violation:
            form.add_error("code", violation.message)
            return self.form_invalid(form)
        except ValidationError as weak:
            form.add_error("new_password1", weak)
            return self.form_invalid(form)
        login(self.request, user, backend=BACKEND)
        messages.success(
            self.request, _("Your password is saved. From now on you log in with your NIP and this password.")
        )
        response = super().form_valid(form)
        _settle_language(self.request, response, user)
        return response


class Profile(LoginRequiredMixin, FormView):
    """The own password and how pages look."""

    template_name = "registration/profile.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("accounts:profile")

    def dispatch(self, *args: Any, **kwargs: Any) -> Any:
        """Never printed in an error report."""
        return private(super().dispatch)(*args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The form asks the present password of this log-in."""
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get_form(self, form_class: Any = None) -> Any:
        """The cursor stays at the top: whoever came for the other half of the page is not sent past it."""
        form = super().get_form(form_class)
        form.fields["old_password"].widget.attrs.pop("autofocus", None)
        return form

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Save; this session stays, every other one ends."""
        form.save()
        update_session_auth_hash(self.request, form.user)
        messages.success(self.request, _("Your new password is saved. Elsewhere you have been logged out."))
        return super().form_valid(form)


class ChoosePreferences(View):
    """Text size, contrast, colours: posted by the footer of every page, which is then shown again."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Keep what was chosen."""
        response = redirect(safe_next(request))
        keep_preferences(request, response, preferences_of(request).changed_by(request.POST))
        return response


def choose_language(request: HttpRequest) -> HttpResponse:
    """Django's own choice by cookie, and kept with the log-in so that it follows the person."""
    response = set_language(request)
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and _is_offered(chosen) and chosen != request.user.language:
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return response


def safe_next(request: HttpRequest) -> str:
    """The page to go back to, if it is one of ours; else the first page."""
    wanted = request.POST.get("next", "")
    allowed = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if allowed else "/"


def _settle_language(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """A choice made before logging in is kept; else the one that is kept is used."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if _is_offered(chosen):
        if chosen != user.language:
            user.language = chosen
            user.save(update_fields=["language"])
    elif user.language != settings.LANGUAGE_CODE and _is_offered(user.language):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, user.language, max_age=A_YEAR, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _is_offered(language: str) -> bool:
    return language in dict(settings.LANGUAGES) and check_for_language(language)
