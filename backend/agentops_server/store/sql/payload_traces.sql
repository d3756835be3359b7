ALTER TABLE traces UPDATE
    error_message = if(error_message = '', '', {not_stored:String}),
    input_preview = '',
    output_preview = ''
WHERE project_id IN {projects:Array(String)} AND {condition}
