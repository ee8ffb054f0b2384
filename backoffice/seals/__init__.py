"""The daily seals of the record: made, kept, mailed, printed, and checked against what stands there today."""
