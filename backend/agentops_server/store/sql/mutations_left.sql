-- Work that the engine has taken on and not finished, on tables or their shards on a cluster.
SELECT table, mutation_id, latest_fail_reason
FROM system.mutations
WHERE database = currentDatabase() AND NOT is_done AND NOT is_killed
    AND (table IN {tables:Array(String)} OR table IN arrayMap(name -> concat(name, '_local'), {tables:Array(String)}))
