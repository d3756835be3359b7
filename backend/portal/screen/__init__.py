"""The built screen, served as static files."""
