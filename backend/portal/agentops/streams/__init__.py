"""What does not end at once: exports and the live tail."""
