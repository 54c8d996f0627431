"""Judges a run of storage by what its clients did and saw, and by nothing else."""
import bisect
import collections

# What a violation is called.
LOST = "LOST"            # acknowledged, and not in the log as it was acknowledged
TWICE = "TWICE"          # in the log more than once
HALF = "HALF"            # a request took effect in part, or in several commits
UNASKED = "UNASKED"      # in the log, though refused or never sent
ANSWER = "ANSWER"        # an acknowledgement that says something else than the one before,
                         # or than what the write was
POSITIONS = "POSITIONS"  # the log is not 1, 2, 3, …, commit by commit
REVISIONS = "REVISIONS"  # an article's revisions are not 1, 2, 3, … along the log
READER = "READER"        # a reader missed a change, saw one twice or saw another one
BEHIND = "BEHIND"        # something acknowledged was not there, or not yet, for who came later

Violation = collections.namedtuple("Violation", ["rule", "text"])


def check(history):
    """All violations in a history.History; none where storage kept its promises."""
    log = _Log(history.log)
    return [
        *_positions(log),
        *_revisions(log),
        *_unasked(history.requests, log),
        *(violation for request in history.requests for violation in _request(request, log)),
        *_commit_order(history.requests),
        *(violation for reading in [*history.readings, history.log]
          for violation in _reading(reading, log, history.requests)),
        *_looks(history, log),
    ]


def lost(violations):
    """How many acknowledged writes are not there."""
    return sum(violation.rule == LOST for violation in violations)


class _Log:
    """The log as it was read at the end."""

    def __init__(self, reading):
        self.entries = reading.entries()
        self.at = {entry.position: entry for entry in self.entries}
        self.by_token = collections.defaultdict(list)
        self.by_revision = {}
        for entry in self.entries:
            self.by_token[entry.token].append(entry)
            self.by_revision[entry.name, entry.revision] = entry


def _positions(log):
    positions = [entry.position for entry in log.entries]
    if positions != list(range(1, len(positions) + 1)):
        odd = next((at, position) for at, position in enumerate(positions, 1) if at != position)
        yield Violation(POSITIONS, f"entry {odd[0]} of the log has position {odd[1]}")
    closed, current = set(), None
    for entry in log.entries:
        if entry.commit_id != current:
            closed.add(current)
            current = entry.commit_id
        if current in closed:
            yield Violation(POSITIONS, f"the commit at {entry.position} has others in between")


def _revisions(log):
    newest = collections.Counter()
    for entry in log.entries:
        if entry.revision == 0:
            continue
        newest[entry.name] += 1
        if entry.revision != newest[entry.name]:
            yield Violation(REVISIONS, f"{entry.name} has revision {entry.revision} at position "
                                       f"{entry.position}, where {newest[entry.name]} was due")
            newest[entry.name] = entry.revision


def _unasked(requests, log):
    sent = {token for request in requests for token in request.tokens}
    for token, entries in log.by_token.items():
        if token not in sent:
            yield Violation(UNASKED, f"nobody sent '{token}', at position {entries[0].position}")
        if len(entries) > 1:
            at = ", ".join(str(entry.position) for entry in entries)
            yield Violation(TWICE, f"'{token}' is at positions {at}")


def _request(request, log):
    who = f"{request.client}'s {request.request_id or request.tokens[0]}"
    for answer in request.answers:
        if answer.results != request.answers[0].results:
            yield Violation(ANSWER, f"{who} was answered {request.answers[0].results}, "
                                    f"and again {answer.results}")
        yield from _answer(who, request, answer, log)
    if request.repeats:
        return
    there = [log.by_token[token][0] for token in request.tokens if token in log.by_token]
    if (request.refused or request.suppressed) and there:
        why = "refused" if request.refused else "suppressed"
        yield Violation(UNASKED, f"{who} was {why}, but is at {there[0].position}")
    if there and len(there) < len(request.tokens):
        yield Violation(HALF, f"{who}: {len(there)} of {len(request.tokens)} writes are there")
    if len({entry.commit_id for entry in there}) > 1:
        yield Violation(HALF, f"{who} is in several commits")


