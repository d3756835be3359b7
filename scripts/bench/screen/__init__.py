"""The screen in a browser, and Arize Phoenix's beside it."""
