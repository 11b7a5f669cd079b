"""The stack's processes: started, started again when they end, and ended, each by its own number."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

from crm_site.stack import Program

PAUSE = 1.0  # seconds before what has ended is started again


class Processes:
    """Writes what each prints to NAME.log in `folder`."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self._folder, self._environment = folder, environment
        self._running: dict[Program, subprocess.Popen[bytes]] = {}
        self._ended_at: dict[Program, float] = {}

    def start(self, program: Program) -> None:
        with self.log(program.name).open("ab") as log:
            # In a session of its own: a terminal's Ctrl-C reaches this process only, which ends them in order.
            self._running[program] = subprocess.Popen(  # noqa: S603 - our own commands
                program.command, env=dict(self._environment), stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True,
            )  # fmt: skip

    def log(self, name: str) -> Path:
        return self._folder / f"{name}.log"

    def numbers(self) -> dict[str, int]:
        """The process id of each by name."""
        return {program.name: process.pid for program, process in self._running.items()}

    def ended(self) -> list[str]:
        """The names of those that do not run."""
        return [program.name for program, process in self._running.items() if process.poll() is not None]

    def tend(self) -> list[str]:
        """Start again what has ended, after a pause, as Docker does; return the names."""
        started = []
        for program, process in list(self._running.items()):
            if process.poll() is None:
                continue
            if time.monotonic() - self._ended_at.setdefault(program, time.monotonic()) >= PAUSE:
                del self._ended_at[program]
                self.start(program)
                started.append(program.name)
        return started

    def end(self) -> list[str]:
        """Ask each to end, the last started first, and wait; return the names of those that had to be killed."""
        killed = []
        for program, process in reversed(list(self._running.items())):
            if process.poll() is None:
                process.terminate()
            try:
                process.wait(timeout=program.patience)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)  # its session is its own, so its children go along
                process.wait()
                killed.append(program.name)
        self._running.clear()
        return killed