def _answer(who, request, answer, log):
    made = {"CREATED", "REVISED", "EDITED", "DELETED", "RESTORED"}
    expected = ({"UNCHANGED"} if request.repeats else
                {"SUPPRESSED"} if request.suppressed else made)
    if len(answer.results) != len(request.tokens):
        yield Violation(ANSWER, f"{who} has {len(answer.results)} results for "
                                f"{len(request.tokens)} writes")
    newest = {}
    for token, result in zip(request.tokens, answer.results):
        if result.outcome not in expected:
            yield Violation(ANSWER, f"{who}: '{token}' was {result.outcome}, not "
                                    f"{' or '.join(sorted(expected))}")
        if result.outcome not in expected & made:
            continue
        entry = log.at.get(result.position)
        said = (token, result.name, result.revision)
        if result.name in newest and result.revision <= newest[result.name]:
            yield Violation(ANSWER, f"{who}: '{token}' became revision {result.revision} after "
                                    f"{newest[result.name]} of the same request")
        newest[result.name] = result.revision
        if entry is None or (entry.token, entry.name, entry.revision) != said:
            yield Violation(LOST, f"{who}: acknowledged {said} at position {result.position}; "
                                  f"there is {entry}")


def _acknowledgements(requests):
    """(when, up to which position) for every first answer, by time; the positions
    never fall."""
    acknowledged, highest = [], 0
    firsts = (request.answers[0] for request in requests if request.answers)
    for answer in sorted(firsts, key=lambda answer: answer.answered):
        highest = max([highest, *(result.position for result in answer.results)])
        acknowledged.append((answer.answered, highest))
    return acknowledged


def _acknowledged_before(acknowledged, when):
    at = bisect.bisect_left(acknowledged, (when, 0))
    return acknowledged[at - 1][1] if at > 0 else 0


def _commit_order(requests):
    acknowledged = _acknowledgements(requests)
    for request in requests:
        before = _acknowledged_before(acknowledged, request.invoked)
        for result in request.answers[0].results if request.answers else ():
            if 0 < result.position <= before:
                yield Violation(BEHIND, f"{request.client}'s {request.request_id} came after "
                                        f"{before} was acknowledged, and got {result.position}")


def _reading(reading, log, requests):
    acknowledged = _acknowledgements(requests)
    if reading.refused:
        yield Violation(READER, f"{reading.client} could not go on: {reading.refused}")
    seen = 0
    for page in reading.pages:
        for entry in page.entries:
            if entry.position != seen + 1:
                yield Violation(READER, f"{reading.client} saw {entry.position} after {seen}")
            if log.at.get(entry.position) != entry:
                yield Violation(READER, f"{reading.client} saw {entry}, but the log has "
                                        f"{log.at.get(entry.position)}")
            seen = entry.position
        # A message of a watch without a change says that there is no other.
        heartbeat = page.invoked is None and not page.entries
        if page.head < seen or (heartbeat and page.head != seen):
            yield Violation(READER, f"{reading.client} was told the head {page.head} at {seen}")
        if page.invoked is not None:
            before = _acknowledged_before(acknowledged, page.invoked)
            if page.head < before:
                yield Violation(BEHIND, f"{reading.client} was told the head {page.head} after "
                                        f"{before} was acknowledged")


def _looks(history, log):
    acknowledged = collections.defaultdict(list)
    for request in history.requests:
        for answer in request.answers:
            for result in answer.results:
                acknowledged[result.name].append((answer.answered, result.revision))
    for look in [*history.looks, *history.final_looks]:
        before = max((revision for answered, revision in acknowledged[look.name]
                      if answered < look.invoked), default=0)
        if look.revision < before:
            yield Violation(BEHIND, f"{look.name} was at revision {look.revision} after {before} "
                                    "was acknowledged")
        entry = log.by_revision.get((look.name, look.revision))
        if entry is None or (entry.title, entry.deleted) != (look.title, look.deleted):
            yield Violation(READER, f"{look}; the log has {entry}")
    newest = {entry.name: entry.revision for entry in log.entries if entry.revision > 0}
    held = {look.name: look.revision for look in history.final_looks}
    if newest != held:
        odd = [name for name in newest.keys() | held.keys()
               if newest.get(name) != held.get(name)]
        yield Violation(READER, f"{len(odd)} articles are not as the log has them, such as "
                                f"{odd[0]}")
