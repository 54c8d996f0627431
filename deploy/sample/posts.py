"""The sample's posts and the Chinese pages that some of them point to.

Both are files of a few `key: value` lines, a line `---` and HTML. In a post,
`<!--more-->` separates the teaser from the rest, as in WordPress.
"""
import dataclasses
import datetime
import pathlib
import re

# Stands for the site's address in everything that is rendered; serve.py puts its
# own address in its place.
BASE = "http://pearlriverwire.example"
SITE_TITLE = "Pearl River Wire"
SITE_TAGLINE = "Technology and the cities it is made in"
LANGUAGE = "en"
HOME = pathlib.Path(__file__).resolve().parent
SHENZHEN_TIME = datetime.timezone(datetime.timedelta(hours=8))
SOFTWARE_AUTHORS = {"Wirewriter (automated)"}
CATEGORIES = {
    "tech": "Tech",
    "business": "Business",
    "science": "Science",
    "transport": "Transport",
    "policy": "Policy",
    "culture": "Culture",
}
MORE_TAG = "<!--more-->"


def slug(name):
    """The form of a tag's or an author's name that stands in URIs."""
    return re.sub(r"[^\w]+", "-", name.lower()).strip("-")


@dataclasses.dataclass(frozen=True)
class SourcePage:
    """A page of another publisher, in Chinese."""

    path: str
    site: str
    title: str
    date: datetime.datetime
    charset: str
    html: str

    @property
    def uri(self):
        return BASE + self.path


@dataclasses.dataclass(frozen=True)
class Post:
    """One article. `rest` is what follows the more-tag, "" without one;
    `source` is set in a link post."""

    id: int
    slug: str
    title: str
    date: datetime.datetime
    authors: tuple
    categories: tuple
    tags: tuple
    language: str
    image: str
    source: SourcePage | None
    teaser: str
    rest: str

    @property
    def path(self):
        return f"/{self.date:%Y/%m/%d}/{self.slug}/"

    @property
    def uri(self):
        return BASE + self.path

    @property
    def guid(self):
        return f"{BASE}/?p={self.id}"

    @property
    def image_uri(self):
        return BASE + self.image if self.image else ""


def _read(path):
    """The `key: value` lines of a file, and its HTML."""
    head, _, html = path.read_text(encoding="utf-8").partition("\n---\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), html.strip()


def _list(fields, key):
    return tuple(part.strip() for part in fields.get(key, "").split(",") if part.strip())


def _time(text):
    return datetime.datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHENZHEN_TIME)


def load_sources():
    """All source pages, by the stem of their file."""
    pages = {}
    for path in sorted((HOME / "sources").glob("*.html")):
        fields, html = _read(path)
        pages[path.stem] = SourcePage(
            path=f"/zh/{path.stem}.html",
            site=fields["site"],
            title=fields["title"],
            date=_time(fields["date"]),
            charset=fields.get("charset", "utf-8"),
            html=html,
        )
    return pages


def _load_post(path, sources):
    fields, html = _read(path)
    teaser, _, rest = html.partition(MORE_TAG)
    return Post(
        id=int(fields["id"]),
        slug=path.stem[len("2026-01-01-"):],
        title=fields["title"],
        date=_time(fields["date"]),
        authors=_list(fields, "authors"),
        categories=_list(fields, "categories"),
        tags=_list(fields, "tags"),
        language=fields.get("language", LANGUAGE),
        image=fields.get("image", ""),
        source=sources[fields["source"]] if "source" in fields else None,
        teaser=teaser.strip(),
        rest=rest.strip(),
    )


def load_posts():
    """All posts, newest first."""
    sources = load_sources()
    posts = [_load_post(path, sources) for path in (HOME / "posts").glob("*.html")]
    return sorted(posts, key=lambda post: post.date, reverse=True)
