#!/usr/bin/python3
"""Checks that the sample holds together, and prints what is in it.

Exits with 1 and a line for every fault.
"""
import collections
import html.parser
import itertools
import json
import re
import sys
import urllib.parse
import xml.etree.ElementTree as ElementTree

import website
from posts import BASE, CATEGORIES, HOME

MIN_ARTICLES = 44
MIN_TECH = 26
MIN_SOURCES = 10
ITEM_TAGS = (
    "title", "link", "guid", "pubDate", "category", "description",
    "{http://purl.org/rss/1.0/modules/content/}encoded",
    "{http://purl.org/dc/elements/1.1/}creator",
)


class Page(html.parser.HTMLParser):
    """The links of a page, and the entries it lists (id, uri, date)."""

    def __init__(self, text):
        super().__init__()
        self.links, self.entries, self.more_links, self.json_ld = [], [], 0, []
        self._in_json_ld = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        classes = (attrs.get("class") or "").split()
        self.links += [attrs[name] for name in ("href", "src") if attrs.get(name)]
        if tag == "article" and attrs.get("id"):
            self.entries.append({"id": int(attrs["id"].removeprefix("post-"))})
        if tag == "time" and self.entries:
            self.entries[-1].setdefault("date", attrs["datetime"])
        if tag == "a" and attrs.get("rel") == "bookmark":
            self.entries[-1]["uri"] = attrs["href"]
        self.more_links += "more-link" in classes or "read-more" in classes
        self._in_json_ld = attrs.get("type") == "application/ld+json"

    def handle_data(self, data):
        if self._in_json_ld:
            self.json_ld.append(json.loads(data))
            self._in_json_ld = False


def check_posts(posts):
    """Faults within single posts, and in ids and addresses."""
    for post in posts:
        for name in ("title", "authors", "categories", "tags", "teaser"):
            if not getattr(post, name):
                yield f"{post.path}: no {name}"
        for category in set(post.categories) - CATEGORIES.keys():
            yield f"{post.path}: unknown category '{category}'"
        if not (HOME / "posts" / f"{post.date:%Y-%m-%d}-{post.slug}.html").exists():
            yield f"{post.path}: the file's name has another date"
        if post.source and (post.rest or post.source.date > post.date):
            yield f"{post.path}: a link post has a rest, or is older than its source"
        try:
            ElementTree.fromstring(f"<div>{post.teaser}{post.rest}</div>")
        except ElementTree.ParseError as error:
            yield f"{post.path}: markup: {error}"
    for name in ("id", "path", "title"):
        for value, count in collections.Counter(getattr(post, name) for post in posts).items():
            if count > 1:
                yield f"{name} '{value}' is used {count} times"
    if [post.id for post in posts] != sorted((post.id for post in posts), reverse=True):
        yield "ids do not grow with the dates"


def check_links(site):
    """Links that lead nowhere within the sample, and wrong charsets."""
    for path, resource in site.items():
        if not resource.media_type.startswith("text/html"):
            continue
        charset = re.search(rb'<meta charset="([^"]+)"', resource.body)[1].decode()
        if ("charset=" in resource.media_type) != (charset.lower() == "utf-8"):
            yield f"{path}: '{resource.media_type}' does not agree with charset {charset}"
        for link in Page(resource.body.decode(charset)).links:
            uri = urllib.parse.urlsplit(urllib.parse.urljoin(BASE + path, link))
            if f"{uri.scheme}://{uri.netloc}" != BASE:
                yield f"{path}: '{link}' leads out of the sample"
            elif urllib.parse.unquote(uri.path) not in site:
                yield f"{path}: '{link}' leads nowhere"


def check_article_pages(site, posts):
    """Pages whose metadata is not their post's."""
    for post in posts:
        data = Page(site[post.path].body.decode()).json_ld[0]
        if (data["url"], data["headline"]) != (post.uri, post.title):
            yield f"{post.path}: JSON-LD speaks of '{data['url']}'"


def check_archive(site, path):
    """Faults in an archive and its older pages."""
    dates = []
    while path:
        text = site[path].body.decode()
        page = Page(text)
        dates += [entry["date"] for entry in page.entries]
        if page.more_links != len(page.entries):
            yield f"{path}: {page.more_links} more-links in {len(page.entries)} entries"
        older = re.search(rf'href="{BASE}([^"]+)">Older posts', text)
        path = older and older[1]
    if dates != sorted(dates, reverse=True):
        yield "/category/tech/: dates do not descend"


