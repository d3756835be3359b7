-- Tools that were called again and again with the same arguments in one trace, the worst of each project.
-- Arguments that are not known (not sent, or not stored) are not the same. The preview finds what may be a loop
-- without reading payloads; what it does not show of the arguments is compared for those traces alone.
SELECT
    project_id, agent, tool,
    max(times) AS calls,
    count() AS traces,
    lower(hex(argMax(trace_id, times))) AS worst
FROM
(
    SELECT project_id, trace_id, tool, any(who) AS agent, uniqExact(span_id) AS times
    FROM
    (
        SELECT
            project_id, trace_id, span_id, tool,
            if(agent != '', agent, service_name) AS who,
            cityHash64(input_preview, arrayMap(name -> attributes[name], {names:Array(String)})) AS asked
        FROM spans
        WHERE project_id IN {projects:Array(String)}
            AND start_time >= fromUnixTimestamp64Nano({since:Int64}, 'UTC')
            AND kind = 'tool'
            AND (trace_id, tool, input_preview) IN
            (
                SELECT trace_id, tool, input_preview
                FROM spans
                WHERE project_id IN {projects:Array(String)}
                    AND start_time >= fromUnixTimestamp64Nano({since:Int64}, 'UTC')
                    AND kind = 'tool' AND tool != '' AND input_preview != ''
                GROUP BY project_id, trace_id, tool, input_preview
                HAVING uniqExact(span_id) >= {least:UInt32}
                ORDER BY uniqExact(span_id) DESC
                LIMIT {traces:UInt32}
            )
    )
    GROUP BY project_id, trace_id, tool, asked
    HAVING times >= {least:UInt32}
)
GROUP BY project_id, agent, tool
ORDER BY calls DESC, project_id, agent, tool
LIMIT {most:UInt32} BY project_id
