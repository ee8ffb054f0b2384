"""What templates ask of the engine."""
