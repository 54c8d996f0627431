"""All that the sample serves, rendered from its sources."""
import dataclasses
import datetime
import mimetypes

import feeds
from pages import Pages, source_page
from posts import CATEGORIES, HOME, SITE_TITLE, load_posts, load_sources, slug

POSTS_PER_PAGE = 10


@dataclasses.dataclass(frozen=True)
class Resource:
    """What is served under one path. `media_type` names a charset where that is
    UTF-8 only, so that other pages are left to declare their own."""

    media_type: str
    body: bytes
    modified: datetime.datetime


def _archives(posts):
    """Path, title and posts of every list that the site keeps."""
    lists = {"/": (SITE_TITLE, posts)}
    for key, name in CATEGORIES.items():
        lists[f"/category/{key}/"] = (name, [post for post in posts if key in post.categories])
    for post in posts:
        names = [(f"/{post.date:%Y/%m}/", f"{post.date:%B %Y}")]
        names += [(f"/tag/{slug(tag)}/", tag) for tag in post.tags]
        names += [(f"/author/{slug(name)}/", name) for name in post.authors]
        for path, title in names:
            lists.setdefault(path, (title, []))[1].append(post)
    return lists


def _archive_pages(pages, path, title, posts):
    """One list in pages, as path and HTML."""
    chunks = [posts[i:i + POSTS_PER_PAGE] for i in range(0, len(posts), POSTS_PER_PAGE)]
    paths = [path] + [f"{path}page/{n}/" for n in range(2, len(chunks) + 1)]
    for n, chunk in enumerate(chunks):
        newer = paths[n - 1] if n > 0 else None
        older = paths[n + 1] if n + 1 < len(paths) else None
        yield paths[n], pages.archive(paths[n], title, chunk, newer, older)


def _static(modified):
    for file in (HOME / "static").rglob("*.*"):
        path = "/robots.txt" if file.name == "robots.txt" else f"/{file.relative_to(HOME)}"
        yield path, Resource(mimetypes.guess_type(file.name)[0], file.read_bytes(), modified)


def build():
    """Everything that is served, by path; and the posts, newest first."""
    posts = load_posts()
    newest = posts[0].date
    site = dict(_static(newest))
    pages = Pages(posts)

    def add(path, text, media_type="text/html", modified=newest):
        site[path] = Resource(f"{media_type}; charset=utf-8", text.encode(), modified)

    add("/about/", pages.about())
    for path, (title, listed) in _archives(posts).items():
        for page_path, text in _archive_pages(pages, path, title, listed):
            add(page_path, text)
    for n, post in enumerate(posts):
        newer = posts[n - 1] if n > 0 else None
        older = posts[n + 1] if n + 1 < len(posts) else None
        add(post.path, pages.post(post, newer, older), modified=post.date)
    for page in load_sources().values():
        media_type = "text/html; charset=utf-8" if page.charset == "utf-8" else "text/html"
        site[page.path] = Resource(media_type, source_page(page), page.date)

    tech = [post for post in posts if "tech" in post.categories]
    add("/feed.xml", feeds.rss("/feed.xml", SITE_TITLE, posts), "application/rss+xml")
    add("/category/tech/feed.xml",
        feeds.rss("/category/tech/feed.xml", f"Tech – {SITE_TITLE}", tech), "application/rss+xml")
    add("/articles.jsonl", feeds.jsonl(posts), "application/x-ndjson")
    return site, posts
