"""What a file's columns mean: one resource for each kind of row that is imported or exported."""
