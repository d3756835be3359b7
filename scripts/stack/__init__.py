"""Starts, watches and stops the processes of one stack. Standard library only: it runs before any install."""
