-- Which spans that are no model calls carry a cost: part of `counted.sql`.
kind IN ('tool', 'retrieval', 'guardrail') AND cost_source = 'reported'
