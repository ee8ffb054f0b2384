"""Pages of the assessment: its tasks, what can be read, and the printed sheets."""
