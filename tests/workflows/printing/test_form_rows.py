"""Form rows and the error summary: the same words in both, links that reach the field, nothing unescaped."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.utils import translation

from workflows.printing import form_rows


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


class ActivityForm(forms.Form):
    what = forms.CharField(label="What", widget=forms.Textarea, help_text="Example")
    ends = forms.CharField(label="Ends")
    result = forms.ChoiceField(label="Result", choices=[("", "Choose"), ("1", "One")])
    proof = forms.FileField(label="Proof", help_text="At most 5 MB", required=False)
    kind = forms.ChoiceField(label="Kind", widget=forms.RadioSelect, choices=[("a", "A"), ("b", "B")], initial="a")
    sure = forms.BooleanField(label="Sure", required=False)

    def clean_ends(self) -> str:
        raise forms.ValidationError("End 09.00 is <before> 10.30.")


Activities = forms.formset_factory(ActivityForm)


def shown(source: str, **context: object) -> str:
    """Render a line of template with the form tags; white space between tags says nothing."""
    return re.sub(r">\s+<", "><", Template("{% load fields %}" + source).render(Context(context)).strip())


def bound() -> ActivityForm:
    """A refused form."""
    return ActivityForm({"what": "x", "ends": "09.00"})


def test_a_plain_row_has_label_hint_and_box():
    assert shown("{% field form.what %}", form=ActivityForm()) == (
        '<div class="field"><label for="id_what">What</label><p class="hint" id="h-id_what">Example</p>'
        '<textarea name="what" cols="40" rows="3" aria-describedby="h-id_what" required id="id_what"></textarea></div>'
    )


def test_width_unit_and_keyboard_are_shown():
    row = shown('{% field form.ends width=4 unit="usulan" inputmode="numeric" %}', form=ActivityForm())
    assert row == (
        '<div class="field"><label for="id_ends">Ends</label><div class="unit"><input type="text" name="ends" '
        'class="input w-4" inputmode="numeric" required id="id_ends"><span>usulan</span></div></div>'
    )


def test_a_refused_row_carries_its_error():
    row = shown("{% field form.ends %}", form=bound())
    assert row == (
        '<div class="field field-bad"><label for="id_ends">Ends</label><p class="error" id="s-id_ends">'
        '<span class="sr">Error: </span>End 09.00 is &lt;before&gt; 10.30.</p>'
        '<input type="text" name="ends" value="09.00" '
        'class="input" aria-describedby="s-id_ends" required aria-invalid="true" id="id_ends"></div>'
    )


def test_a_file_has_its_hint_below():
    row = shown("{% field form.proof %}", form=ActivityForm())
    assert row.index("<input") < row.index('id="h-id_proof"')


def test_a_group_is_a_fieldset_with_plain_buttons():
    row = shown("{% field form.kind %}", form=bound())
    assert row.startswith('<fieldset class="field field-bad" aria-describedby="s-id_kind"><legend class="label">Kind')
    assert '<input type="radio" id="id_kind_0" name="kind" value="a">' in row
    assert "aria-invalid" not in row
    assert '<input type="radio" id="id_kind_0" name="kind" value="a" checked>' in shown(
        "{% field form.kind %}", form=ActivityForm()
    )


def test_the_hint_can_be_left_out():
    assert "hint" not in shown("{% field form.what hint=False %}", form=ActivityForm())


def test_what_depends_on_a_choice_stands_inside_it():
    form = ActivityForm()
    assert shown('{% choice option small="S" %}<p class="reveal">R</p>{% endchoice %}', option=form["kind"][1]) == (
        '<div class="choice"><input type="radio" id="id_kind_1" name="kind" value="b"><label for="id_kind_1">B'
        '<small>S</small></label><p class="reveal">R</p></div>'
    )


def test_the_summary_leads_to_each_field_in_order():
    assert form_rows.errors_of(bound()) == [
        form_rows.FormError("End 09.00 is <before> 10.30", "id_ends"),
        form_rows.FormError("“Result” is not chosen yet", "id_result"),
        form_rows.FormError("“Kind” is not chosen yet", "id_kind_0"),
    ]


def test_the_summary_takes_the_focus_and_counts():
    box = shown('{% error_summary form heading="Not sent." %}', form=bound())
    assert box.startswith('<div class="error-summary" role="alert" aria-labelledby="es" tabindex="-1" autofocus>')
    assert '<h2 id="es">Not sent. There are 3 things to correct</h2>' in box
    assert '<a href="#id_ends">End 09.00 is &lt;before&gt; 10.30</a>' in box
    assert "is not lost" in box
    assert "is not lost" not in shown("{% error_summary form kept=False %}", form=bound())


def test_nothing_is_summed_up_without_errors():
    assert shown("{% error_summary form none %}{% error_suffix form %}", form=ActivityForm(), none=None) == ""
    assert shown("{% error_suffix form %}", form=bound()) == "(has errors)"


def test_errors_of_a_group_name_its_number():
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-what": "x", "form-0-ends": "09.00",
            "form-0-result": "1", "form-0-kind": "a"}  # fmt: skip
    formset = Activities(data)
    formset.item_name = "Activity"
    assert form_rows.errors_of(formset) == [
        form_rows.FormError("Activity 1: end 09.00 is <before> 10.30", "id_form-0-ends")
    ]


def test_capitals_stay_after_the_prefix():
    assert form_rows.after_prefix("Tahap 1", "NIP tidak dikenal.") == "Tahap 1: NIP tidak dikenal"


def test_fields_are_called_as_the_page_calls_them():
    box = shown('{% error_summary form result="Outcome" %}', form=bound())
    assert "“Outcome” is not chosen yet" in box
