"""What the back-office's templates ask."""
