"""A publisher who pushes through whatever happens, and what must be there after."""
import threading
import time

from archive import everything
from contract import RpcFailure, article_pb2


class Publisher(threading.Thread):
    """Pushes one article after another, each until it is acknowledged."""

    def __init__(self, stack, name):
        super().__init__(daemon=True)
        self._ingest = stack.ingest
        self._name = name
        self._stopping = threading.Event()
        self.acknowledged = []
        self.read_after = None
        self.codes = set()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._stopping.set()
        self.join()

    def run(self):
        while not self._stopping.is_set():
            title = f"{self._name} {len(self.acknowledged)}"
            try:
                self.read_after = push(self._ingest, title).read_after
                self.acknowledged.append(title)
            except RpcFailure as failure:
                self.codes.add(failure.code)
                time.sleep(0.02)

    def await_more(self, count, timeout=30):
        """Waits until `count` more articles are acknowledged."""
        goal = len(self.acknowledged) + count
        deadline = time.monotonic() + timeout
        while len(self.acknowledged) < goal:
            if time.monotonic() > deadline:
                raise AssertionError(f"{self._name}: only {len(self.acknowledged)} of {goal} "
                                     f"acknowledged after {timeout} s; calls ended {self.codes}")
            time.sleep(0.02)


def push(ingest, title):
    """Pushes an article, under an id that is the same each time."""
    slug = title.replace(" ", "-")
    article = article_pb2.Article(title=title, canonical_uri=f"https://up.example.org/{slug}",
                                  categories=["categories/tech"], body_html=f"<p>{title}.</p>")
    article.source.site_uri = "https://up.example.org/"
    return ingest.PushArticle(article=article, request_id=f"restart-{slug}", timeout=10)


def changes(storage):
    """The whole change log."""
    log, after = [], None
    while True:
        page = storage.ListChanges(after=after, page_size=1000)
        if not page.changes:
            return log
        log += page.changes
        after = log[-1].cursor


def check_archive(test, stack, publisher):
    """Everything acknowledged is in the archive, once, as its first revision, and the log
    is dense."""
    acknowledged = set(publisher.acknowledged)
    listed = everything(stack.query, publisher.read_after, categories=["categories/tech"])
    titles = [article.title for article in listed]
    test.assertEqual(len(titles), len(set(titles)), "an article twice")
    test.assertEqual(set(), acknowledged - set(titles))
    test.assertEqual({1}, {article.revision for article in listed})
    log = changes(stack.storage)
    test.assertEqual(list(range(1, len(log) + 1)), [change.cursor.position for change in log])


def found(query, words, read_after):
    """The titles of all that a search finds."""
    titles, token = [], None
    while token != "":
        page = query.SearchArticles(query=words, page_size=100, page_token=token or "",
                                    read_after=read_after)
        titles += [result.article.title for result in page.results]
        token = page.next_page_token
    return titles
