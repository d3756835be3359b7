-- The traces that a question is about: one project, one window, optional filters. Part of every list, card
-- and chart, so that they cannot disagree.
FROM traces FINAL
WHERE {in_window}
    AND {filter}
