"""Template tags of the look: `words`, `pictures` and `fields`."""
