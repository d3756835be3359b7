"""Who did what, and when: every administrative act."""
