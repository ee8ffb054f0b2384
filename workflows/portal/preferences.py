"""How pages look for a person: kept with the log-in, or in a cookie for whoever has not logged in."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from workflows.organization.models import User

COOKIE = "tampilan"
A_YEAR = 365 * 24 * 3600
# What the forms of the footer post → what is stored.
TEXT = {"biasa": User.Text.NORMAL, "besar": User.Text.LARGE, "terbesar": User.Text.LARGEST}
CONTRAST = {"biasa": User.Contrast.NORMAL, "tinggi": User.Contrast.HIGH}
THEME = {"terang": User.Theme.LIGHT, "gelap": User.Theme.DARK, "perangkat": User.Theme.AUTO}


@dataclass(frozen=True, slots=True)
class Preferences:
    """Size of the text, contrast and colours."""

    text: str = User.Text.NORMAL
    contrast: str = User.Contrast.NORMAL
    theme: str = User.Theme.AUTO

    def changed_by(self, posted: Any) -> "Preferences":
        """With what was chosen; anything else that was posted changes nothing."""
        return Preferences(
            TEXT.get(posted.get("huruf", ""), self.text),
            CONTRAST.get(posted.get("kontras", ""), self.contrast),
            THEME.get(posted.get("warna", ""), self.theme),
        )


def preferences_of(request: HttpRequest) -> Preferences:
    """The reader's."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        return Preferences(user.text_size, user.contrast, user.theme)
    parts = request.COOKIES.get(COOKIE, "").split(".")
    if len(parts) != 3:
        return Preferences()
    text, contrast, theme = parts
    known = text in User.Text.values and contrast in User.Contrast.values and theme in User.Theme.values
    return Preferences(text, contrast, theme) if known else Preferences()


def keep_preferences(request: HttpRequest, response: HttpResponse, chosen: Preferences) -> None:
    """With the log-in, so that they follow the person to every device; else in a cookie."""
    user = request.user
    if user.is_authenticated:
        user.text_size, user.contrast, user.theme = chosen.text, chosen.contrast, chosen.theme
        user.save(update_fields=["text_size", "contrast", "theme"])
        return
    response.set_cookie(
        COOKIE, f"{chosen.text}.{chosen.contrast}.{chosen.theme}", max_age=A_YEAR, httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip
