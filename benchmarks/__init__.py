"""How fast and how large: each figure is measured against another of the same run, or against its limit."""
