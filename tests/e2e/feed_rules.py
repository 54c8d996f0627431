"""What RSS 2.0 (rssboard.org/rss-specification), Atom (RFC 4287) and paged feeds
(RFC 5005) ask of a document."""
import email.utils
import re
import urllib.parse
import xml.etree.ElementTree as ElementTree

ATOM = "{http://www.w3.org/2005/Atom}"
_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")


def problems(body):
    """What is wrong with a feed, and the addresses that it leads to."""
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        return [f"is not well-formed: {error}"], []
    return _rss(root) if root.tag == "rss" else _atom(root)


def _is_absolute(uri):
    return urllib.parse.urlsplit(uri or "").scheme in ("http", "https")


def _text(element, name):
    return (element.findtext(name) or "").strip()


def _repeated(values):
    return sorted({value for value in values if values.count(value) > 1})


def _links(found, links, where):
    found += [f"{where}: '{link}' is not absolute" for link in links if not _is_absolute(link)]
    return links


def _rss(root):
    channel, found, leads = root.find("channel"), [], []
    if root.get("version") != "2.0" or channel is None:
        return ["is no RSS 2.0"], []
    found += [f"has no {name}" for name in ("title", "link", "description")
              if not _text(channel, name)]
    relations = {link.get("rel"): link.get("href") for link in channel.findall(f"{ATOM}link")}
    if "self" not in relations:
        found.append("does not name itself")
    leads += _links(found, [_text(channel, "link"), *relations.values()], "the channel")
    items = channel.findall("item")
    for item in items:
        name = _text(item, "title") or _text(item, "guid")
        if not (_text(item, "title") or _text(item, "description")):
            found.append(f"{name}: has neither title nor description")
        try:
            email.utils.parsedate_to_datetime(_text(item, "pubDate"))
        except (TypeError, ValueError):
            found.append(f"{name}: '{_text(item, 'pubDate')}' is no date of RFC 822")
        categories = [category.text for category in item.findall("category")]
        found += [f"{name}: category {repeated} twice" for repeated in _repeated(categories)]
        leads += _links(found, [_text(item, "link")], name)
    found += [f"guid {guid} twice" for guid in _repeated([_text(item, "guid") for item in items])]
    return found, leads


def _atom(root):
    found, leads = [], []
    if root.tag != f"{ATOM}feed":
        return [f"is neither RSS nor Atom, but {root.tag}"], []
    entries = root.findall(f"{ATOM}entry")
    for element in (root, *entries):
        name = _text(element, f"{ATOM}title")
        found += [f"{name or 'an entry'}: has no {part}" for part in ("id", "title", "updated")
                  if not _text(element, f"{ATOM}{part}")]
        for part in ("updated", "published"):
            date = _text(element, f"{ATOM}{part}")
            if date and not _RFC_3339.fullmatch(date):
                found.append(f"{name}: {part} '{date}' is no date of RFC 3339")
        links = element.findall(f"{ATOM}link")
        relations = {link.get("rel", "alternate"): link.get("href") for link in links}
        wanted = ("self", "alternate") if element is root else ("alternate",)
        found += [f"{name}: has no link '{rel}'" for rel in wanted if rel not in relations]
        _links(found, list(relations.values()), name)
        leads += [relations[rel] for rel in ("self", "first", "next", "alternate")
                  if rel in relations]
    ids = [_text(entry, f"{ATOM}id") for entry in entries]
    found += [f"id {repeated} twice" for repeated in _repeated(ids)]
    return found, leads
