"""Whether gateway, traces and price map agree on what calls cost."""
