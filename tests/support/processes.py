"""Processes and ports that a test starts, and is sure to stop."""
import http.client
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Who a program runs as that refuses to be root, or should not be.
_NOBODY = 65534


def free_port():
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def unprivileged():
    """Arguments of subprocess that make a child somebody else than root."""
    if os.geteuid() != 0:
        return {}
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


def hand_over(directory):
    """Gives a directory and all below to who unprivileged() is."""
    if os.geteuid() == 0:
        subprocess.run(["chown", "-R", f"{_NOBODY}:{_NOBODY}", str(directory)], check=True)


def temporary_directory():
    """A new directory that every user may search, for remove_directory()."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="broadsheet-python."))
    directory.chmod(0o755)
    return directory


def remove_directory(directory):
    """Removes a directory, unless BROADSHEET_KEEP asks to look at it."""
    if os.environ.get("BROADSHEET_KEEP"):
        print(f"kept: {directory}", file=sys.stderr)
    else:
        shutil.rmtree(directory, ignore_errors=True)


def binaries(*names):
    """The directory of a build's binaries, these among them."""
    named = os.environ.get("BROADSHEET_BIN")
    candidates = [named] if named else [ROOT / "build/release/bin", ROOT / "build/dev/bin"]
    for directory in map(pathlib.Path, candidates):
        if all((directory / name).exists() for name in names):
            return directory
    raise RuntimeError(f"no binaries in {' or '.join(map(str, candidates))}; build first, or set "
                       "BROADSHEET_BIN")


def clean_environment():
    """Ours, without what the services would take for their flags."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("BROADSHEET_", "GRPC_", "PG"))}


def migrate(binary, conninfo):
    """Brings a service's schema up to date."""
    done = subprocess.run([binary, "--migrate", f"--database={conninfo}"], capture_output=True,
                          text=True, timeout=120, check=False, env=clean_environment())
    if done.returncode != 0:
        raise RuntimeError(f"the migration of {binary.name} failed: {done.stderr}")


class Process:
    """A child in a process group of its own, with its output in a file."""

    def __init__(self, name, command, log, **options):
        self.name = name
        self.log = pathlib.Path(log)
        self._asked = False
        with self.log.open("ab") as output:
            self._child = subprocess.Popen(
                [str(word) for word in command], stdin=subprocess.DEVNULL, stdout=output,
                stderr=subprocess.STDOUT, start_new_session=True, **options)

    @property
    def pid(self):
        """Its id."""
        return self._child.pid

    def running(self):
        """Whether it still runs."""
        return self._child.poll() is None

    def tail(self, lines=15):
        """The end of its output."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def wait(self, timeout):
        """Waits until it has ended by itself; its exit status."""
        return self._child.wait(timeout)

    def kill(self):
        """Ends the whole group at once, as a crash would."""
        self._signal(signal.SIGKILL)
        self._child.wait()

    def freeze(self):
        """Has the whole group stand still, until thaw()."""
        self._signal(signal.SIGSTOP)

    def thaw(self):
        """Lets it go on."""
        self._signal(signal.SIGCONT)

    def terminate(self):
        """Asks it once to end; stop() waits until it has."""
        if not self._asked and self.running():
            self._child.send_signal(signal.SIGTERM)
        self._asked = True

    def reload(self):
        """Has it read its files again (SIGHUP)."""
        self._signal(signal.SIGHUP)

    def stop(self, timeout=20):
        """Ends it politely, and the whole group for certain; its exit status."""
        self.terminate()
        try:
            self._child.wait(timeout)
        except subprocess.TimeoutExpired:
            pass
        self._signal(signal.SIGKILL)
        return self._child.wait()

    def _signal(self, number):
        try:
            os.killpg(self._child.pid, number)
        except ProcessLookupError:
            pass


def wait_until(ready, process, timeout=60):
    """Waits until ready() is true; fails with the output if the process ends."""
    deadline = time.monotonic() + timeout
    while not ready():
        if not process.running():
            raise RuntimeError(f"{process.name} ended:\n{process.tail()}")
        if time.monotonic() > deadline:
            raise RuntimeError(f"{process.name} is not ready after {timeout} s:\n{process.tail()}")
        time.sleep(0.05)


def http_get(port, path, timeout=30):
    """Status, headers and body of a GET from 127.0.0.1; redirects are answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request("GET", path)
        response = connection.getresponse()
        return response.status, response.headers, response.read()
    finally:
        connection.close()


def http_answers(port, path="/"):
    """Whether a web server answers there."""
    try:
        return http_get(port, path)[0] < 500
    except OSError:
        return False
