"""Programs inside the portal's frames, in a real Chromium (frontend/e2e/frames)."""

import json
import os
import shutil
import subprocess

from fixtures.infra import leave_out
from fixtures.portal import ADMIN_EMAIL
from fixtures.processes import ROOT

from .conftest import Portal


def test_programs_in_frames_in_chromium(portal: Portal) -> None:
    browsers = map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))
    chromium = next(filter(None, browsers), None)
    if chromium is None:
        leave_out("no Chromium: apt install chromium")
    addresses = {"frames": portal.frames_url, "langfuse": portal.langfuse_url, "elsewhere": portal.elsewhere}
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    result = subprocess.run(
        ["npx", "playwright", "test", "frames/"],
        cwd=ROOT / "frontend",
        env={
            **kept,
            "E2E_BASE_URL": portal.url,
            "E2E_EMAIL": ADMIN_EMAIL,
            "E2E_PASSWORD": portal.password,
            "E2E_CHROMIUM": chromium,
            "E2E_FRAMES": json.dumps(addresses),
        },
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=1200,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-8000:]
    # Everything went through the portal, with who is signed in and without the portal's cookie.
    assert portal.grafana.live_hosts
    assert set(portal.grafana.live_hosts) == {portal.frames_url.partition("://")[2]}
    assert portal.langfuse.cookies
    assert not any("portal_" in cookie for cookie in portal.langfuse.cookies)
