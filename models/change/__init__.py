"""Change between two dates, without labels: evidence, thresholds, and which class became which."""
