ALTER TABLE logs UPDATE
    attributes = CAST(mapFromArrays(
        arrayFilter((k, t) -> NOT {is_payload}, mapKeys(attributes), {letters}),
        arrayFilter((v, k, t) -> NOT {is_payload}, mapValues(attributes), mapKeys(attributes), {letters})),
        'Map(LowCardinality(String), String)'),
    attribute_types = arrayStringConcat(arrayFilter((t, k) -> NOT {is_payload}, {letters}, mapKeys(attributes))),
    body = '',
    body_type = 'n'
WHERE project_id IN {projects:Array(String)} AND {condition}
