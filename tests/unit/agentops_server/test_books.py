"""The books of a lane: what is found at a start, what is missing, what old files held. With a real ledger."""

import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from agentops_server.ingest.account import Account, Settled
from agentops_server.ingest.dead_letters import Bounds, DeadLetters, Fault, Refusal
from agentops_server.ingest.ledger import Ledger, LedgerBroken
from agentops_server.ingest.records import Record
from agentops_server.ingest.signals import LOGS, METRICS, TRACES


def record(items: int, project: str = "p") -> Record:
    return Record(project, "k", 1, b"payload", items)


def opened(folder: Path) -> tuple[Ledger, Account]:
    """The ledger of a folder, and its account of spans."""
    ledger = Ledger(folder / "ingest.db")
    accounts = [ledger.account(signal) for signal in (TRACES, LOGS, METRICS)]
    return ledger, accounts[0]


def taken(account: Account, *items: int) -> list[Record]:
    """As many records, on disk now."""
    made = []
    for count in items:
        (one,) = account.numbered([record(count)])
        account.enter([one])
        made.append(one)
    return made


def test_what_was_saved_is_not_counted_again(tmp_path: Path) -> None:
    ledger, account = opened(tmp_path)
    first, second, third = taken(account, 3, 4, 5)
    with ledger.transaction() as work:
        work.settle(account, Settled({"p": 3}, 3, {"p": Counter(stored=2, duplicate=1)}))
    assert account.state("p").waiting == 9
    last = taken(account, 6)  # after the books were saved: only the spool knows of it

    _, again = opened(tmp_path)
    assert again.find([first, second, third, *last], []) == [second, third, *last]
    state = again.state("p")
    assert (state.counts["accepted"], state.waiting, state.lost) == (18, 15, 0)
    assert again.taken == 18


def test_gaps_are_lost_and_belong_to_whom_they_can_be_told(tmp_path: Path) -> None:
    ledger, account = opened(tmp_path)
    before = taken(account, 2, 3)
    ledger.save()
    after = [*taken(account, 4), *taken(account, 5), *taken(account, 6)]
    _, again = opened(tmp_path)
    # The second and the fourth are gone without a word; of the third only its head can be read.
    head = replace(after[0], payload=b"", project_id="other")
    again.find([before[0], after[2]], [head])
    assert again.state("p").lost == 3
    assert again.state("other").lost == 4
    assert again.state("").lost == 5
    assert again.state("p").waiting == 8


def test_a_new_ledger_beside_an_old_spool_loses_nothing(tmp_path: Path) -> None:
    _, account = opened(tmp_path / "one")
    taken(account, 100)
    later = taken(account, 7)
    _, fresh = opened(tmp_path / "two")
    fresh.find(later, [])
    assert (fresh.state("p").lost, fresh.state("p").waiting, fresh.taken) == (0, 7, 107)


def test_records_of_earlier_versions_are_counted_by_what_they_hold() -> None:
    account = Account(measure=len)
    found = account.find([Record("p", "k", 1, b"12345"), Record("p", "k", 1, b"123")], [])
    assert [(one.first, one.items) for one in found] == [(0, 5), (5, 3)]
    assert account.state("p").waiting == 8


def test_a_replay_that_was_cut_off_is_one(tmp_path: Path) -> None:
    ledger, account = opened(tmp_path)
    letters = DeadLetters(ledger, Bounds(10, 2**20, 90))
    (one,) = taken(account, 2)
    refusal = Refusal(one, Fault("why not"))
    letters.settle(account, Settled({"p": 2}, 2, {"p": Counter(dead_lettered=2)}), [refusal])
    (letter,) = letters.page("p", 10)
    (again,) = account.numbered([replace(one, letter=letter.id)])
    account.enter([again])  # on disk, and then the process ends without saving
    assert letters.find("p", letter.id) is None

    ledger, account = opened(tmp_path)
    account.find([again], [])
    ledger.save()
    letters = DeadLetters(ledger, Bounds(10, 2**20, 90))
    assert letters.page("p", 10) == []
    state = account.state("p")
    assert (state.counts["accepted"], state.counts["replayed"], state.kept) == (2, 2, 0)
    assert (state.waiting, state.lost) == (2, 0)


def test_dead_letters_in_files_are_taken_over(tmp_path: Path) -> None:
    ledger, account = opened(tmp_path)
    folder = tmp_path / "dead_letters"
    folder.mkdir()
    known = {"project_id": "p", "spans": 3, "reason": "an old one", "signal": "traces"}
    (folder / "a.json").write_text(json.dumps(known))
    (folder / "a.rec").write_bytes(Record("p", "k", 5, b"x").encode())
    letters = DeadLetters(ledger, Bounds(10, 2**20, 90))
    assert letters.adopt(folder) == 1
    (letter,) = letters.page("p", 10)
    assert (letter.items, letter.reason, letter.received_unix_nano) == (3, "an old one", 5)
    assert list(folder.iterdir()) == []
    assert (account.state("p").kept, account.state("p").lost) == (3, 0)


def test_old_letters_go_by_age(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger, account = opened(tmp_path)
    letters = DeadLetters(ledger, Bounds(10, 2**20, 1))
    for project in ("p", "q"):
        one = Refusal(record(1, project), Fault("why not"))
        letters.settle(account, Settled(outcomes={project: Counter(accepted=1, dead_lettered=1)}), [one])
    letters.expire()
    assert len(letters.page("p", 10)) == 1
    with ledger.transaction() as work:
        work.sql.execute("UPDATE dead_letters SET failed_unix_nano = 1 WHERE project_id = 'p'")
    letters.expire()
    assert letters.page("p", 10) == []
    assert len(letters.page("q", 10)) == 1
    assert (account.state("p").counts["expired"], account.state("p").lost) == (1, 0)


def test_a_file_that_is_no_ledger_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "ingest.db").write_bytes(b"something else" * 100)
    with pytest.raises(LedgerBroken):
        Ledger(tmp_path / "ingest.db")
