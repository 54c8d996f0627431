"""Clients that write."""
import collections
import itertools
import time

import grpc

from clients import Client
from contract import RpcFailure, article_pb2, storage_pb2
from history import Answer, Look, Request, Result

# After these nobody knows whether a call took effect: it is sent again.
_UNKNOWN = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
            grpc.StatusCode.CANCELLED, grpc.StatusCode.RESOURCE_EXHAUSTED}
# What a call without a request_id may end with that had no effect.
_REFUSED = {grpc.StatusCode.ABORTED, grpc.StatusCode.RESOURCE_EXHAUSTED}
_SITE = "https://faults.example.org"
_MAX_STREAMED = 6


class Writer(Client):
    """Writes batches, alone and in streams, and sends each under the same id until
    it is acknowledged; some it gives up."""

    writes = True

    def __init__(self, clients, name):
        super().__init__(clients, name)
        self._own = itertools.count()
        self._requests = {}  # the messages, by request_id
        self._done = []
        self._last_said = {}  # by guid
        # Of these something was said that may take effect at any time yet.
        self._in_doubt = set()

    def work(self):
        while not self.clients.stopping.is_set():
            kind = self.rng.random()
            if kind < 0.05 and self._done:
                self._send_one(self.rng.choice(self._done[-50:]))
            elif kind < 0.15 and len(self._last_said) > len(self._in_doubt) + 20:
                self._deliver([self._repetition()])
            else:
                count = self.rng.randint(2, _MAX_STREAMED) if kind > 0.8 else 1
                self._deliver([self._batch() for _ in range(count)])
            self._look()

    def _deliver(self, requests):
        self.history.requests += requests
        gives_up = self.rng.random() < 0.05
        pending = requests
        while pending:
            if len(pending) > 1:
                self._send_stream(pending)
            else:
                self._send_one(pending[0])
            pending = [request for request in requests if not request.answers]
            if pending and gives_up:
                break
        for request in requests:
            self._remember(request)

    def _remember(self, request):
        writes = {write.article.source_guid: write
                  for write in self._requests[request.request_id].writes}
        if request.answers:
            self._done.append(request)
            self._last_said |= writes
        else:
            self._in_doubt |= writes.keys()

    def _send_one(self, request):
        invoked = self._invoke(request)
        message = self._requests[request.request_id]
        try:
            answer = self.storage.BatchWriteArticles(message, timeout=self.timeout)
        except RpcFailure as failure:
            self._failed_write([request], failure)
        else:
            self._answered(request, invoked, answer.results)

    def _send_stream(self, requests):
        invoked = [self._invoke(request) for request in requests]
        messages = [storage_pb2.WriteArticlesRequest.FromString(
            self._requests[request.request_id].SerializeToString()) for request in requests]
        waiting = collections.deque(zip(requests, invoked))
        try:
            for answer in self.storage.stream("WriteArticles", iter(messages), self.timeout):
                request, when = waiting.popleft()
                if answer.request_id != request.request_id:
                    self.clients.defects.append(f"{self.name} was answered {answer.request_id} "
                                                f"instead of {request.request_id}")
                self._answered(request, when, answer.results)
        except RpcFailure as failure:
            self._failed_write([request for request, _ in waiting], failure)

    def _invoke(self, request):
        now = time.monotonic()
        request.invoked = request.invoked or now
        return now

    def _answered(self, request, invoked, results):
        answer = Answer(invoked, time.monotonic(), tuple(map(_result, results)))
        request.answers.append(answer)
        self.clients.acknowledged(answer.results)

    def _failed_write(self, requests, failure):
        if failure.code not in _UNKNOWN:
            ids = [request.request_id for request in requests]
            self.clients.defects.append(f"{self.name}'s {ids}: {failure}")
        self.failed(failure)

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
            self.history.looks.append(Look(invoked, name, article.revision, article.title))

    def _batch(self):
        # The same article twice now and then.
        guids = [self._guid() for _ in range(self.rng.randint(1, 20))]
        return self._request([self._write(guid) for guid in guids])

    def _repetition(self):
        guids = self.rng.sample(sorted(self._last_said.keys() - self._in_doubt), 5)
        return self._request([self._last_said[guid] for guid in guids], repeats=True)

    def _request(self, writes, repeats=False):
        request = Request(self.name, f"{self.name}-{next(self._numbers)}",
                          [write.article.title for write in writes], repeats=repeats)
        self._requests[request.request_id] = storage_pb2.BatchWriteArticlesRequest(
            request_id=request.request_id, writes=writes)
        return request

    def _guid(self):
        kind = self.rng.random()
        if kind < 0.3:
            return f"shared-{self.rng.randrange(40)}"
        if kind < 0.5 and self._last_said:
            return self.rng.choice(list(self._last_said))
        return f"{self.name}-own-{next(self._own)}"

    def _write(self, guid):
        token = self.next_token("write")
        article = article_pb2.Article(
            title=token, source_guid=guid, canonical_uri=f"{_SITE}/{guid}",
            body_html=f"<p>{token} {'word ' * self.rng.randint(10, 300)}</p>")
        article.source.site_uri = _SITE
        # All at one time: nothing is stale, so every new title makes a revision.
        write = storage_pb2.ArticleWrite(article=article, origin=f"feeds/{self.name}",
                                         observation_digest=token.encode()[-64:])
        write.observe_time.seconds = 1_780_000_000
        return write


class Editor(Client):
    """Changes titles of articles and categories by hand. Nothing is sent twice:
    where there is no answer, the outcome stays unknown."""

    writes = True

    def work(self):
        while not self.clients.stopping.is_set():
            name = self.clients.some_name(self.rng)
            if name is None or self.rng.random() < 0.2:
                self._edit(self._category)
            else:
                self._edit(lambda token, name=name: self._article(token, name))
            time.sleep(self.rng.uniform(0, 0.05))

    def _edit(self, call):
        request = Request(self.name, "", [self.next_token("edit")], invoked=time.monotonic())
        self.history.requests.append(request)
        try:
            result = call(request.tokens[0])
        except RpcFailure as failure:
            request.refused = failure.code in _REFUSED
            if failure.code not in _UNKNOWN | _REFUSED:
                self.clients.defects.append(f"{self.name}: {failure}")
            self.failed(failure)
        else:
            request.answers.append(Answer(request.invoked, time.monotonic(), (result,)))
            self.clients.acknowledged([result])

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


def _result(result):
    if result.HasField("error"):
        outcome = result.error.message
    else:
        outcome = article_pb2.WriteOutcome.Name(result.outcome).removeprefix("WRITE_OUTCOME_")
    return Result(outcome, result.name, result.revision, result.position)
