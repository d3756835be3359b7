"""Where the books of ingest are kept: one SQLite file, written once a batch, whole after a kill -9."""

import contextlib
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from agentops_server.ingest.account import Account, Saved, Settled
from agentops_server.ingest.signals import Signal

_SCHEMA = Path(__file__).with_name("ledger.sql")
_COUNTS = """
INSERT INTO counts (signal, project_id, outcome, items) VALUES (?, ?, ?, ?)
ON CONFLICT (signal, project_id, outcome) DO UPDATE SET items = excluded.items
"""
_MARKS = """
INSERT INTO marks (signal, taken, finished) VALUES (?, ?, ?)
ON CONFLICT (signal) DO UPDATE SET taken = excluded.taken, finished = excluded.finished
"""
_REQUESTS = """
INSERT INTO requests (reason, project_id, requests) VALUES (?, ?, ?)
ON CONFLICT (reason, project_id) DO UPDATE SET requests = excluded.requests
"""
# How long a lock of somebody else (a backup, say) is waited for.
_BUSY_S = 5.0


class LedgerFailed(OSError):
    """The file cannot be written now: the disk is full, or another program holds it."""


class LedgerBroken(Exception):
    """The file is no database (any more)."""


class Ledger:
    """The file, and the accounts of all lanes. Methods may be called from any thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self.accounts: dict[str, Account] = {}
        self.requests: Counter[tuple[str, str]] = Counter()
        """Refused requests by reason and project."""
        self._written: dict[str, dict[tuple[str, str], int]] = {}
        self._written_requests: dict[tuple[str, str], int] = {}
        self._saved_changes: tuple[int, ...] = ()
        self._connection = self._opened()

    def _opened(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # SQLite gives its other files the mode of this one.
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        self._path.chmod(0o600)
        connection = sqlite3.connect(
            self._path, timeout=_BUSY_S, isolation_level=None, check_same_thread=False
        )
        try:
            # Dead letters come and go: their room is given back.
            pragmas = ("auto_vacuum = FULL", "secure_delete = ON", "journal_mode = WAL", "synchronous = FULL")
            for pragma in pragmas:
                connection.execute(f"PRAGMA {pragma}")
            connection.executescript(_SCHEMA.read_text("utf-8"))
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            if verdict != "ok":
                raise LedgerBroken(f"{self._path} is damaged ({verdict})")
            rows = connection.execute("SELECT reason, project_id, requests FROM requests")
            self.requests = Counter({(reason, project): count for reason, project, count in rows})
        except sqlite3.OperationalError as error:
            raise LedgerFailed(f"{self._path}: {error}") from error
        except sqlite3.DatabaseError as error:
            raise LedgerBroken(f"{self._path} is damaged ({error})") from error
        self._written_requests = dict(self.requests)
        return connection

    def account(self, signal: Signal) -> Account:
        """The account of a lane, as it was saved last."""
        found = self._connection.execute(
            "SELECT taken, finished FROM marks WHERE signal = ?", (signal.name,)
        ).fetchone()
        saved = Saved(found[0], found[1], is_new=False) if found else Saved()
        account = Account(signal.name, lambda payload: signal.validate(payload).items, saved)
        written = self._written[signal.name] = {}
        rows = self._connection.execute(
            "SELECT project_id, outcome, items FROM counts WHERE signal = ?", (signal.name,)
        )
        for project_id, outcome, items in rows:
            account.counts[project_id][outcome] = written[project_id, outcome] = items
        self.accounts[signal.name] = account
        return account

    @contextlib.contextmanager
    def transaction(self) -> Iterator["Transaction"]:
        """All or nothing, on disk when it ends. Raises `LedgerFailed`."""
        with self._lock:
            made = Transaction(self._connection)
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield made
                    for account, settled in made.settled.values():
                        self._write(made, account, settled)
                except BaseException:
                    self._connection.execute("ROLLBACK")
                    raise
                self._connection.execute("COMMIT")
            except sqlite3.Error as error:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise LedgerFailed(f"{self._path.name}: {error}") from error
            for action in made.afterwards:
                action()

    def wipe(self) -> None:
        """Leave nothing of deleted or changed rows in the file's log. Raises `LedgerFailed`."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)", {})

    def rows(self, sql: str, parameters: Mapping[str, object]) -> list[sqlite3.Row]:
        """Read. Raises `LedgerFailed`."""
        with self._lock:
            try:
                cursor = self._connection.execute(sql, parameters)
                cursor.row_factory = sqlite3.Row
                return cursor.fetchall()
            except sqlite3.Error as error:
                raise LedgerFailed(f"{self._path.name}: {error}") from error

    def _write(self, work: "Transaction", account: Account, settled: Settled) -> None:
        """Write an account with what the transaction adds to it; the account has it once it is on disk."""
        with account.lock:
            counts = {(project, name): n for project, of in account.counts.items() for name, n in of.items()}
            taken, finished = account.taken, max(account.finished, settled.end)
            letters = set(account.replayed_letters)
        for project_id, added in settled.outcomes.items():
            for outcome, items in added.items():
                counts[project_id, outcome] = counts.get((project_id, outcome), 0) + items
        before = self._written[account.signal]
        changed = {key: items for key, items in counts.items() if before.get(key) != items}
        work.sql.executemany(_COUNTS, [(account.signal, *key, items) for key, items in changed.items()])
        work.sql.execute(_MARKS, (account.signal, taken, finished))
        work.sql.executemany("DELETE FROM dead_letters WHERE id = ?", [(letter,) for letter in letters])

        def remember() -> None:
            before.update(changed)
            if settled != Settled() or letters:
                account.settle(settled, letters)

        work.afterwards.append(remember)

    def _write_requests(self, work: "Transaction") -> None:
        """Write how many requests were refused, within a transaction."""
        now = dict(self.requests)
        changed = {key: count for key, count in now.items() if self._written_requests.get(key) != count}
        work.sql.executemany(_REQUESTS, [(*key, count) for key, count in changed.items()])
        work.afterwards.append(lambda: self._written_requests.update(changed))

    def save(self) -> None:
        """Write what has changed since. Raises `LedgerFailed`."""
        changes = self._changes()
        if changes == self._saved_changes:
            return
        with self.transaction() as work:
            for account in self.accounts.values():
                work.settle(account, Settled())
            self._write_requests(work)
        self._saved_changes = changes

    def _changes(self) -> tuple[int, ...]:
        return (self.requests.total(), *(account.changes for account in self.accounts.values()))

    def close(self) -> None:
        """Save and close. Raises `LedgerFailed`."""
        self.save()
        self._connection.close()


@dataclass
class Transaction:
    """Statements that hold together, what they add to the accounts, and what to do once all is on disk."""

    sql: sqlite3.Connection
    settled: dict[str, tuple[Account, Settled]] = field(default_factory=dict)
    afterwards: list[Callable[[], object]] = field(default_factory=list)

    def settle(self, account: Account, settled: Settled) -> None:
        """Write the account, with this added to it."""
        _, before = self.settled.get(account.signal, (account, Settled()))
        self.settled[account.signal] = (account, before.plus(settled))
