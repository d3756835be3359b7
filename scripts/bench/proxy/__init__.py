"""What the proxy costs, against the least that could be done and against others, in one run."""
