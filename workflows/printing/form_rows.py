"""Decides how a form field is shown and gathers a form's errors for the summary above it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.forms.formsets import BaseFormSet
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

BOXES = (
    forms.TextInput, forms.PasswordInput, forms.NumberInput, forms.FileInput, forms.DateInput, forms.TimeInput,
    forms.URLInput, forms.EmailInput,
)  # fmt: skip
WIDTHS = {"2": "w-2", "4": "w-4", "8": "w-8"}


@dataclass(frozen=True)
class FormError:
    """One line of the summary: the sentence and the id of the field it leads to, or no id."""

    text: str
    target: str


def sentences(field: BoundField, label: object = "") -> list[str]:
    """Return the field's errors for the screen, the same words above the form and at the field.

    Django's *This field is required* does not say which; it becomes a sentence that does. A form's own words stay.
    `label` is the name on the screen where it is not the field's own.
    """
    said = []
    chosen = isinstance(field.field.widget, forms.Select | forms.RadioSelect | forms.CheckboxSelectMultiple)
    for error in field.errors.as_data():
        if error.code == "required" and error.message == forms.Field.default_error_messages["required"]:
            named = {"label": label or field.label}
            if chosen:
                said.append(gettext("“%(label)s” is not chosen yet.") % named)
            else:
                said.append(gettext("“%(label)s” is not filled in yet.") % named)
        else:
            said.extend(str(message) for message in error.messages)
    return said


def is_group(field: BoundField) -> bool:
    """Return whether the field is a group of radio buttons or tick boxes."""
    return isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple)


def target_id(field: BoundField) -> str:
    """Return the id of the control that takes the focus: of a group its first choice, of several boxes the first."""
    if is_group(field) or isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return field.id_for_label or field.auto_id


def row_of(
    field: BoundField,
    hint: object = "",
    unit: object = "",
    width: Any = "",
    label: object = "",
    note: object = "",
    rows: Any = "",
    inputmode: str = "",
    autocomplete: str = "",
) -> dict[str, Any]:
    """Return what `components/field_row.html` shows; the widget carries its class and its `aria` attributes.

    `hint` is the field's own help text unless given; False leaves it out. `width` is 2, 4 or 8 (how long an answer is
    meant), `unit` stands after the box, `note` in brackets after the label.
    """
    widget = field.field.widget
    hint = field.help_text if hint == "" else hint
    described = []
    if hint:
        described.append(f"h-{field.auto_id}")
    if field.errors:
        described.append(f"s-{field.auto_id}")
    row = {
        "field": field,
        "label": label or field.label,
        "hint": hint,
        "note": note,
        "unit": unit,
        "errors": sentences(field, label),
        "described": " ".join(described),
        "is_group": is_group(field),
        "is_file": isinstance(widget, forms.FileInput),
        "is_check": isinstance(widget, forms.CheckboxInput),
        "target": target_id(field),
    }
    if row["is_group"]:
        return row
    attrs: dict[str, Any] = {}
    classes = [widget.attrs.get("class", "")]
    if isinstance(widget, BOXES):
        classes.append("input")
    classes.append(WIDTHS.get(str(width), ""))
    if kept := " ".join(name for name in classes if name):
        attrs["class"] = kept
    if described:
        attrs["aria-describedby"] = " ".join(described)
    if isinstance(widget, forms.Textarea):
        # Django's own default of ten rows says "write a page"; three say "write a sentence".
        given = str(widget.attrs.get("rows", "10"))
        attrs["rows"] = str(rows) if str(rows).isdigit() else "3" if given == "10" else given
    if inputmode:
        attrs["inputmode"] = inputmode
    if autocomplete:
        attrs["autocomplete"] = autocomplete
    row["widget"] = field.as_widget(attrs=attrs)
    return row


def small_of(field: BoundField, value: Any) -> object:
    """Return the small print of a choice, from `choice_hints` on the form's field: {value: text}."""
    return getattr(field.field, "choice_hints", {}).get(value, "")


def option_input(option: Any, checked: bool | None = None) -> SafeString:
    """Return the bare radio button or tick box of one choice.

    Written here because Django would repeat the group's `required` and `aria-invalid` on each button, where
    they are not allowed.
    """
    ticked = option.data["selected"] if checked is None else checked
    disabled = option.data["attrs"].get("disabled")
    return format_html(
        '<input type="{}" id="{}" name="{}" value="{}"{}{}>',
        option.data["type"],
        option.id_for_label,
        option.data["name"],
        option.data["value"],
        SafeString(" checked") if ticked else "",
        SafeString(" disabled") if disabled else "",
    )


def choices_of(field: BoundField) -> Iterator[dict[str, Any]]:
    """Yield each choice of a group with its bare control."""
    for option in field:
        yield {
            "input": option_input(option),
            "id": option.id_for_label,
            "label": option.choice_label,
            "small": small_of(field, option.data["value"]),
        }


def after_prefix(prefix: str, text: str) -> str:
    """Write *Kegiatan 1: jam selesai …*: the sentence goes on small after it, unless it starts with capitals.

    A single sentence loses its full stop: the summary is a list of links.
    """
    if text.endswith(".") and ". " not in text:
        text = text[:-1]
    if prefix and len(text) > 1 and text[0].isupper() and text[1].islower():
        text = text[0].lower() + text[1:]
    return f"{prefix}: {text}" if prefix else text


def errors_of_form(form: Any, prefix: str = "", labels: Mapping[str, Any] | None = None) -> Iterator[FormError]:
    """Yield the errors of a form in the order of its fields, those of the whole form first."""
    for text in form.non_field_errors():
        yield FormError(after_prefix(prefix, str(text)), "")
    for field in form:
        for text in sentences(field, (labels or {}).get(field.name, "")):
            yield FormError(after_prefix(prefix, text), "" if field.is_hidden else target_id(field))


def errors_of(*forms_and_formsets: Any, labels: Mapping[str, Any] | None = None) -> list[FormError]:
    """Gather the errors of forms and formsets; a formset's `item_name` with the number stands before each.

    `labels` are names on the screen, by field, where they are not the fields' own.
    """
    found: list[FormError] = []
    for one in forms_and_formsets:
        if one is None or not one.is_bound:
            continue
        if isinstance(one, BaseFormSet):
            found.extend(FormError(str(text), "") for text in one.non_form_errors())
            name = getattr(one, "item_name", "")
            for index, form in enumerate(one.forms, start=1):
                found.extend(errors_of_form(form, f"{name} {index}" if name else "", labels))
        else:
            found.extend(errors_of_form(one, labels=labels))
    return found
