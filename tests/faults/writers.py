"""Clients that write."""
import time

from contract import RpcFailure, article_pb2, storage_pb2
from history import Result
from readers import look_at
from writing import WritingClient

_MAX_STREAMED = 6


class Writer(WritingClient):
    """Writes batches, alone and in streams, and looks at what there is."""

    def __init__(self, clients, name):
        super().__init__(clients, name)
        self._done = []
        self._last_said = {}  # by guid
        # Of these something was said that may take effect at any time yet.
        self._in_doubt = set()

    def work(self):
        while not self.clients.stopping.is_set():
            kind = self.rng.random()
            if kind < 0.05 and self._done:
                self.send(self.rng.choice(self._done[-50:]))
            elif kind < 0.15 and len(self._last_said) > len(self._in_doubt) + 20:
                self._deliver([self._repetition()])
            else:
                count = self.rng.randint(2, _MAX_STREAMED) if kind > 0.8 else 1
                self._deliver([self._batch() for _ in range(count)])
            self._look()

    def _deliver(self, requests):
        self.deliver(requests)
        for request in requests:
            writes = {write.article.source_guid: write for write in self.writes_in(request)}
            if request.answers:
                self._done.append(request)
                self._last_said |= writes
            else:
                self._in_doubt |= writes.keys()

    def _look(self):
        name = self.clients.some_name(self.rng)
        if name is None or self.rng.random() > 0.3:
            return
        invoked = time.monotonic()
        try:
            article = self.storage.GetArticle(name=name, timeout=self.timeout)
        except RpcFailure as failure:
            self.failed(failure)
        else:
            self.history.looks.append(look_at(article, invoked))

    def _batch(self):
        # The same article twice now and then.
        guids = [self._guid() for _ in range(self.rng.randint(1, 20))]
        return self.request_of([self.write_of(guid) for guid in guids])

    def _repetition(self):
        guids = self.rng.sample(sorted(self._last_said.keys() - self._in_doubt), 5)
        return self.request_of([self._last_said[guid] for guid in guids], repeats=True)

    def _guid(self):
        kind = self.rng.random()
        if kind < 0.3:
            return f"shared-{self.rng.randrange(40)}"
        if kind < 0.5 and self._last_said:
            return self.rng.choice(list(self._last_said))
        return self.own_guid()


class Editor(WritingClient):
    """Changes titles of articles and categories by hand."""

    def work(self):
        while not self.clients.stopping.is_set():
            name = self.clients.some_name(self.rng)
            if name is None or self.rng.random() < 0.2:
                self.by_hand("edit", self._category)
            else:
                self.by_hand("edit", lambda token, name=name: self._article(token, name))
            time.sleep(self.rng.uniform(0, 0.05))

    def _article(self, token, name):
        asked = storage_pb2.UpdateArticleRequest(actor=self.name)
        asked.article.name = name
        if self.rng.random() < 0.3:
            asked.article.etag = self.storage.GetArticle(name=name, timeout=self.timeout).etag
        asked.article.title = token
        asked.update_mask.paths.append("title")
        answer = self.storage.UpdateArticle(asked, timeout=self.timeout)
        return Result("EDITED", name, answer.article.revision, answer.read_after.position)

    def _category(self, token):
        name = f"categories/c{self.rng.randrange(5)}"
        answer = self.storage.UpsertCategory(
            category=article_pb2.Category(name=name, title=token), timeout=self.timeout)
        return Result("EDITED", name, 0, answer.read_after.position)


class Remover(WritingClient):
    """Deletes articles that nobody else delivers, delivers them while they are
    deleted, and brings them back by hand or by a delivery that may."""

    def work(self):
        while not self.clients.stopping.is_set():
            guid = self.own_guid()
            created = self.deliver_one(guid)
            if created.answers:
                self._lead(guid, created.answers[0].results[0].name)

    def _lead(self, guid, name):
        """One article's life; it ends where an outcome stays unknown, or deleted."""
        for _ in range(self.rng.randint(1, 4)):
            if not self._change(name, "DeleteArticle", "DELETED").answers:
                return
            if not self.deliver_one(guid, suppressed=True).answers:
                return
            comes_back = self.rng.choice([
                lambda: self._change(name, "UndeleteArticle", "RESTORED"),
                lambda: self.deliver_one(guid, allow_undelete=True)])
            if self.rng.random() < 0.3 or not comes_back().answers:
                return

    def _change(self, name, method, outcome):
        def call(token):
            answer = getattr(self.storage, method)(name=name, actor=token, timeout=self.timeout)
            return Result(outcome, name, answer.article.revision, answer.read_after.position)
        return self.by_hand(outcome.lower(), call)


class Archivist(WritingClient):
    """Merges articles that nobody else delivers, splits them, and redacts them in part
    and as a whole; others may edit them meanwhile."""

    def work(self):
        while not self.clients.stopping.is_set():
            whole, part = self.own_guid(), self.own_guid()
            names = [self._create(whole), self._create(part)]
            if all(names):
                self._lead(names, [whole, part])

    def _lead(self, names, guids):
        """The life of two articles; it ends where an outcome stays unknown, or redacted."""
        if self.rng.random() < 0.5 and not self._redact_first(names[0], guids[0]):
            return
        if not self._merge(*names).answers:
            return
        if self.rng.random() < 0.5:
            split = self._split(names[0], guids[1])
            if not split.answers:
                return
            # The name that was merged leads there now.
            names, guids = [split.answers[0].results[0].name, names[1]], guids[1:]
        if self._redact(names).answers:
            self.deliver_one(guids[0], suppressed=True)

    def _create(self, guid):
        request = self.deliver_one(guid)
        return request.answers[0].results[0].name if request.answers else None

    def _redact_first(self, name, guid):
        """Takes out what an article said first, once it says something else."""
        if not self.deliver_one(guid).answers:
            return False
        return self._redact([name], revisions=(1,)).answers

    def _redact(self, names, revisions=()):
        def call(token):
            answer = self.storage.RedactArticle(name=names[0], revisions=revisions, reason=token,
                                                actor=token, timeout=self.timeout)
            return Result("REDACTED", names[0], 0, answer.read_after.position)
        return self.by_hand("redact", call, becomes=names, redacts=tuple(names),
                            revisions=revisions)

    def _merge(self, whole, part):
        def call(token):
            answer = self.storage.MergeArticles(name=whole, merged=part, actor=token,
                                                timeout=self.timeout)
            return Result("MERGED", whole, answer.article.revision, answer.read_after.position)
        return self.by_hand("merge", call, becomes=["whole", "part"])

    def _split(self, name, guid):
        def call(token):
            answer = self.storage.SplitArticle(name=name, source_guids=[guid], actor=token,
                                               canonical_uris=[self.uri_of(guid)],
                                               timeout=self.timeout)
            return Result("SPLIT", answer.article.name, answer.article.revision,
                          answer.read_after.position)
        return self.by_hand("split", call, becomes=["old", "new", "part"])
