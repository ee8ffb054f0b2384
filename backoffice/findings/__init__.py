"""What auditors write and take along: notes and findings, samples, saved searches, the yearly report, and its proof."""
