"""The demonstration: an office's year played through the same actions and flows as everybody's."""
