-- What the calls of a question may have a price for.
SELECT {project:String} AS project_id, model, response_model, provider
{money_traces}
    AND kind IN ('llm', 'embedding') AND model != ''
GROUP BY model, response_model, provider
LIMIT {limit:UInt32}
