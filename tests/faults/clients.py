"""What the callers of a run share, and what they have in common."""
import collections
import itertools
import random
import threading
import time


class Clients:
    """All clients of a run: threads that share a history."""

    def __init__(self, history, storages, seed, calls_take=3.0):
        self.history = history
        self.calls_take = calls_take  # seconds that a call is given
        self.codes = collections.Counter()
        self.defects = []
        self.stopping = threading.Event()
        self._storages = storages
        self._seed = seed
        self._names = []  # of articles that are known to be there
        self._head = 0    # highest acknowledged position
        self._threads = []

    def start(self, kind, count):
        """Starts so many clients of a kind."""
        for number in range(count):
            client = kind(self, f"{kind.__name__.lower()}{number}")
            self._threads.append(client)
            client.start()

    def finish(self, timeout=60):
        """Lets the writers end what they began and the readers catch up, once all
        faults are over. Who can't, says so in `defects`."""
        self.stopping.set()
        deadline = time.monotonic() + timeout
        for client in self._threads:
            client.join(max(0.0, deadline - time.monotonic()))
            if client.is_alive():
                self.defects.append(f"{client.name} is not done {timeout} s after the last fault: "
                                    f"{client.last_failure}")

    def storage(self, rng):
        """One of the storage processes."""
        return rng.choice(self._storages)

    def rng(self, name):
        """Random numbers of one client."""
        return random.Random(f"{self._seed} {name}")

    def failed(self, failure):
        """Counts how calls end."""
        self.codes[failure.code.name] += 1

    def acknowledged(self, results):
        """Tells the others what there is."""
        self._names += [result.name for result in results if result.name.startswith("articles/")]
        self._head = max([self._head, *(result.position for result in results)])

    def some_name(self, rng):
        """An article that was acknowledged, if there is one yet."""
        return rng.choice(self._names) if self._names else None

    def is_all_seen(self, position):
        """Whether a reader that has come to `position` may end."""
        writing = any(client.writes and client.is_alive() for client in self._threads)
        return self.stopping.is_set() and not writing and position >= self._head


class Client(threading.Thread):
    """One caller. Goes on whatever happens, and keeps a history of it."""

    writes = False

    def __init__(self, clients, name):
        super().__init__(name=name, daemon=True)
        self.clients = clients
        self.history = clients.history
        self.rng = clients.rng(name)
        self.last_failure = None
        self._numbers = itertools.count()

    @property
    def storage(self):
        """One of the processes, now this, now that."""
        return self.clients.storage(self.rng)

    @property
    def timeout(self):
        """For one call: mostly enough."""
        return self.clients.calls_take * self.rng.uniform(0.3, 1.5)

    def run(self):
        try:
            self.work()
        except Exception as error:  # pylint: disable=broad-except
            self.clients.defects.append(f"{self.name} ended with {error!r}")
            raise

    def work(self):
        """What the client does, until it is to stop."""
        raise NotImplementedError

    def failed(self, failure):
        """Takes a failed call down, and a breath."""
        self.last_failure = failure
        self.clients.failed(failure)
        time.sleep(self.rng.uniform(0.01, 0.1))

    def next_token(self, what):
        """A title that nobody else has."""
        return f"{self.name} {next(self._numbers)} {what}"
