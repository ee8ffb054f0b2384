"""What the database refuses, in words: each constraint's name is a fact, and each fact has its sentence."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, Promise] = {
    "position_one_holder_at_a_time": _(
        "Somebody else holds this position in that time. End their tenure first, or choose other dates."
    ),
    "employee_one_post_at_a_time": _(
        "This employee holds another position in that time. End that tenure first, or choose other dates."
    ),
    "position_one_acting_at_a_time": _(
        "This position has another acting officer in that time. End that appointment first, or choose other dates."
    ),
    "position_line_no_circle": _("The reporting line would run in a circle. Choose another superior position."),
    "unit_tree_no_circle": _("The unit would belong to itself. Choose another superior unit."),
    "position_one_open_holder": _(
        "This position has a holder whose tenure has no end. End that tenure first, or fill in an end here."
    ),
    "employee_one_open_post": _(
        "This employee has a tenure without an end. End that tenure first, or fill in an end here."
    ),
    "position_one_open_acting_officer": _(
        "This position has an acting officer without an end. End that appointment first, or fill in an end here."
    ),
    "tenure_ends_after_start": _("The end must be after the start."),
    "acting_ends_after_start": _("The end must be after the start."),
    "role_ends_after_start": _("The end must be after the start."),
    "reason_rule_ends_after_start": _("The end must be after the start."),
    "reason_rule_has_a_note": _("Fill in on what the rule rests, for example a circular's number."),
    "reason_rule_once_without_end": _("The same is demanded already, without an end. End that rule first."),
    "reason_rule_starts_once": _("The same rule begins on that day already."),
    "delegation_ends_after_start": _("The end must be after the start."),
    "delegation_is_to_another": _("A delegation is to somebody else. Choose another delegate."),
    "delegation_has_a_reason": _("Fill in the reason of the delegation."),
    "period_ends_after_start": _("The end must be after the start."),
    "acting_has_a_decree": _("An acting officer needs a decree. Fill in its number."),
    "position_not_own_superior": _("A position cannot report to itself. Choose another superior position."),
    "unit_not_in_itself": _("The unit would belong to itself. Choose another superior unit."),
    "position_job_class_1_to_17": _("The job class is a number from 1 to 17."),
    "period_late_until_day": _("The day of the next month is a number from 1 to 28."),
    "role_granted_once": _("This person holds the role already, without an end."),
    "past_result_once_a_year": _(
        "The history holds a result of this person, year and system already. Correct that one."
    ),
    "past_result_year": _("The year is written with four digits, for example 2013."),
    "past_result_value_not_negative": _("A value is never below 0."),
    "past_result_says_something": _("Fill in the value or the predicate, as the paper says it."),
    "organization_employee.nip": _("Another employee has this NIP."),
    "organization_user.username": _("Another log-in has this NIP."),
    "organization_employee_nip": _("Another employee has this NIP."),
    "organization_user_username": _("Another log-in has this NIP."),
}
UNNAMED: Promise = _("The data contradict other data that are stored already. Check codes, NIP and dates.")


def sentence_of(text: str) -> str | None:
    """The sentence for the constraint that this error text names; None where it names none."""
    # The longest name first, so that one name inside another does not win.
    for name in sorted(SENTENCES, key=len, reverse=True):
        if name in text:
            return str(SENTENCES[name])
    return None
