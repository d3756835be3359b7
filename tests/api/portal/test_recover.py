"""`python -m portal.recover`: the way back in for whoever runs the machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.fake_agentops import SERVICE_TOKEN
from fixtures.portal import ADMIN_EMAIL, ADMIN_PASSWORD, RunningPortal
from portal.settings import REPOSITORY


def _recover(data_dir: Path, email: str, password: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "portal.recover", email],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(REPOSITORY / "backend"),
            "PORTAL_DATA_DIR": str(data_dir),
            "AGENTOPS_SERVICE_TOKEN": SERVICE_TOKEN,
        },
        input=f"{password}\n",
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def test_the_way_back_in(portal: RunningPortal) -> None:
    data_dir = portal.parts.settings.data_dir
    with portal.signed_in() as before, portal.client() as client:
        for _ in range(6):
            client.post("/api/auth/login", json={"email": ADMIN_EMAIL, "password": "forgotten"})
        ended = _recover(data_dir, ADMIN_EMAIL.upper(), "a new beginning")
        assert ended.returncode == 0, ended.stderr
        assert "a new beginning" not in ended.stdout + ended.stderr
        assert before.get("/api/auth/me").status_code == 401
        old = client.post("/api/auth/login", json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
        assert old.status_code == 401
    with portal.signed_in(password="a new beginning") as client:
        assert client.get("/api/audit").json()["events"][1]["action"] == "account.recover"


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [("nobody@example.com", "long enough", "There is no account"), (ADMIN_EMAIL, "short", "at least 8")],
)
def test_what_cannot_be_done_is_one_sentence(
    portal: RunningPortal, email: str, password: str, sentence: str
) -> None:
    ended = _recover(portal.parts.settings.data_dir, email, password)
    assert ended.returncode == 1
    assert sentence in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
