"""The log-in: one for each employee, its name is the NIP; and the code by which HR lets somebody in the first time."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """Makes log-ins; without a password nobody can use them until HR issues a one-time code."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> "User":
        """A log-in for this NIP."""
        user = self.model(username=username, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **values: Any) -> "User":
        """A technical administrator for installing; not a person of the office."""
        return self.create_user(username, password, is_superuser=True, **values)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can log in. Deactivated, never deleted."""

    class Text(models.TextChoices):
        NORMAL = "normal", _("Normal")
        LARGE = "large", _("Large")
        LARGEST = "largest", _("Largest")

    class Contrast(models.TextChoices):
        NORMAL = "normal", _("Normal")
        HIGH = "high", _("High")

    class Theme(models.TextChoices):
        AUTO = "auto", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    username = models.CharField(_("NIP"), max_length=64, unique=True)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("since"), default=timezone.now)
    text_size = models.CharField(_("text size"), max_length=8, choices=Text.choices, default=Text.NORMAL)
    contrast = models.CharField(_("contrast"), max_length=8, choices=Contrast.choices, default=Contrast.NORMAL)
    theme = models.CharField(_("colours"), max_length=8, choices=Theme.choices, default=Theme.AUTO)
    language = models.CharField(_("language"), max_length=5, default="id")

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("log-in")
        verbose_name_plural = _("log-ins")

    def __str__(self) -> str:
        return self.username

    def get_full_name(self) -> str:
        """The person's name, where the log-in is an employee's and that is known already; the back-office shows it."""
        employee = self._state.fields_cache.get("employee")
        return employee.name if employee is not None else self.username


class OneTimeCode(models.Model):
    """A code that HR hands to somebody without a password; only its hash is kept, and it works once."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="one_time_codes")
    code_hash = models.CharField(max_length=128)
    issued_by = models.CharField(_("issued by"), max_length=200)
    issued_at = models.DateTimeField(_("issued at"))
    expires_at = models.DateTimeField(_("expires at"))
    used_at = models.DateTimeField(_("used at"), null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("one-time code")
        verbose_name_plural = _("one-time codes")

    def __str__(self) -> str:
        return f"{self.user} {self.issued_at:%d-%m-%Y}"
