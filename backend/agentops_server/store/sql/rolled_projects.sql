SELECT DISTINCT project_id FROM traces ORDER BY project_id
