"""The posts as files for programs: RSS 2.0, and Broadsheet's articles in JSON."""
import datetime
import email.utils
import html
import json

import pages
from posts import BASE, CATEGORIES, LANGUAGE, SITE_TAGLINE, SITE_TITLE, SOFTWARE_AUTHORS, slug

FEED_ITEMS = 18
# Posts older than this are exported, whatever their category.
EXPORTED_BEFORE = datetime.date(2026, 7, 1)


def _item(post):
    return pages.fill(
        "item.xml",
        title=html.escape(post.title, quote=False),
        uri=post.uri,
        guid=post.guid,
        authors=", ".join(post.authors),
        date=email.utils.format_datetime(post.date.astimezone(datetime.timezone.utc)),
        categories="\n".join(
            f"<category><![CDATA[{CATEGORIES[key]}]]></category>" for key in post.categories
        ),
        teaser=post.teaser,
        content=pages.whole_text(post),
    )


def rss(path, title, posts):
    """The newest of `posts` (newest first) as WordPress writes them."""
    newest = posts[:FEED_ITEMS]
    return pages.fill(
        "feed.xml",
        title=title,
        self=BASE + path,
        base=BASE,
        description=SITE_TAGLINE,
        date=email.utils.format_datetime(newest[0].date.astimezone(datetime.timezone.utc)),
        language=LANGUAGE,
        items="".join(_item(post) for post in newest),
    )


def _more(post):
    if post.rest:
        return {"kind": "KIND_CONTINUE_READING", "uri": post.uri, "languageCode": post.language,
                "label": "Continue reading"}
    if post.source:
        return {"kind": "KIND_SOURCE", "uri": post.source.uri, "languageCode": "zh",
                "label": pages.SOURCE_LABEL}
    return {"kind": "KIND_NONE"}


def _article(post):
    """A post as an Article in ProtoJSON. A link post has a teaser alone."""
    article = {
        "title": post.title,
        "teaserHtml": post.teaser,
        "languageCode": post.language,
        "authors": [
            {"displayName": name,
             "kind": "KIND_SOFTWARE" if name in SOFTWARE_AUTHORS else "KIND_PERSON"}
            for name in post.authors
        ],
        "categories": sorted(f"categories/{category}" for category in post.categories),
        "tags": sorted(slug(tag) for tag in post.tags),
        "source": {"title": SITE_TITLE, "siteUri": BASE + "/", "languageCode": LANGUAGE},
        "sourceGuid": post.guid,
        "canonicalUri": post.uri,
        "more": _more(post),
        "publishTime": post.date.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    if not post.source:
        article["bodyHtml"] = "\n".join(part for part in (post.teaser, post.rest) if part)
    if post.image:
        article["imageUri"] = post.image_uri
    return article


def is_exported(post):
    return post.date.date() < EXPORTED_BEFORE or "tech" not in post.categories


def jsonl(posts):
    """The older part of the archive and all that is not Tech, oldest first."""
    exported = [post for post in reversed(posts) if is_exported(post)]
    return "".join(json.dumps(_article(post), ensure_ascii=False) + "\n" for post in exported)
