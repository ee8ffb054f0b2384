"""The yearly report of a unit: every change of who stands where, who decides, what is planned and how it was judged."""
