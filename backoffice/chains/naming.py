"""Posts and units as people type them: by code, by title, or as the suggestions write both."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse

from backoffice.chains.forms import BETWEEN
from backoffice.chains.pages import shaping
from workflows.organization.models import Position, Unit

MOST_SUGGESTED = 20


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed, looked up at once: codes that exist, and titles that only one has."""

    codes: frozenset[str]
    by_title: dict[str, str]

    @classmethod
    def posts(cls, texts: Iterable[str]) -> "Typed":
        """Texts that mean posts; two queries whatever their number."""
        return cls._of(Position.objects.all(), "title", texts)

    @classmethod
    def units(cls, texts: Iterable[str]) -> "Typed":
        """Texts that mean units."""
        return cls._of(Unit.objects.all(), "name", texts)

    @classmethod
    def _of(cls, rows: QuerySet[Any], title: str, texts: Iterable[str]) -> "Typed":
        asked = {_first(text) for text in texts if text}
        codes = frozenset(rows.filter(code__in=asked).values_list("code", flat=True))
        found: dict[str, list[str]] = {}
        if titles := asked - codes:
            for code, name in rows.filter(**{f"{title}__in": titles}).values_list("code", title):
                found.setdefault(name, []).append(code)
        return cls(codes, {name: same[0] for name, same in found.items() if len(same) == 1})

    def code(self, text: str) -> str:
        """The code that is meant; where nothing is found the text itself, which is then refused by name."""
        asked = _first(text)
        return asked if asked in self.codes else self.by_title.get(asked, asked)

    @staticmethod
    def shown(row: Position | Unit | None) -> str:
        """The row as a field shows it: code and title."""
        return f"{row.code}{BETWEEN}{row}" if row else ""


def _first(text: str) -> str:
    return text.split(BETWEEN)[0].strip()


def suggested(admin: Any, request: HttpRequest, what: str) -> HttpResponse:
    """Posts or units whose code begins so or whose title holds the words, for who is editing a chain."""
    shaping(request)
    term = request.GET.get("term", "").strip()[:80]
    found: list[dict[str, str]] = []
    if len(term) >= 2:
        rows: QuerySet[Any] = (Position if what == "posts" else Unit).objects.all()
        title = "title" if what == "posts" else "name"
        meant = Q(code__istartswith=_first(term)) | Q(**{f"{title}__icontains": term})
        if what == "posts":
            rows = rows.select_related("unit")
        found = [
            {"value": Typed.shown(row), "label": row.unit.name if what == "posts" else ""}
            for row in rows.filter(meant).order_by(title, "code")[:MOST_SUGGESTED]
        ]
    return JsonResponse({"results": found})
