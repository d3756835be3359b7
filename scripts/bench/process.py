"""Processes that benchmarks start: their ports, their end, and what the system says about them."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def free_ports(count: int) -> list[int]:
    """Ports nobody listens on at this moment, all different."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def free_port() -> int:
    """A port nobody listens on at this moment."""
    return free_ports(1)[0]


@contextmanager
def ended(process: "subprocess.Popen[bytes]", grace_s: float) -> Iterator[None]:
    """Ends a process with the block; kills it when it takes longer than `grace_s` seconds."""
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(grace_s)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def cpu_seconds(pid: int) -> float:
    """Processor time a process has used, in all its threads; 0 where the system does not tell."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        return 0.0
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def resident_mib(pid: int) -> float:
    """Memory of a process now, in MiB; 0 where the system does not tell."""
    return _memory_mib(pid, "VmRSS:")


def most_resident_mib(pid: int) -> float:
    """Memory of a process when it had most, in MiB; 0 where the system does not tell."""
    return _memory_mib(pid, "VmHWM:")


def _memory_mib(pid: int, field: str) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = status.read_text().splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)
