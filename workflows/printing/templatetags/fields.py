"""Tags for form rows, choices and the error summary: `{% load fields %}`."""

from typing import Any

from django import template
from django.forms import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from workflows.printing import form_rows

register = template.Library()


@register.inclusion_tag("components/field_row.html")
def field(bound: BoundField, **shown: Any) -> dict[str, Any]:
    """Show one field with label, hint, error and unit; see `form_rows.row_of` for the arguments."""
    row = form_rows.row_of(bound, **{name: value for name, value in shown.items() if value not in (None, "")})
    if row["is_group"]:
        row["choices"] = list(form_rows.choices_of(bound))
    return row


@register.simple_block_tag(end_name="endchoice")
def choice(content: SafeString, option: Any, small: object = "", checked: bool | None = None) -> SafeString:
    """Show one choice of a group; what stands between the tags (a `reveal`) is shown while it is chosen."""
    return format_html(
        '<div class="choice">{}<label for="{}">{}{}</label>{}</div>',
        form_rows.option_input(option, checked),
        option.id_for_label,
        option.choice_label,
        format_html("<small>{}</small>", small) if small else "",
        SafeString(content.strip()),
    )


@register.inclusion_tag("components/error_summary_box.html")
def error_summary(*forms: Any, heading: str = "", kept: bool = True, **labels: Any) -> dict[str, Any]:
    """Show what is to be corrected in these forms and formsets, or nothing.

    `heading` is a sentence (*Laporan belum terkirim.*); the number of things is added. `kept` says that what was
    typed is not lost: pass False where it is (passwords). Further arguments name fields as the page does
    (`username="NIP"`).
    """
    errors = form_rows.errors_of(*forms, labels=labels)
    count = ngettext("There is %d thing to correct", "There are %d things to correct", len(errors)) % len(errors)
    return {"errors": errors, "title": f"{heading} {count}".strip(), "kept": kept}


@register.simple_tag
def error_suffix(*forms: Any) -> str:
    """Return " (ada kesalahan)" for the page's title where one of the forms was refused."""
    if not form_rows.errors_of(*forms):
        return ""
    suffix = gettext("has errors")
    return f" ({suffix})"
