"""What a browser posts: a day's report, a decision."""

from datetime import date


def report_form(day: date, what: str = "Memeriksa usulan mutasi") -> dict[str, str]:
    """A report of two activities, as the form without JavaScript sends it."""
    form = {
        "which": "other", "day": str(day.day), "month": str(day.month), "year": str(day.year),
        "activity-TOTAL_FORMS": "2", "activity-INITIAL_FORMS": "0", "kirim": "1",
    }  # fmt: skip
    for number, (starts, ends) in enumerate((("07.30", "09.30"), ("09.45", "11.00"))):
        form |= {
            f"activity-{number}-description": f"{what} {day:%d-%m}, bagian {number + 1}",
            f"activity-{number}-starts": starts, f"activity-{number}-ends": ends,
            f"activity-{number}-result": "additional", f"activity-{number}-quantity": "3",
        }  # fmt: skip
    return form


def approval_form(seen: str) -> dict[str, str]:
    """An approval of what was seen."""
    return {"verb": "approve", "seen": seen}
