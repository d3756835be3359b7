"""The tables beside the projects, which several servers that share a database make together."""

import time

import sqlalchemy as sa

_OTHER_ATTEMPTS = 5
_PAUSE_S = 0.1


def create_missing(engine: sa.Engine, metadata: sa.MetaData) -> None:
    """Create the tables of `metadata` that are missing; several servers may do it at the same moment.

    Raises `sqlalchemy.exc.DBAPIError` when the database cannot be used.
    """
    # Another server can be faster at each of the tables in turn, and holds a new file of SQLite as well.
    last = len(metadata.tables) + _OTHER_ATTEMPTS
    for attempt in range(1, last + 1):
        try:
            metadata.create_all(engine)
        except sa.exc.DBAPIError:
            if attempt == last:
                raise
            time.sleep(min(attempt, _OTHER_ATTEMPTS) * _PAUSE_S)
        else:
            return
