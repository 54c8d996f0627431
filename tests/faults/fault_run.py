"""One run: clients at work on a stand while it is broken, and the checker's word
on it."""
import dataclasses
import random

import checker
import clients
from history import History


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
    callers = clients.Clients(history, stand.storages, seed, calls_take)
    callers.start()
    try:
        faults = breaks(stand, random.Random(f"{seed} faults"), seconds)
        stand.await_serving()
    finally:
        callers.finish()
    clients.audit(history, stand.storages[0])
    violations = checker.check(history)
    answered = [request for request in history.requests if request.answers]
    return Report(
        faults=faults, lost=checker.lost(violations), violations=violations,
        acknowledged=sum(len(request.tokens) for request in answered if not request.repeats),
        unknown=sum(not request.answers and not request.refused for request in history.requests),
        defects=callers.defects + stand.ended(), codes=callers.codes)
