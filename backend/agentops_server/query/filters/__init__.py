"""The filter language of the search box: text → syntax tree → one bound SQL condition over `traces`.

`lexer` and `parser` read it, `syntax` is what they make, `printer` writes it back, `compiler` turns it into
SQL, `completion` says what could come next. The language is described in docs/adr/0015.
"""
