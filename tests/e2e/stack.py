"""The whole of Broadsheet for a test: a private PostgreSQL and the four services
as built, on free ports of 127.0.0.1, and nothing of it left behind."""
import os
import pathlib
import subprocess

from contract import connect, service_name, serving
from processes import (ROOT, Process, free_port, http_answers, http_get, remove_directory,
                       temporary_directory, wait_until)

SERVICES = ("storage", "ingest", "query", "web")
_CLUSTER = ROOT / "deploy" / "postgres" / "cluster"


def binaries():
    """The directory of the services' binaries."""
    named = os.environ.get("BROADSHEET_BIN")
    candidates = [named] if named else [ROOT / "build/release/bin", ROOT / "build/dev/bin"]
    for directory in map(pathlib.Path, candidates):
        if all((directory / service).exists() for service in SERVICES):
            return directory
    raise RuntimeError(f"no binaries in {' or '.join(map(str, candidates))}; build first, or set "
                       "BROADSHEET_BIN")


class Stack:
    """A context manager. `ingest`, `query` and `storage` are their clients.

    While the context lasts, single services and PostgreSQL can be killed,
    stopped and started again, on the same ports and data.
    """

    def __init__(self, **extra_flags):
        # Of each service, beside those that every stack needs: {"ingest": […]}.
        self._extra_flags = extra_flags
        self._bin = binaries()
        self._directory = None
        self._processes = {}
        self._channels = {}
        self.port = {service: free_port() for service in SERVICES}
        self.metrics_port = {service: free_port() for service in SERVICES}
        self.ingest = self.query = self.storage = None

    def __enter__(self):
        self._directory = temporary_directory()
        try:
            self.start_postgres()
            self._migrate()
            for service in SERVICES:
                self.start(service)
            for service in SERVICES:
                self.await_serving(service)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for channel in self._channels.values():
            channel.close()
        for process in self._processes.values():
            process.terminate()
        for process in self._processes.values():
            process.stop()
        try:
            self.stop_postgres()
        finally:
            remove_directory(self._directory)

    @property
    def web_uri(self):
        """Where readers' pages are."""
        return f"http://127.0.0.1:{self.port['web']}"

    @property
    def cli(self):
        """The command `broadsheet`, and the environment that points it here."""
        names = {f"BROADSHEET_{name.upper()}": self._address(name)
                 for name in ("storage", "ingest", "query")}
        return self._bin / "broadsheet", {**_environment(), **names}

    def page(self, path):
        """Status, headers and text of a readers' page."""
        status, headers, body = http_get(self.port["web"], path)
        return status, headers, body.decode()

    def metrics(self, service):
        """What a service shows to Prometheus."""
        return http_get(self.metrics_port[service], "/metrics")[2].decode()

    def channel(self, service):
        """The channel to a service."""
        return self._channels[service]

    def log(self, service):
        """All that a service has printed."""
        return self._processes[service].log.read_text(errors="replace")

    def start(self, service):
        """Starts a service; await_serving() waits for it."""
        flags = [f"--listen=127.0.0.1:{self.port[service]}",
                 f"--metrics_listen=127.0.0.1:{self.metrics_port[service]}"]
        if service == "web":
            flags += [f"--query={self._address('query')}"]
        else:
            flags += [f"--database={self._database(service)}"]
        if service in ("ingest", "query"):
            flags += [f"--storage={self._address('storage')}"]
        if service == "ingest":
            flags += ["--allow_private_addresses", "--host_interval=0"]
        if service == "query":
            flags += [f"--data_dir={self._directory / 'search'}"]
        self._processes[service] = Process(
            service, [self._bin / service, *flags, *self._extra_flags.get(service, [])],
            self._directory / f"{service}.log", env=_environment(), cwd="/")
        if service != "web" and service not in self._channels:
            self._channels[service], client = connect(service, self.port[service])
            setattr(self, service, client)

    def await_serving(self, service, timeout=60):
        """Waits until a service says that it is healthy."""
        def ready():
            if service == "web":
                return http_answers(self.port["web"], "/healthz")
            return serving(self._channels[service], service_name(service))

        wait_until(ready, self._processes[service], timeout)

    def kill(self, service):
        """Ends a service as a crash would."""
        self._processes[service].kill()

    def stop(self, service):
        """Ends a service politely; its exit status."""
        return self._processes[service].stop()

    def running(self, service):
        """Whether a service's process is there."""
        return self._processes[service].running()

    def start_postgres(self):
        """Starts PostgreSQL, with the data that it had."""
        done = subprocess.run([_CLUSTER, "start", self._directory / "postgres"],
                              # Its socket goes away with our directory.
                              env=os.environ | {"TMPDIR": str(self._directory)},
                              capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        self._socket = done.stdout.strip()

    def stop_postgres(self):
        """Stops PostgreSQL, cutting off who uses it."""
        subprocess.run([_CLUSTER, "stop", self._directory / "postgres"], check=True, timeout=120,
                       stdout=subprocess.DEVNULL)

    def _database(self, user):
        return f"host={self._socket} dbname=broadsheet user={user}"

    def _address(self, service):
        return f"127.0.0.1:{self.port[service]}"

    def _migrate(self):
        for service in ("storage", "ingest", "query"):
            done = subprocess.run(
                [self._bin / service, "--migrate", f"--database={self._database(service)}_owner"],
                capture_output=True, text=True, timeout=120, check=False, env=_environment())
            if done.returncode != 0:
                raise RuntimeError(f"the migration of {service} failed: {done.stderr}")


def _environment():
    """Ours, without what the services would take for their flags."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("BROADSHEET_", "GRPC_", "PG"))}
