"""What a project's policy costs per span, before the span goes to disk."""
