"""Draws what the look shows as markup and inline SVG; values stand in SVG attributes, never in style attributes."""
