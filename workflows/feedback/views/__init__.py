"""Pages: notes, incidents, and rounds of opinion."""
