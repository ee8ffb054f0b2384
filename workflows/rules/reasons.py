"""What counts as a reason: one that says something."""

LEAST_REASON = 5  # letters; fewer say nothing
NEW_ROW = "back-office: data baru"  # in the history of a row that was entered without one


def says_something(reason: str) -> bool:
    """Whether it is more than blanks, a sign, or what the back-office writes where nobody wrote anything."""
    words = reason.strip()
    return len(words) >= LEAST_REASON and words != NEW_ROW
