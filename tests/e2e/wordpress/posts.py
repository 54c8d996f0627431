"""Posts for a WordPress, one or more of every kind, oldest first.

Each is a dict for fill.php. Paragraphs are written once and turned into classic
or block markup here; MORE and MORE_LABEL stand for WordPress's more-tags.
"""
import datetime

MORE = "<!--more-->"
SOURCE = "https://keji.example.cn/"

CATEGORIES = [
    {"name": "Tech", "slug": "tech", "parent": None},
    {"name": "Gadgets", "slug": "gadgets", "parent": "tech"},
    {"name": "Transport", "slug": "transport", "parent": None},
    {"name": "Food & Drink", "slug": "food-drink", "parent": None},
    {"name": "深圳", "slug": "深圳", "parent": None},
]
AUTHORS = [
    {"login": "mei", "name": "Mei Lam"},
    {"login": "rory", "name": "Rory O’Brien"},
]
START = datetime.datetime(2026, 5, 4, 9, 15)


def more(label):
    """A more-tag with a label of its own."""
    return f"<!--more {label}-->"


def read_more(path, attributes=""):
    """The link that ends a link post."""
    return f'<a href="{SOURCE}{path}"{attributes}>Read more (in Chinese)</a>'


def classic(paragraphs):
    """Markup as the old editor kept it: paragraphs by blank lines."""
    return "\n\n".join(paragraphs)


def blocks(paragraphs):
    """Markup of the block editor."""
    return "\n\n".join(map(_block, paragraphs))


def _block(paragraph):
    if paragraph == MORE:
        return f"<!-- wp:more -->\n{MORE}\n<!-- /wp:more -->"
    if paragraph.startswith("<!--more "):
        label = paragraph[len("<!--more "):-len("-->")]
        return f'<!-- wp:more {{"customText":"{label}"}} -->\n{paragraph}\n<!-- /wp:more -->'
    for tag, name in (("<blockquote", "quote"), ("<figure", "image"), ("<ul", "list")):
        if paragraph.startswith(tag):
            return f"<!-- wp:{name} -->\n{paragraph}\n<!-- /wp:{name} -->"
    if paragraph.startswith("["):
        return f"<!-- wp:shortcode -->\n{paragraph}\n<!-- /wp:shortcode -->"
    return f"<!-- wp:paragraph -->\n<p>{paragraph}</p>\n<!-- /wp:paragraph -->"


def all_posts(image_uri):
    """Every post, with dates, in the markup that it asks for.

    `image_uri` is where the image of the posts with an image is served.
    """
    from . import post_texts

    posts = []
    for number, text in enumerate(post_texts.TEXTS):
        post = dict(text)
        # Irregular steps, so that months and pages break at odd places.
        date = START + datetime.timedelta(hours=61 * number, minutes=7 * (number % 13))
        post.setdefault("date", date.isoformat(sep=" "))
        post.setdefault("status", "publish")
        post.setdefault("author", AUTHORS[number % 2]["login"])
        post.setdefault("tags", [])
        paragraphs = [p.replace("IMAGE", image_uri) for p in post.pop("text")]
        markup = blocks if post.pop("markup", "classic") == "block" else classic
        post["content"] = markup(paragraphs)
        posts.append(post)
    return posts
