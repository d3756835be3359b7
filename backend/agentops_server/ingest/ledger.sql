-- The books of ingest (account.py) and the dead letters, in one file: a batch is settled in one transaction.
CREATE TABLE IF NOT EXISTS counts
(
    signal TEXT NOT NULL,
    project_id TEXT NOT NULL,
    outcome TEXT NOT NULL,
    items INTEGER NOT NULL,
    PRIMARY KEY (signal, project_id, outcome)
) WITHOUT ROWID;
-- How many items the lane had taken in, and up to which number all were settled, when the counts were saved.
CREATE TABLE IF NOT EXISTS marks
(
    signal TEXT NOT NULL PRIMARY KEY,
    taken INTEGER NOT NULL,
    finished INTEGER NOT NULL
) WITHOUT ROWID;
-- Requests that were not taken. An empty project_id: not known.
CREATE TABLE IF NOT EXISTS requests
(
    reason TEXT NOT NULL,
    project_id TEXT NOT NULL,
    requests INTEGER NOT NULL,
    PRIMARY KEY (reason, project_id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dead_letters
(
    id TEXT NOT NULL PRIMARY KEY,
    project_id TEXT NOT NULL,
    signal TEXT NOT NULL,
    items INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- Of the item, where it is one: a span's or metric's name, a log record's severity; a span's or record's ids.
    name TEXT NOT NULL,
    trace_id TEXT NOT NULL,
    span_id TEXT NOT NULL,
    reason TEXT NOT NULL,
    field TEXT NOT NULL,
    code INTEGER NOT NULL,
    received_unix_nano INTEGER NOT NULL,
    failed_unix_nano INTEGER NOT NULL,
    -- A record of the spool.
    record BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS dead_letters_by_project ON dead_letters (project_id, failed_unix_nano, id);
CREATE INDEX IF NOT EXISTS dead_letters_by_age ON dead_letters (failed_unix_nano);
