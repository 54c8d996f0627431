"""What the documents' examples are about, made to be there: articles that may be edited,
deleted or split, a feed, a reject that can be retried."""
from contract import article_pb2, feed_pb2, ingest_pb2, storage_pb2

SPAM = "https://spam.example/"
_SITE = "https://examples.example/"


class ExampleObjects:
    """Makes them, new ones at each call, through the RPCs of a stack."""

    def __init__(self, stack):
        self._ingest, self._storage, self._query = stack.ingest, stack.storage, stack.query
        self._made = 0

    def article(self, site=_SITE, **fields):
        """The name of an article that nobody else has, with two revisions."""
        name = self._push(site, **fields)
        self._ingest.EditArticle(
            article=article_pb2.Article(name=name, rights="CC BY 4.0"),
            update_mask={"paths": ["rights"]})
        return name

    def deleted_article(self):
        """The name of one that is deleted."""
        name = self.article()
        self._ingest.DeleteArticle(name=name)
        return name

    def two_stories(self):
        """The name of an article that is about two stories; the second's address. Its guid
        is 4711."""
        site = f"{_SITE}{self._made}/"
        name, other = self._push(site), self._push(site, source_guid="4711")
        address = self._storage.GetArticle(name=other).canonical_uri
        self._see(self._storage.MergeArticles(name=name, merged=other))
        return name, address

    def feed(self, uri):
        """The name of a feed; it is made where it is not there."""
        for feed in self._ingest.ListFeeds().feeds:
            if feed.uri == uri:
                return feed.name
        return self._ingest.CreateFeed(feed=feed_pb2.Feed(uri=uri)).name

    def forget_feeds(self):
        """Whoever adds a feed is the first to do so."""
        for feed in self._ingest.ListFeeds().feeds:
            self._ingest.DeleteFeed(name=feed.name)

    def reject(self):
        """The name of a reject that would be taken now: two articles, of which it had one's
        guid and the other's address, are one since."""
        site = f"{_SITE}{self._made}/"
        first, second = self._push(site, source_guid="1"), self._push(site)
        both = (f'{{"title": "Both", "sourceGuid": "1", "source": {{"siteUri": "{site}"}}, '
                f'"canonicalUri": "{self._storage.GetArticle(name=second).canonical_uri}"}}')
        header = ingest_pb2.ImportHeader(format=ingest_pb2.ImportHeader.FORMAT_JSONL,
                                         file_name=f"both-{self._made}.jsonl")
        self._ingest.ImportArchive([ingest_pb2.ImportArchiveRequest(header=header),
                                    ingest_pb2.ImportArchiveRequest(data=both.encode())])
        self._storage.MergeArticles(name=first, merged=second)
        return self._ingest.ListRejects(page_size=1).rejects[0].name

    def _push(self, site, **fields):
        self._made += 1
        article = article_pb2.Article(
            title=f"Example {self._made}", body_html="<p>For an example.</p>",
            canonical_uri=f"{site}{self._made}/", **fields)
        article.source.site_uri = site
        return self._see(self._ingest.PushArticle(article=article)).result.name

    def _see(self, answer):
        """Waits until query has seen a write; its answer."""
        self._query.ListCategories(read_after=answer.read_after)
        return answer
