"""What is said of people all through the year: feedback, critical incidents, and the opinion of those around them."""