def check_feed(site, path):
    """Items that lack something."""
    for item in ElementTree.fromstring(site[path].body).iter("item"):
        for tag in ITEM_TAGS:
            if not item.findtext(tag):
                yield f"{path}: item '{item.findtext('title')}' has no {tag}"


def feed_identities(site, path):
    """(guid, URI) of each item."""
    for item in ElementTree.fromstring(site[path].body).iter("item"):
        yield item.findtext("guid"), item.findtext("link")


def archive_identities(site, path):
    """(guid, URI) of each entry of an archive and its older pages."""
    for page_path in [path, *(other for other in site if other.startswith(f"{path}page/"))]:
        for entry in Page(site[page_path].body.decode()).entries:
            yield f"{BASE}/?p={entry['id']}", entry["uri"]


def jsonl_identities(site, path):
    """(guid, URI) of each article."""
    for line in site[path].body.decode().splitlines():
        article = json.loads(line)
        yield article["sourceGuid"], article["canonicalUri"]


def check_shapes(shapes, posts):
    """Identities that are not a post's, and posts in none of the shapes."""
    expected = {post.guid: post.uri for post in posts}
    for shape, identities in shapes.items():
        for guid, uri in identities:
            if expected.get(guid) != uri:
                yield f"{shape}: '{guid}' has the URI '{uri}'"
        if len(set(identities)) != len(identities):
            yield f"{shape}: an article comes twice"
    delivered = {guid for identities in shapes.values() for guid, _ in identities}
    for post in posts:
        if post.guid not in delivered:
            yield f"{post.path}: in none of the shapes"


def check_sizes(posts, sources):
    """What the sample has too little of."""
    sizes = (
        ("articles", len(posts), MIN_ARTICLES),
        ("articles in Tech", sum("tech" in post.categories for post in posts), MIN_TECH),
        ("source pages", len(sources), MIN_SOURCES),
    )
    for what, count, least in sizes:
        if count < least:
            yield f"{count} {what}, fewer than {least}"
    for path in sources.keys() - {post.source.path for post in posts if post.source}:
        yield f"{path}: no post points to it"


def print_totals(shapes, posts, sources):
    times = collections.Counter(itertools.chain.from_iterable(shapes.values()))
    print(f"{len(posts)} articles from {posts[-1].date:%d %B %Y} to {posts[0].date:%d %B %Y}, "
          f"{sum(count > 1 for count in times.values())} in more than one shape")
    for shape, identities in shapes.items():
        print(f"  {shape:24}{len(identities):4}")
    for key, name in CATEGORIES.items():
        print(f"  {name:24}{sum(key in post.categories for post in posts):4}")
    kinds = collections.Counter(
        "long posts" if post.rest else "link posts" if post.source else "notes" for post in posts
    )
    for kind, count in kinds.items():
        print(f"  {kind:24}{count:4}")
    print(f"  {'in Chinese':24}{sum(post.language == 'zh' for post in posts):4}")
    declared = sum("charset" not in page.media_type for page in sources.values())
    print(f"{len(sources)} Chinese source pages, {declared} of them in GB18030")


def main():
    site, posts = website.build()
    sources = {path: page for path, page in site.items() if path.startswith("/zh/")}
    shapes = {
        "/feed.xml": [*feed_identities(site, "/feed.xml")],
        "/category/tech/feed.xml": [*feed_identities(site, "/category/tech/feed.xml")],
        "/category/tech/": [*archive_identities(site, "/category/tech/")],
        "/articles.jsonl": [*jsonl_identities(site, "/articles.jsonl")],
    }
    print_totals(shapes, posts, sources)
    faults = [
        *check_posts(posts),
        *check_links(site),
        *check_article_pages(site, posts),
        *check_archive(site, "/category/tech/"),
        *check_feed(site, "/feed.xml"),
        *check_shapes(shapes, posts),
        *check_sizes(posts, sources),
    ]
    for fault in faults:
        print(f"check.py: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    try:
        main()
    except (ElementTree.ParseError, KeyError, ValueError) as error:
        sys.exit(f"check.py: can't read the sample: {type(error).__name__}: {error}")
