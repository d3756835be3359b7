-- What model calls of traces that began in a stretch of time cost, by team and model. Teams and models that
-- have no budget are one, so that there are few rows however many names there are.
SELECT
    if(call_team IN {teams:Array(String)}, call_team, '') AS team,
    if(call_model IN {models:Array(String)}, call_model, '') AS model,
    toFloat64(sum(call_cost)) AS usd
FROM
(
    -- One by one: with FINAL the whole list would be read otherwise.
    SELECT calls.team AS teams_of, calls.model AS models_of, calls.cost AS costs_of
    FROM traces FINAL
    WHERE project_id IN {projects:Array(String)}
        AND day BETWEEN toDate(toDateTime({start:Int64}, 'UTC')) AND toDate(toDateTime({end:Int64}, 'UTC'))
        AND start_time >= toDateTime({start:Int64}, 'UTC')
        AND start_time < toDateTime({end:Int64}, 'UTC')
        AND isNotNull(cost)
)
ARRAY JOIN teams_of AS call_team, models_of AS call_model, costs_of AS call_cost
GROUP BY team, model
