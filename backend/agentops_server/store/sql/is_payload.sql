(NOT has({never:Array(String)}, k) AND NOT match(k, {own:String}) AND (
    match(k, {payload:String}) OR (t NOT IN ('i', 'd', 'b') AND NOT match(k, {kept:String}))))
