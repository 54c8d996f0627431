"""Two storage processes on one PostgreSQL, with a gate in between: what the faults
happen to."""
import subprocess

from cluster import Cluster
from contract import connect, service_name, serving
from gate import CONNINFO, Gate
from processes import (Process, binaries, clean_environment, free_port, migrate,
                       remove_directory, temporary_directory, wait_until)
from small_disk import SmallDisk

_PROCESSES = 2


class Stand:
    """A context manager. `storages` are the processes' clients.

    `megabytes` is the size of PostgreSQL's file system, where it shall have one of
    its own; `sql` is run on the schema before the processes start.
    """

    def __init__(self, megabytes=None, sql=""):
        self._storage = binaries("storage") / "storage"
        self._megabytes = megabytes
        self._sql = sql
        self._directory = self.cluster = self.gate = None
        # PostgreSQL's, where it has one of its own.
        self.disk = None
        self._clusters = []
        self._ports = [free_port() for _ in range(_PROCESSES)]
        self._processes = [None] * _PROCESSES
        self._channels = []
        self.storages = []

    def __enter__(self):
        self._directory = temporary_directory()
        # A small log, which must not be what fills a small disk.
        self.cluster = self.another_cluster("postgres", max_wal_size="48MB", min_wal_size="32MB")
        try:
            if self._megabytes is not None:
                self.disk = SmallDisk(self.cluster.directory, self._megabytes)
                self.disk.mount()
            self.cluster.start()
            migrate(self._storage, self.cluster.conninfo("storage_owner"))
            self.cluster.query(self._sql)
            self.gate = Gate(self.cluster.socket_path).__enter__()
            for index, port in enumerate(self._ports):
                channel, client = connect("storage", port)
                self._channels.append(channel)
                self.storages.append(client)
                self.start_storage(index)
            self.await_serving()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for channel in self._channels:
            channel.close()
        for process in filter(None, self._processes):
            process.kill()
        if self.gate is not None:
            self.gate.__exit__()
        try:
            for cluster in self._clusters:
                cluster.stop()
        finally:
            if self.disk is not None:
                self.disk.unmount()
            remove_directory(self._directory)

    def another_cluster(self, name, **settings):
        """A cluster beside the first, which goes away with the stand."""
        self._clusters.append(Cluster(self._directory / name, **settings))
        return self._clusters[-1]

    def move_to(self, cluster):
        """Leads the storage processes to another cluster, as a failover does."""
        self.cluster = cluster
        self.gate.lead_to(cluster.socket_path)

    def run_storage(self, *flags):
        """What the binary prints, called for something else than to serve."""
        done = subprocess.run([self._storage, self._database(), *flags], check=True, timeout=60,
                              capture_output=True, text=True, env=clean_environment())
        return done.stdout.strip()

    def start_storage(self, index):
        """Starts one of the processes."""
        self._processes[index] = Process(
            f"storage{index}",
            [self._storage, f"--listen=127.0.0.1:{self._ports[index]}", "--metrics_listen=none",
             self._database()],
            self._directory / f"storage{index}.log", env=clean_environment(), cwd="/")

    def kill_storage(self, index):
        """Ends one of the processes as a crash would."""
        self._processes[index].kill()

    def storage_process(self, index):
        """One of the processes."""
        return self._processes[index]

    def await_serving(self, timeout=60):
        """Waits until both processes serve."""
        for channel, process in zip(self._channels, self._processes):
            wait_until(lambda channel=channel: serving(channel, service_name("storage")),
                       process, timeout)

    def ended(self):
        """Processes that have ended by themselves, with the end of their output."""
        return [f"{process.name} ended:\n{process.tail()}"
                for process in self._processes if not process.running()]

    def _database(self):
        return ("--database=dbname=broadsheet user=storage "
                + CONNINFO.format(port=self.gate.port))
