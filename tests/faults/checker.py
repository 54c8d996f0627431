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
KEPT = "KEPT"            # redacted, and still there
ERASED = "ERASED"        # gone, though nobody redacted it

Violation = collections.namedtuple("Violation", ["rule", "text"])


def check(history):
    """All violations in a history.History; none where storage kept its promises."""
    log = _Log(history.log)
    return [
        *_positions(log),
        *_revisions(log),
        *_unasked(history.requests, log),
        *(violation for request in history.requests for violation in _request(request, log)),
        *_redactions(history.requests, log),
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
        self.by_commit = collections.defaultdict(list)
        self.newest = {}
        for entry in self.entries:
            self.by_revision[entry.name, entry.revision] = entry
            self.newest[entry.name] = entry.revision
            self.by_commit[entry.commit_id].append(entry)
            # What is erased does not say whose it was.
            if not entry.erased:
                self.by_token[entry.token].append(entry)

    def took_effect(self, request):
        """What the log has of a request."""
        return [self.by_token[token][0] for token in request.tokens if token in self.by_token]


def _is_same(seen, entry):
    """Whether an entry that was seen is that of the log, erased meanwhile or not."""
    if entry is None or not entry.erased or seen.erased:
        return seen == entry
    return _place(seen) == _place(entry)


def _place(entry):
    return entry.position, entry.commit_id, entry.name, entry.revision


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
        if request.whole:
            yield from _answer_of_whole(who, request, answer.results[0], log)
        else:
            yield from _answer(who, request, answer, log)
    if request.repeats:
        return
    there = log.took_effect(request)
    if (request.refused or request.suppressed) and there:
        why = "refused" if request.refused else "suppressed"
        yield Violation(UNASKED, f"{who} was {why}, but is at {there[0].position}")
    erased = sum(entry.erased for entry in log.by_commit[there[0].commit_id]) if there else 0
    if there and len(there) + erased < len(request.tokens):
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
        if entry is None or (token if entry.erased else entry.token, entry.name,
                             entry.revision) != said:
            yield Violation(LOST, f"{who}: acknowledged {said} at position {result.position}; "
                                  f"there is {entry}")


def _answer_of_whole(who, request, result, log):
    end = log.at.get(result.position)
    commit = log.by_commit[end.commit_id] if end else []
    of_it = [entry for entry in commit if entry.erased or entry.token in request.tokens]
    if not (end and end is commit[-1] and len(of_it) == len(commit) == len(request.tokens)
            and any(entry.name == result.name for entry in commit)):
        yield Violation(LOST, f"{who}: acknowledged {result.outcome} of {result.name} up to position "
                              f"{result.position}; there is {commit}")


def _gone(request, log):
    """The entries that a redaction took out; none where it took no effect."""
    at = {entry.name: entry.position for entry in log.took_effect(request)}
    return [entry for entry in log.entries
            if entry.name in request.redacts and entry.position < at.get(entry.name, 0)
            and (not request.revisions or entry.revision in request.revisions)]


def _redactions(requests, log):
    """What was redacted is gone, and nothing else is."""
    gone = set()
    for request in requests:
        for entry in _gone(request, log):
            gone.add(entry.position)
            if not entry.erased:
                yield Violation(KEPT, f"{request.client} redacted {entry}")
        if request.redacts and not request.revisions:
            for last in log.took_effect(request):
                if log.newest[last.name] > last.revision:
                    yield Violation(KEPT, f"{last.name} goes on, though {request.client} "
                                          f"redacted it at {last.position}")
    for entry in log.entries:
        if entry.erased and entry.position not in gone:
            yield Violation(ERASED, f"nobody redacted {entry}")


def _gone_since(requests, log):
    """When it was acknowledged, by position, that an entry is gone."""
    return {entry.position: request.answers[0].answered
            for request in requests if request.redacts and request.answers
            for entry in _gone(request, log)}


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
    gone_since = _gone_since(requests, log)
    if reading.refused:
        yield Violation(READER, f"{reading.client} could not go on: {reading.refused}")
    seen = 0
    for page in reading.pages:
        for entry in page.entries:
            if entry.position != seen + 1:
                yield Violation(READER, f"{reading.client} saw {entry.position} after {seen}")
            if not _is_same(entry, log.at.get(entry.position)):
                yield Violation(READER, f"{reading.client} saw {entry}, but the log has "
                                        f"{log.at.get(entry.position)}")
            gone = gone_since.get(entry.position)
            if gone and page.invoked and page.invoked > gone and not entry.erased:
                yield Violation(KEPT, f"{reading.client} saw {entry} after its redaction")
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
        if entry is None or not (entry.erased or (entry.title, entry.deleted) ==
                                 (look.title, look.deleted)):
            yield Violation(READER, f"{look}; the log has {entry}")
    newest = {name: revision for name, revision in log.newest.items() if revision > 0}
    held = {look.name: look.revision for look in history.final_looks}
    if newest != held:
        odd = [name for name in newest.keys() | held.keys()
               if newest.get(name) != held.get(name)]
        yield Violation(READER, f"{len(odd)} articles are not as the log has them, such as "
                                f"{odd[0]}")
