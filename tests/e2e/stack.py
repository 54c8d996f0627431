"""The whole of Broadsheet for a test: a private PostgreSQL and the four services
as built, on free ports of 127.0.0.1, and nothing of it left behind."""
import shutil

from cluster import Cluster
from contract import connect, service_name, serving
from processes import (ROOT, Process, binaries, clean_environment, free_port, http_answers, http_get,
                       migrate, remove_directory, temporary_directory, wait_until)
from small_disk import SmallDisk

SERVICES = ("storage", "ingest", "query", "web")


class Stack:
    """A context manager. `ingest`, `query` and `storage` are their clients.

    While the context lasts, single services and PostgreSQL can be killed,
    stopped and started again, on the same ports and data.

    `restore` is called with the empty PostgreSQL; then `replay` with the stack, when
    storage and ingest serve and before readers are let in.
    """

    def __init__(self, small_disks=None, restore=None, replay=None, tls=(None, None), **extra_flags):
        # Of each service, beside those that every stack needs: {"ingest": […]}.
        self._extra_flags = extra_flags
        # Megabytes of the file systems that "postgres" or "search" have of their own.
        self._small_disks = small_disks or {}
        self._restore = restore or (lambda cluster: None)
        self._replay = replay
        # The CA of the services, and what is shown to them, as connect() takes both.
        self._tls = tls
        self.disks = {}
        self._bin = binaries(*SERVICES)
        self._directory = self._postgres = None
        self._processes = {}
        self._channels = {}
        self.port = {service: free_port() for service in SERVICES}
        self.metrics_port = {service: free_port() for service in SERVICES}
        self.ingest = self.query = self.storage = None

    def __enter__(self):
        self._directory = temporary_directory()
        self._postgres = Cluster(self._directory / "postgres")
        try:
            for name, megabytes in self._small_disks.items():
                self.disks[name] = SmallDisk(self._directory / name, megabytes)
                self.disks[name].mount()
            self.start_postgres()
            self._restore(self._postgres)
            for service in ("storage", "ingest", "query"):
                migrate(self._bin / service, self._postgres.conninfo(f"{service}_owner"))
            self._start_all()
        except BaseException:
            self.__exit__()
            raise
        return self

    def _start_all(self):
        writers, readers = SERVICES[:2], SERVICES[2:]
        for services in (writers, readers) if self._replay else (SERVICES,):
            for service in services:
                self.start(service)
            for service in services:
                self.await_serving(service)
            if services is writers:
                self._replay(self)

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
            for disk in self.disks.values():
                disk.unmount()
            remove_directory(self._directory)

    @property
    def web_uri(self):
        """Where readers' pages are."""
        return f"http://127.0.0.1:{self.port['web']}"

    @property
    def cli(self):
        """The command `broadsheet`, and the environment that points it here."""
        names = {f"BROADSHEET_{name.upper()}": self._address(name)
                 for name in SERVICES}
        return self._bin / "broadsheet", {**clean_environment(), **names}

    @property
    def postgres(self):
        """The Cluster that its data is in."""
        return self._postgres

    @property
    def directory(self):
        """Where data and logs are, as long as the context lasts."""
        return self._directory

    def process(self, service):
        """The process of a service."""
        return self._processes[service]

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
            flags += [f"--database={self._postgres.conninfo(service)}"]
        if service in ("ingest", "query"):
            flags += [f"--storage={self._address('storage')}"]
        if service == "ingest":
            flags += ["--allow_private_addresses", "--host_interval=0"]
        if service == "query":
            flags += [f"--data_dir={self._directory / 'search'}"]
        self._processes[service] = Process(
            service, [self._bin / service, *flags, *self._extra_flags.get(service, [])],
            self._directory / f"{service}.log", env=clean_environment(), cwd="/")
        if service != "web" and service not in self._channels:
            certificate, identity = self._tls
            self._channels[service], client = connect(service, self.port[service],
                                                      certificate=certificate, identity=identity)
            setattr(self, service, client)

    def await_serving(self, service, timeout=60):
        """Waits until a service says that it is healthy."""
        def ready():
            if service == "web":
                return http_answers(self.port["web"], "/healthz")
            return serving(self._channels[service], service_name(service))

        wait_until(ready, self._processes[service], timeout)

    def freeze(self, service):
        """Has a service stand still, until thaw()."""
        self._processes[service].freeze()

    def thaw(self, service):
        """Lets it go on."""
        self._processes[service].thaw()

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
        self._postgres.start()

    def stop_postgres(self):
        """Stops PostgreSQL, cutting off who uses it."""
        self._postgres.stop()

    def rebuild_query(self):
        """Has query drop all that it derived, and build it anew from the log. Returns
        when web has found it again."""
        self.stop("query")
        for name in ("truncate_archive", "reset_archive_cursor"):
            statement = (ROOT / "services" / "query" / "sql" / f"{name}.sql").read_text()
            self._postgres.query(f"SET search_path = query; {statement}")
        shutil.rmtree(self._directory / "search")
        self.start("query")
        self.await_serving("query")
        wait_until(lambda: self.page("/")[0] == 200, self._processes["web"])

    def _address(self, service):
        return f"127.0.0.1:{self.port[service]}"
