SELECT count() AS total
{window}
