"""What goes wrong, and for how long: each scenario is a function that breaks a
stand for some seconds, and leaves it whole again."""
import dataclasses
import time
import typing

from gate import AtCommit


@dataclasses.dataclass(frozen=True)
class Scenario:
    """`breaks` is called with the stand, random numbers and the number of seconds;
    it answers how many faults there were."""
    breaks: typing.Callable
    # What such a fault is called.
    fault: str
    # Seconds that clients give a call.
    calls_take: float = 3.0
    # The size of PostgreSQL's file system, where it matters.
    megabytes: int | None = None


def _rounds(rng, seconds, shortest, longest):
    """Goes round until the time is up, with a random pause before each round."""
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        time.sleep(rng.uniform(shortest, longest))
        yield count
        count += 1


def storage_is_killed(stand, rng, seconds):
    """One of the processes gets SIGKILL, now this, now that, now both."""
    kills = 0
    for _ in _rounds(rng, seconds, 0.1, 1.0):
        victims = rng.choice([[0], [1], [0, 1]])
        for index in victims:
            stand.kill_storage(index)
        for index in victims:
            stand.start_storage(index)
        kills += len(victims)
        stand.await_serving()
    return kills


def processes_are_frozen(stand, rng, seconds):
    """One of the processes stands still (SIGSTOP), now this, now that, now both, for less
    or for longer than its callers wait; or one of PostgreSQL's does that serves it."""
    freezes = 0
    for _ in _rounds(rng, seconds, 0.1, 1.0):
        victims = rng.choice([[stand.storage_process(0)], [stand.storage_process(1)],
                              [stand.storage_process(0), stand.storage_process(1)],
                              [stand.cluster.backend("storage")]])
        for victim in victims:
            victim.freeze()
        time.sleep(rng.uniform(0.1, 5.0))
        for victim in victims:
            victim.thaw()
        freezes += len(victims)
        stand.await_serving()
    return freezes


def postgres_is_killed(stand, rng, seconds):
    """The postmaster and all its children get SIGKILL, or one backend does; at times
    it is asked to end at once, for comparison."""
    kills = 0
    for _ in _rounds(rng, seconds, 0.3, 2.0):
        kind = rng.random()
        if kind < 0.3:
            stand.cluster.kill_backend("storage")
        else:
            (stand.cluster.stop if kind < 0.4 else stand.cluster.kill)()
            time.sleep(rng.uniform(0, 0.5))
            stand.cluster.start()
        kills += 1
    return kills


def connections_are_cut_at_commit(stand, rng, seconds):
    """A commit in ten never arrives, or its answer doesn't."""
    before = stand.gate.cuts
    stand.gate.at_commit = lambda: _cut_at_commit(rng, 0.1)
    time.sleep(seconds)
    stand.gate.at_commit = lambda: AtCommit.PASS
    return stand.gate.cuts - before


def _cut_at_commit(rng, probability):
    if rng.random() > probability:
        return AtCommit.PASS
    return rng.choice([AtCommit.CUT_BEFORE, AtCommit.CUT_AFTER, AtCommit.CUT_AT_ONCE])


def connections_stall(stand, rng, seconds):
    """Everything is late, stands still for a while, or is cut in any place; some
    commits are held until nobody waits for them."""
    count = 0
    stand.gate.at_commit = (
        lambda: AtCommit.STALL_AND_CUT if rng.random() < 0.005 else AtCommit.PASS)
    for _ in _rounds(rng, seconds, 0.2, 1.0):
        kind = rng.choice(["delay", "close", "cut"])
        if kind == "delay":
            stand.gate.delay = rng.uniform(0.001, 0.01)
            time.sleep(rng.uniform(0.2, 1.0))
            stand.gate.delay = 0.0
        elif kind == "close":
            stand.gate.close()
            time.sleep(rng.uniform(0.2, 2.0))
            stand.gate.open()
        else:
            stand.gate.cut()
        count += 1
    stand.gate.at_commit = lambda: AtCommit.PASS
    return count


def disk_is_full(stand, rng, seconds):
    """PostgreSQL can't write another block; where that is its log, it ends."""
    fills = 0
    for _ in _rounds(rng, seconds, 0.5, 2.0):
        stand.disk.fill()
        time.sleep(rng.uniform(0.5, 2.0))
        stand.disk.free()
        stand.cluster.start()
        fills += 1
    return fills


_LOG_LOCK = "SELECT pg_advisory_xact_lock(hashtext('broadsheet.storage.change'))"
_LEDGER_LOCK = "LOCK TABLE storage.request_ledger IN SHARE MODE"


def _hold(stand, lock, seconds, meanwhile=lambda: None):
    """Holds a lock for so long, in a session that does not come through the gate."""
    # It may be what PostgreSQL gives up to end a deadlock.
    with stand.cluster.psql(f"BEGIN; {lock}; SELECT pg_sleep({seconds}); ROLLBACK") as locker:
        meanwhile()
        _, error = locker.communicate(timeout=60)
    if error and "deadlock" not in error:
        raise RuntimeError(error)


def statements_time_out(stand, rng, seconds):
    """Somebody else holds what writers need for longer than they wait."""
    locks = [_LOG_LOCK, _LEDGER_LOCK,
             "SELECT FROM storage.article ORDER BY article_id LIMIT 50 FOR UPDATE",
             "LOCK TABLE storage.article_key IN ACCESS EXCLUSIVE MODE"]
    count = 0
    for _ in _rounds(rng, seconds, 0.1, 1.0):
        _hold(stand, rng.choice(locks), rng.uniform(0.2, 2.5))
        count += 1
    return count


def connections_are_cut_at_locks(stand, rng, seconds):
    """All that PostgreSQL was sent waits for a lock when its connection is lost: what it
    does of that when it gets the lock must not add to what is done again."""
    locks = [_LOG_LOCK, _LEDGER_LOCK, "LOCK TABLE storage.revision IN SHARE MODE"]

    def cut():
        time.sleep(rng.uniform(0.2, 0.4))
        stand.gate.cut()

    count = 0
    for _ in _rounds(rng, seconds, 0.1, 0.5):
        _hold(stand, rng.choice(locks), rng.uniform(0.5, 1.0), cut)
        count += 1
    return count


def all_of_it(stand, rng, seconds):
    """Now this, now that, and commits are cut all the while."""
    kinds = [storage_is_killed, processes_are_frozen, postgres_is_killed, connections_stall, statements_time_out]
    end = time.monotonic() + seconds
    count = 0
    while time.monotonic() < end:
        stand.gate.at_commit = lambda: _cut_at_commit(rng, 0.05)
        count += rng.choice(kinds)(stand, rng, rng.uniform(0.5, 2.0))
    stand.gate.at_commit = lambda: AtCommit.PASS
    return count


SCENARIOS = {
    "storage_is_killed": Scenario(storage_is_killed, "kill"),
    "processes_are_frozen": Scenario(processes_are_frozen, "freeze"),
    "postgres_is_killed": Scenario(postgres_is_killed, "kill"),
    "connections_are_cut_at_commit": Scenario(connections_are_cut_at_commit, "cut"),
    "connections_are_cut_at_locks": Scenario(connections_are_cut_at_locks, "cut"),
    "connections_stall": Scenario(connections_stall, "stall"),
    "disk_is_full": Scenario(disk_is_full, "full disk", megabytes=400),
    "statements_time_out": Scenario(statements_time_out, "lock", calls_take=1.0),
    "all_of_it": Scenario(all_of_it, "fault"),
}
