"""Shows where a case is (stairs) and who did what (timeline)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from workflows.printing import words
from workflows.printing.pictures.marks import tag

STATES = frozenset({"done", "now", "gap"})


def part(item: Any, name: str, default: Any = "") -> Any:
    """Read `name` of a mapping or of an object; nothing where it has none."""
    found = item.get(name) if isinstance(item, Mapping) else getattr(item, name, None)
    return default if found is None else found


def chain(steps: Iterable[Any], stairs: bool = True) -> SafeString:
    """Return the approval chain, a step each.

    A step has `name` and may have `small` (post, what, when), `tag` and `colour` (its mark), and `state`: done, now
    (at most one), gap (nobody is found) or nothing for what comes. `stairs` climbs on wide screens.
    """
    drawn = []
    for step in steps:
        state = part(step, "state")
        opening = SafeString("")
        if state in STATES:
            here = SafeString(' aria-current="step"') if state == "now" else ""
            opening = format_html(' class="{}"{}', state, here)
        small = part(step, "small")
        mark = part(step, "tag")
        drawn.append(
            (
                opening,
                part(step, "name"),
                format_html('<span class="small quiet">{}</span>', small) if small else "",
                format_html("<br>{}", tag(mark, part(step, "colour"))) if mark else "",
            )
        )
    return format_html(
        '<ol class="{}">{}</ol>',
        "chain chain-stairs" if stairs else "chain",
        format_html_join("", "<li{}><b>{}</b>{}{}</li>", drawn),
    )


def machine_time(value: Any) -> str:
    """Return the value for `<time datetime>`, in the office's time zone, to the minute."""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        return local.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat()


def timeline_entry(entry: Any) -> SafeString:
    """Return one entry; on behalf of another it is violet and dashed, with both names."""
    acting = bool(part(entry, "acting", False))
    by, post, at = part(entry, "by"), part(entry, "post"), part(entry, "at", None)
    who: SafeString | str = ""
    if by:
        who = format_html(" {} {}", gettext("by"), by)
        if post and not acting:
            who = format_html("{}, {}", who, post)
    said = "<p><s><b>{}</b>{}</s></p>" if part(entry, "struck", False) else "<p><b>{}</b>{}</p>"
    lines = [format_html(said, part(entry, "what"), who)]
    if post and acting:
        lines.append(format_html('<p class="small">{}</p>', tag(post, "acting")))
    lines.extend(
        format_html('<p class="small">{}</p>', text) for text in (part(entry, "principal"), part(entry, "note")) if text
    )
    if link := part(entry, "link"):
        lines.append(format_html('<p class="small"><a href="{}">{}</a></p>', link, gettext("Open the signed document")))
    if quote := part(entry, "quote"):
        lines.append(format_html("<q>{}</q>", quote))
    if at:
        lines.append(format_html('<time datetime="{}">{}</time>', machine_time(at), words.moment(at)))
    return format_html(
        "<li{}>{}</li>",
        SafeString(' class="acting"') if acting else "",
        format_html_join("", "{}", ((line,) for line in lines)),
    )


def timeline(entries: Iterable[Any]) -> SafeString:
    """Return the history, the newest first as given.

    An entry has `what` (Disetujui) and may have `by`, `post`, `acting` (true: on behalf of another, `post` becomes the
    violet mark), `principal` (Atas nama Siti Pratama, SP 800/256.), `quote`, `note`, `at` (a moment or a date),
    `link` (to the signed document from which it was recorded),
    `struck` (it was taken back: the note says so, as a line through the words is not read aloud).
    """
    return format_html(
        '<ol class="timeline">{}</ol>', format_html_join("", "{}", ((timeline_entry(entry),) for entry in entries))
    )
