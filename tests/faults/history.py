"""What the clients of storage did and saw, each from where it stood.

Every article, edit and category that a client writes has a title that nobody
else ever writes, its token: so that an entry of the log tells whose it is. Who
deletes an article, takes that back, merges, splits or redacts, writes no title:
there the actor is it, with what became of the article.
Times are time.monotonic() of the one process that all clients run in.
"""
import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Result:
    """What storage said of one write."""
    outcome: str  # "CREATED", "UNCHANGED", …, or the text of an error
    name: str
    revision: int
    position: int  # 0 where the write made no change


@dataclasses.dataclass(frozen=True)
class Answer:
    """One acknowledgement of a request: one result for each of its writes."""
    invoked: float
    answered: float
    results: tuple


@dataclasses.dataclass
class Request:
    """A batch, an edit, a deletion or a category, however often it was sent.

    Without an answer and not refused, nobody knows whether it took effect.
    """
    client: str
    request_id: str
    tokens: list
    # The writes say again what their origin said last.
    repeats: bool = False
    # The writes come when their articles are deleted.
    suppressed: bool = False
    # Of the first attempt.
    invoked: float = 0.0
    answers: list = dataclasses.field(default_factory=list)
    # Told for certain that it had no effect.
    refused: bool = False
    # The tokens are of one commit, and an answer's only result is of one of its
    # articles, with the position that the commit ends at.
    whole: bool = False
    # A redaction: of these articles all that is before it goes,
    redacts: tuple = ()
    # or else these revisions alone.
    revisions: tuple = ()


@dataclasses.dataclass(frozen=True)
class Entry:
    """One change of the log. Categories have no revision (0)."""
    position: int
    commit_id: bytes
    name: str
    revision: int
    token: str
    title: str
    deleted: bool = False
    # A redaction has taken out what it said.
    erased: bool = False


@dataclasses.dataclass(frozen=True)
class Page:
    """One answer of ListChanges, or one message of WatchChanges."""
    entries: tuple
    head: int
    # When it was asked for; a message of a watch is not (None).
    invoked: float | None = None


@dataclasses.dataclass
class Reading:
    """What one reader saw of the log from its beginning, over all its calls, each
    of which went on behind the last entry of the one before."""
    client: str
    pages: list = dataclasses.field(default_factory=list)
    # The cursor of the last entry.
    after: typing.Any = None
    # What it was told where the log did not go on behind what it had seen.
    refused: str = ""

    def entries(self):
        """All that it saw, in the order that it came."""
        return [entry for page in self.pages for entry in page.entries]


@dataclasses.dataclass(frozen=True)
class Look:
    """One article as GetArticle answered it."""
    invoked: float
    name: str
    revision: int
    title: str
    deleted: bool = False


@dataclasses.dataclass
class History:
    """Of one run."""
    requests: list = dataclasses.field(default_factory=list)
    readings: list = dataclasses.field(default_factory=list)
    looks: list = dataclasses.field(default_factory=list)
    # Read when all was over: the whole log, and each article in it.
    log: Reading = dataclasses.field(default_factory=lambda: Reading("auditor"))
    final_looks: list = dataclasses.field(default_factory=list)
