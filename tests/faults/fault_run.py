"""One run: clients at work on a stand while it is broken, and the checker's word
on it."""
import dataclasses
import random

import checker
from clients import Clients
from history import History
from readers import Pager, Watcher, audit
from writers import Archivist, Editor, Remover, Writer

_CLIENTS = {Writer: 6, Editor: 1, Remover: 1, Archivist: 2, Watcher: 3, Pager: 1}


@dataclasses.dataclass
class Report:
    """What came of a run."""
    faults: int
    acknowledged: int
    unknown: int
    lost: int
    violations: list
    # What the checker does not judge: who did not get going again, calls that
    # ended in a way that the contract does not have, processes that ended.
    defects: list
    codes: dict

    def __str__(self):
        codes = ", ".join(f"{number} {code}" for code, number in sorted(self.codes.items()))
        return (f"{self.acknowledged} writes acknowledged, {self.lost} lost, "
                f"{self.unknown} requests without an answer; failed calls: {codes or 'none'}")


def run(stand, breaks, seconds, seed, calls_take=3.0):
    """Breaks a stand for so long, mends it, and judges."""
    history = History()
    callers = Clients(history, stand.storages, seed, calls_take)
    for kind, count in _CLIENTS.items():
        callers.start(kind, count)
    try:
        faults = breaks(stand, random.Random(f"{seed} faults"), seconds)
        stand.await_serving()
    finally:
        callers.finish()
    audit(history, stand.storages[0])
    violations = checker.check(history)
    answered = [request for request in history.requests if request.answers]
    return Report(
        faults=faults, lost=checker.lost(violations), violations=violations,
        acknowledged=sum(len(request.tokens) for request in answered
                         if not (request.repeats or request.suppressed)),
        unknown=sum(not request.answers and not request.refused for request in history.requests),
        defects=callers.defects + stand.ended(), codes=callers.codes)
