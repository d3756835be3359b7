"""A short run of `./scripts/faults.sh fuzz`: mutated bodies at every way in."""

from pathlib import Path

import pytest

from faults import fuzz
from fixtures.agentops_process import AgentOpsProcess
from fixtures.extent import IS_LONG

pytestmark = pytest.mark.faults


def test_mutated_bodies(tmp_path: Path) -> None:
    bodies = 10_000 if IS_LONG else 1000
    with AgentOpsProcess(tmp_path) as server:
        result = fuzz.run(server, server.default_project(), bodies=bodies, seed=20_261_121)
    assert not result.faults, str(result)
    taken = sum(count for (_, status), count in result.statuses.items() if status == 200)
    # Many must get through to the store, or nothing of it is tested.
    assert taken > bodies / 5
