"""Broadsheet as it is measured: all services as built, with PostgreSQL's own settings."""
import itertools
import subprocess
import tempfile

from google.protobuf import json_format

import load
from contract import article_pb2, query_pb2
from stack import Stack

COLUMNS = ["Broadsheet's pages", "Broadsheet's RPCs"]


def measure(archive, seconds):
    """The figures of each column: {row: figures}."""
    pages, rpcs = {}, {}
    with Stack() as stack:
        with _export(archive) as file:
            pages["import"] = load.timed(len(archive.articles), lambda: _import(stack, file.name))
        newest = stack.query.ListArticles(page_size=100).articles
        paths = [f"/{article.path}" for article in newest]
        words = archive.searched
        pages["category"] = load.pages(stack.port["web"], ["/category/tech/"], seconds)
        pages["article"] = load.pages(stack.port["web"], paths, seconds)
        pages["search"] = load.pages(stack.port["web"], [f"/search?q={w}" for w in words], seconds)

        tech = query_pb2.ArticleFilter(categories=["categories/tech"])
        for row, method, request in [
                ("category", "ListArticles",
                 query_pb2.ListArticlesRequest(filter=tech, page_size=10)),
                ("article", "GetArticle", query_pb2.GetArticleRequest(name=newest[0].name)),
                ("search", "SearchArticles",
                 query_pb2.SearchArticlesRequest(query=words[0], page_size=10))]:
            getattr(stack.query, method)(request)  # It is a good request.
            rpcs[row] = load.calls(stack.port["query"], f"broadsheet.query.v1.QueryService/{method}",
                                   request, seconds)
        rpcs["write"] = load.writes([_writer(stack, archive)] * 4, seconds)
    return [pages, rpcs]


def _message(archive, article, number):
    made = article_pb2.Article(
        title=article["title"], body_html=archive.html(article), source_guid=str(number),
        canonical_uri=f"https://peers.example/{number}",
        categories=[f"categories/{article['category']}"],
        source=article_pb2.Source(title="Peers", site_uri="https://peers.example/"))
    made.publish_time.FromDatetime(article["time"])
    return made


def _export(archive):
    """A file of one article a line."""
    file = tempfile.NamedTemporaryFile("w", suffix=".jsonl")
    for number, article in enumerate(archive.articles):
        message = _message(archive, article, number)
        file.write(json_format.MessageToJson(message, indent=None) + "\n")
    file.flush()
    return file


def _import(stack, file):
    """Returns when pages and searches show it."""
    program, environment = stack.cli
    subprocess.run([program, "import", "--wait", file], env=environment, check=True,
                   stdout=subprocess.DEVNULL)


def _writer(stack, archive):
    numbers = itertools.count(len(archive.articles))

    def write():
        number = next(numbers)
        article = archive.articles[number % len(archive.articles)]
        stack.ingest.PushArticle(article=_message(archive, article, number))

    return write
