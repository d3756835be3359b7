-- Takes prompts, completions and what tools were told and answered out of stored spans; figures stay.
ALTER TABLE spans UPDATE
    attributes = CAST(mapFromArrays(
        arrayFilter((k, t) -> NOT {is_payload}, mapKeys(attributes), {letters}),
        arrayFilter((v, k, t) -> NOT {is_payload}, mapValues(attributes), mapKeys(attributes), {letters})),
        'Map(LowCardinality(String), String)'),
    attribute_types = arrayStringConcat(arrayFilter((t, k) -> NOT {is_payload}, {letters}, mapKeys(attributes))),
    events = CAST(arrayMap(e -> (
        e.time_unix_nano, e.name,
        mapFromArrays(
            arrayFilter((k, t) -> NOT {is_payload}, mapKeys(e.attributes), {event_letters}),
            arrayFilter((v, k, t) -> NOT {is_payload}, mapValues(e.attributes), mapKeys(e.attributes), {event_letters})),
        arrayStringConcat(arrayFilter((t, k) -> NOT {is_payload}, {event_letters}, mapKeys(e.attributes)))), events),
        'Array(Tuple(time_unix_nano UInt64, name String, attributes Map(String, String), attribute_types String))'),
    status_message = if(status_message = '', '', {not_stored:String}),
    input_preview = '',
    output_preview = ''
WHERE project_id IN {projects:Array(String)} AND {condition}
