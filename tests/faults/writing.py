"""How clients write: as feeds do, and by hand."""
import collections
import itertools
import time

import grpc

from clients import Client
from contract import RpcFailure, article_pb2, storage_pb2
from history import Answer, Request, Result

# After these nobody knows whether a call took effect: it is sent again.
_UNKNOWN = {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED,
            grpc.StatusCode.CANCELLED, grpc.StatusCode.RESOURCE_EXHAUSTED}
# What a call without a request_id may end with that had no effect. So has an edit of
# what is deleted, merged or redacted just then.
_REFUSED = {grpc.StatusCode.ABORTED, grpc.StatusCode.RESOURCE_EXHAUSTED}
_WRONG_STATES = {"ARTICLE_DELETED", "ARTICLE_MERGED", "ARTICLE_REDACTED"}
_SITE = "https://faults.example.org"


class WritingClient(Client):
    """A client that changes what storage holds."""

    writes = True

    def __init__(self, clients, name):
        super().__init__(clients, name)
        self._own = itertools.count()
        self._messages = {}  # by request_id

    def own_guid(self):
        """Of an article that nobody else delivers."""
        return f"{self.name}-own-{next(self._own)}"

    @staticmethod
    def uri_of(guid):
        """Of the article's page."""
        return f"{_SITE}/{guid}"

    def write_of(self, guid, **fields):
        """A delivery of an article, with a title that is new."""
        token = self.next_token("write")
        article = article_pb2.Article(
            title=token, source_guid=guid, canonical_uri=self.uri_of(guid),
            body_html=f"<p>{token} {'word ' * self.rng.randint(10, 300)}</p>")
        article.source.site_uri = _SITE
        # All at one time: nothing is stale, so every new title makes a revision.
        write = storage_pb2.ArticleWrite(article=article, origin=f"feeds/{self.name}",
                                         observation_digest=token.encode()[-64:], **fields)
        write.observe_time.seconds = 1_780_000_000
        return write

    def request_of(self, writes, **fields):
        """A batch; `fields` are of history.Request."""
        request = Request(self.name, f"{self.name}-{next(self._numbers)}",
                          [write.article.title for write in writes], **fields)
        self._messages[request.request_id] = storage_pb2.BatchWriteArticlesRequest(
            request_id=request.request_id, writes=writes)
        return request

    def writes_in(self, request):
        """What a batch has been made of."""
        return self._messages[request.request_id].writes

    def deliver(self, requests):
        """Sends batches, alone or in a stream, under the same ids until they are
        acknowledged; some are given up."""
        self.history.requests += requests
        gives_up = self.rng.random() < 0.05
        pending = requests
        while pending:
            if len(pending) > 1:
                self._send_stream(pending)
            else:
                self.send(pending[0])
            pending = [request for request in requests if not request.answers]
            if pending and gives_up:
                break

    def deliver_one(self, guid, suppressed=False, allow_undelete=False):
        """Delivers one article; answers the request."""
        write = self.write_of(guid, allow_undelete=allow_undelete)
        request = self.request_of([write], suppressed=suppressed)
        self.deliver([request])
        return request

    def send(self, request):
        """Sends a batch once, for the first time or again."""
        invoked = self._invoke(request)
        message = self._messages[request.request_id]
        try:
            answer = self.storage.BatchWriteArticles(message, timeout=self.timeout)
        except RpcFailure as failure:
            self._failed_write([request], failure)
        else:
            self._answered(request, invoked, answer.results)

    def by_hand(self, what, call, becomes=(), **fields):
        """Calls a method without a request_id, once: without an answer the outcome
        stays unknown. `call` is given a token and answers a Result. `becomes`, where
        several articles change in one commit, is what becomes of each; `fields` are
        of history.Request."""
        token = self.next_token(what)
        request = Request(self.name, "", [f"{token} {each}" for each in becomes] or [token],
                          invoked=time.monotonic(), whole=bool(becomes), **fields)
        self.history.requests.append(request)
        try:
            result = call(token)
        except RpcFailure as failure:
            request.refused = failure.code in _REFUSED or failure.reason in _WRONG_STATES
            if not request.refused and failure.code not in _UNKNOWN:
                self.clients.defects.append(f"{self.name}: {failure}")
            self.failed(failure)
        else:
            request.answers.append(Answer(request.invoked, time.monotonic(), (result,)))
            self.clients.acknowledged([result])
        return request

    def _send_stream(self, requests):
        invoked = [self._invoke(request) for request in requests]
        messages = [storage_pb2.WriteArticlesRequest.FromString(
            self._messages[request.request_id].SerializeToString()) for request in requests]
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


def _result(result):
    if result.HasField("error"):
        outcome = result.error.message
    else:
        outcome = article_pb2.WriteOutcome.Name(result.outcome).removeprefix("WRITE_OUTCOME_")
    return Result(outcome, result.name, result.revision, result.position)
