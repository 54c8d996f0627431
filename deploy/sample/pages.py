"""The HTML pages of the site: posts, archives and the Chinese source pages."""
import html
import json
import string

from posts import BASE, CATEGORIES, HOME, LANGUAGE, SITE_TAGLINE, SITE_TITLE, SOFTWARE_AUTHORS, slug

RECENT_POSTS = 5
SOURCE_LABEL = "Read more (in Chinese)"


def fill(name, **values):
    """A template with its values, which are markup already."""
    text = (HOME / "templates" / name).read_text(encoding="utf-8")
    return string.Template(text).substitute(values)


def _link(path, text, rel=""):
    rel = f' rel="{rel}"' if rel else ""
    return f'<a href="{BASE}{path}"{rel}>{html.escape(text)}</a>'


def _author_link(name):
    link = _link(f"/author/{slug(name)}/", name, "author")
    return f'<span class="author vcard">{link}</span>'


def _day(post):
    if post.language == "zh":
        return f"{post.date.year}年{post.date.month}月{post.date.day}日"
    return f"{post.date.day} {post.date:%B %Y}"


def source_link(post):
    """The link to the Chinese page behind a link post; "" in other posts."""
    if not post.source:
        return ""
    attributes = f'class="read-more" href="{post.source.uri}" hreflang="zh"'
    return f"\n<p><a {attributes}>{SOURCE_LABEL}</a></p>"


def _more_link(post):
    if not post.rest:
        return source_link(post)
    headline = f'<span class="screen-reader-text">{html.escape(post.title)}</span>'
    return f'\n<p><a class="more-link" href="{post.uri}">Continue reading {headline}</a></p>'


def whole_text(post):
    """All of a post, with WordPress's mark where the more-tag was."""
    if not post.rest:
        return post.teaser + source_link(post)
    return f'{post.teaser}\n<p><span id="more-{post.id}"></span></p>\n{post.rest}'


def _json_ld(post):
    authors = [
        {
            "@type": "SoftwareApplication" if name in SOFTWARE_AUTHORS else "Person",
            "name": name,
            "url": f"{BASE}/author/{slug(name)}/",
        }
        for name in post.authors
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "mainEntityOfPage": post.uri,
        "url": post.uri,
        "headline": post.title,
        "datePublished": post.date.isoformat(),
        "inLanguage": post.language,
        "author": authors,
        "publisher": {"@type": "NewsMediaOrganization", "name": SITE_TITLE, "url": BASE + "/"},
        "articleSection": [CATEGORIES[category] for category in post.categories],
        "keywords": list(post.tags),
    }
    if post.image:
        data["image"] = post.image_uri
    return json.dumps(data, ensure_ascii=False)


def _og_image(post):
    return f'<meta property="og:image" content="{post.image_uri}">\n' if post.image else ""


def _neighbour(side, link):
    return f'<div class="nav-{side}">{link}</div>\n' if link else ""


def _post_values(post):
    """What the templates of a post in an archive and on its own page share."""
    classes = [f"post-{post.id}", "post", "type-post", "status-publish", "hentry"]
    classes += [f"category-{category}" for category in post.categories]
    classes += [f"tag-{slug(tag)}" for tag in post.tags]
    return {
        "id": post.id,
        "classes": " ".join(classes),
        "title": html.escape(post.title),
        "date": post.date.isoformat(),
        "day": _day(post),
        "authors": ", ".join(_author_link(name) for name in post.authors),
        "categories": ", ".join(
            _link(f"/category/{category}/", CATEGORIES[category], "category tag")
            for category in post.categories
        ),
        "tags": ", ".join(_link(f"/tag/{slug(tag)}/", tag, "tag") for tag in post.tags),
    }


def _entry(post):
    return fill(
        "entry.html",
        uri=post.uri,
        language=post.language,
        teaser=post.teaser,
        more=_more_link(post),
        **_post_values(post),
    )


def _items(links):
    return "\n".join(f"<li>{link}</li>" for link in links)


class Pages:
    """Renders pages within the site's frame, whose sidebar `posts` (newest first)
    fill. Paths start with a slash; `older` and `newer` are None at the ends."""

    def __init__(self, posts):
        months = dict.fromkeys((f"/{post.date:%Y/%m}/", f"{post.date:%B %Y}") for post in posts)
        tags = sorted({tag for post in posts for tag in post.tags}, key=str.lower)
        self._frame = {
            "base": BASE,
            "site": SITE_TITLE,
            "tagline": SITE_TAGLINE,
            "sections": _items(
                _link(f"/category/{key}/", name) for key, name in CATEGORIES.items()
            ),
            "recent": _items(_link(post.path, post.title) for post in posts[:RECENT_POSTS]),
            "months": _items(_link(path, name) for path, name in months),
            "tags": "\n".join(_link(f"/tag/{slug(tag)}/", tag) for tag in tags),
        }

    def _page(self, path, title, main, body_class, language=LANGUAGE, head=""):
        return fill(
            "page.html",
            uri=BASE + path,
            title=html.escape(f"{title} – {SITE_TITLE}"),
            main=main,
            body_class=body_class,
            language=language,
            head=head,
            **self._frame,
        )

    def about(self):
        text = (HOME / "templates" / "about.html").read_text(encoding="utf-8")
        return self._page("/about/", "About", text, "page")

    def archive(self, path, title, posts, newer, older):
        """One page of a list of posts, newest first."""
        main = fill(
            "archive.html",
            title=html.escape(title),
            entries="".join(_entry(post) for post in posts),
            older=_neighbour("previous", _link(older, "Older posts") if older else ""),
            newer=_neighbour("next", _link(newer, "Newer posts") if newer else ""),
        )
        return self._page(path, title, main, "archive")

    def post(self, post, newer, older):
        """A post's own page."""
        main = fill(
            "post.html",
            body=whole_text(post),
            older=_neighbour("previous", _link(older.path, older.title, "prev") if older else ""),
            newer=_neighbour("next", _link(newer.path, newer.title, "next") if newer else ""),
            **_post_values(post),
        )
        head = fill(
            "post_head.html",
            authors=html.escape(", ".join(post.authors)),
            site=SITE_TITLE,
            title=html.escape(post.title),
            uri=post.uri,
            date=post.date.isoformat(),
            image=_og_image(post),
            json_ld=_json_ld(post),
        )
        return self._page(post.path, post.title, main, "single", post.language, head)


def source_page(page):
    """A Chinese page, in its charset."""
    text = fill(
        "source.html",
        charset=page.charset,
        site=page.site,
        title=html.escape(page.title),
        date=page.date.isoformat(),
        day=f"{page.date.year}年{page.date.month}月{page.date.day}日 {page.date:%H:%M}",
        html=page.html,
    )
    return text.encode(page.charset)
