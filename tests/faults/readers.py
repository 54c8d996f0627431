"""Clients that read the log."""
import time

import grpc

from clients import Client
from contract import RpcFailure, article_pb2, storage_pb2
from history import Entry, Look, Page, Reading

_Kind = article_pb2.Revision


class _Reader(Client):
    def _is_all_seen(self, reading):
        return self.clients.is_all_seen(reading.after.position if reading.after else 0)


class Watcher(_Reader):
    """Follows the log by WatchChanges, and goes on after a break where it was."""

    def work(self):
        reading = Reading(self.name)
        self.history.readings.append(reading)
        while not reading.refused and not self._is_all_seen(reading):
            try:
                request = storage_pb2.WatchChangesRequest(after=reading.after)
                for message in self.storage.stream("WatchChanges", request, self.timeout * 3):
                    _take(reading, _page(message), message.changes)
                    if self._is_all_seen(reading):
                        break
            except RpcFailure as failure:
                if failure.code == grpc.StatusCode.OUT_OF_RANGE:
                    reading.refused = str(failure)
                elif failure.code != grpc.StatusCode.DEADLINE_EXCEEDED:
                    self.failed(failure)


class Pager(_Reader):
    """Reads the log by ListChanges in pages of any size, again and again."""

    def work(self):
        reading = self._read_some()
        while not reading.refused and not self._is_all_seen(reading):
            reading = self._read_some()

    def _read_some(self):
        """Reads to the head, and a few times what has come since."""
        reading = Reading(self.name)
        self.history.readings.append(reading)
        idle = 0
        while idle < 20 and not reading.refused and not self._is_all_seen(reading):
            try:
                read = _read_page(reading, self.storage, self.rng.randint(1, 1000), self.timeout)
            except RpcFailure as failure:
                self.failed(failure)
                continue
            if read == 0:
                idle += 1
                time.sleep(0.05)
        return reading


def audit(history, storage):
    """Reads the whole log and all articles, when all is over."""
    while not history.log.refused:
        if _read_page(history.log, storage, 1000, timeout=60) == 0:
            break
    names = sorted({entry.name for entry in history.log.entries() if entry.revision > 0})
    while names:
        invoked = time.monotonic()
        articles = storage.BatchGetArticles(names=names[:500]).articles
        history.final_looks += [look_at(article, invoked) for article in articles]
        names = names[len(articles):]


def _read_page(reading, storage, size, timeout):
    """Goes on reading by one page; answers how many changes it has."""
    invoked = time.monotonic()
    try:
        page = storage.ListChanges(after=reading.after, page_size=size, timeout=timeout)
    except RpcFailure as failure:
        if failure.code != grpc.StatusCode.OUT_OF_RANGE:
            raise
        reading.refused = str(failure)
        return 0
    _take(reading, _page(page, invoked), page.changes)
    return len(page.changes)


def _take(reading, page, changes):
    reading.pages.append(page)
    if changes:
        reading.after = changes[-1].cursor


def _page(page, invoked=None):
    return Page(tuple(map(_entry, page.changes)), page.head.position, invoked)


def look_at(article, invoked):
    """What was seen of an article that was asked for at `invoked`."""
    return Look(invoked, article.name, article.revision, article.title,
                article.HasField("delete_time"))


def _entry(change):
    cursor = change.cursor
    if change.HasField("category"):
        category = change.category
        return Entry(cursor.position, cursor.commit_id, category.name, 0, category.title,
                     category.title)
    revision = change.article.revision
    name, _, number = revision.name.rpartition("/revisions/")
    article = revision.snapshot
    return Entry(cursor.position, cursor.commit_id, name, int(number), _token(name, revision),
                 article.title, article.HasField("delete_time"),
                 erased=not revision.HasField("snapshot"))


def _token(name, revision):
    """Whose the revision is."""
    by_delivery = revision.actor.startswith("feeds/")
    article, kind = revision.snapshot, revision.kind
    if kind in {_Kind.KIND_DELETED, _Kind.KIND_RESTORED} and not by_delivery:
        return revision.actor
    if kind == _Kind.KIND_REDACTED:
        return f"{revision.actor} {name}"
    if kind == _Kind.KIND_MERGED:
        return f"{revision.actor} {'part' if article.merged_into else 'whole'}"
    if kind == _Kind.KIND_SPLIT:
        return f"{revision.actor} {'new' if article.revision == 1 else 'old'}"
    return article.title
