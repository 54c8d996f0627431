"""A private PostgreSQL for a test, which can also be killed as a crash would."""
import getpass
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile
import time

from processes import ROOT, clean_environment

_SCRIPT = ROOT / "deploy" / "postgres" / "cluster"
# As the script has it.
_SUPERUSER = "postgres" if os.geteuid() == 0 else getpass.getuser()
_PROGRAMS = max(pathlib.Path("/usr/lib/postgresql").glob("*/bin"),
                key=lambda path: int(path.parent.name), default=pathlib.Path("/usr/bin"))


class Cluster:
    """deploy/postgres/cluster in a directory; `settings` are PostgreSQL's."""

    def __init__(self, directory, **settings):
        self.directory = pathlib.Path(directory)
        self.data = self.directory / "data"
        self.socket = None
        self.superuser = _SUPERUSER
        self._settings = settings

    def start(self):
        """Starts it, with the data that it had."""
        options = self._options()
        done = subprocess.run(
            [_SCRIPT, "start", self.directory],
            # The socket goes away with the directory around ours.
            env=os.environ | {"TMPDIR": str(self.directory.parent), "PGCLUSTER_OPTIONS": options},
            capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        self.socket = done.stdout.strip()

    def stop(self):
        """Stops it, cutting off who uses it."""
        subprocess.run([_SCRIPT, "stop", self.directory], check=True, timeout=120,
                       stdout=subprocess.DEVNULL)

    def run(self, program, *arguments):
        """Runs a program, of PostgreSQL's or any, as the user that the cluster is of."""
        # Not by subprocess's own means: for that it forks with all of gRPC's locks.
        as_user = (["setpriv", f"--reuid={_SUPERUSER}", f"--regid={_SUPERUSER}", "--init-groups",
                    "--"] if os.geteuid() == 0 else [])
        found = _PROGRAMS / program if (_PROGRAMS / program).exists() else program
        done = subprocess.run([*as_user, found, *map(str, arguments)], capture_output=True,
                              text=True, env=clean_environment(), cwd="/", timeout=120,
                              check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")
        return done.stdout

    def copy_from(self, conninfo):
        """Makes it of a base backup of the cluster there."""
        self.directory.mkdir()
        shutil.chown(self.directory, self.superuser)
        self.run("pg_basebackup", "-d", conninfo, "-D", self.data, "-c", "fast", "-X", "stream")

    def configure(self, signal_file, **settings):
        """What the copy shall do when it starts: "standby.signal" or "recovery.signal",
        and its settings."""
        (self.data / signal_file).touch()
        shutil.chown(self.data / signal_file, self.superuser)
        with (self.data / "postgresql.auto.conf").open("a") as configuration:
            for name, value in settings.items():
                configuration.write(f"{name} = '{value}'\n")

    def start_server(self):
        """Starts what may not be written to yet: a standby, or a recovery."""
        self.socket = pathlib.Path(tempfile.mkdtemp(prefix="pg.", dir=self.directory.parent))
        shutil.chown(self.socket, self.superuser)
        self.run("pg_ctl", "-D", self.data, "-l", self.directory / "postgresql.log", "-w", "start",
                 "-o", f"-c listen_addresses='' -k {self.socket} -c max_connections=200 "
                 + self._options())

    def kill(self):
        """Ends the postmaster and all its children at once."""
        postmaster = self._postmaster()
        children = _children(postmaster)
        for pid in (postmaster, *children):
            _kill(pid)
        deadline = time.monotonic() + 30
        # A zombie still counts as running for pg_ctl.
        while any(map(_exists, (postmaster, *children))):
            if time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL {postmaster} survived SIGKILL")
            time.sleep(0.01)

    def kill_backend(self, user):
        """Ends one connection of a user, once there is one; the postmaster then cuts all
        others off and recovers."""
        _kill(self.backend(user).pid)

    def backend(self, user):
        """One connection of a user, once there is one."""
        title = f"postgres: {user} ".encode()
        while not (backends := [pid for pid in _children(self._postmaster())
                                if _command_line(pid).startswith(title)]):
            time.sleep(0.01)
        return Backend(random.choice(backends))

    def conninfo(self, user=_SUPERUSER, database="broadsheet"):
        """libpq's connection string."""
        return f"host={self.socket} dbname={database} user={user}"

    @property
    def socket_path(self):
        """The socket itself."""
        return f"{self.socket}/.s.PGSQL.5432"

    def psql(self, sql):
        """Starts psql with `sql`, as the superuser; a subprocess.Popen."""
        return subprocess.Popen(["psql", "-XAtq", "-v", "ON_ERROR_STOP=1", self.conninfo(),
                                 "-c", sql], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True, cwd="/",
                                env=clean_environment())

    def query(self, sql):
        """What psql prints for `sql`, which must succeed."""
        with self.psql(sql) as running:
            output, error = running.communicate(timeout=60)
        if running.returncode != 0:
            raise RuntimeError(f"{sql}: {error}")
        return output.strip()

    def _options(self):
        return " ".join(f"-c {name}={value}" for name, value in self._settings.items())

    def _postmaster(self):
        return int((self.data / "postmaster.pid").read_text().splitlines()[0])


class Backend:
    """One connection's process."""

    def __init__(self, pid):
        self.pid = pid

    def freeze(self):
        """Has it stand still, until thaw()."""
        _send(self.pid, signal.SIGSTOP)

    def thaw(self):
        """Lets it go on."""
        _send(self.pid, signal.SIGCONT)


def _exists(pid):
    return pathlib.Path(f"/proc/{pid}").exists()


def _parent(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return None
    return int(text.rpartition(")")[2].split()[1])


def _command_line(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return b""


def _children(parent):
    pids = (int(entry.name) for entry in pathlib.Path("/proc").iterdir() if entry.name.isdigit())
    return [pid for pid in pids if _parent(pid) == parent]


def _kill(pid):
    _send(pid, signal.SIGKILL)


def _send(pid, number):
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass
