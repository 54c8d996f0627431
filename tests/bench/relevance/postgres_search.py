"""PostgreSQL's own full-text search over the same articles."""
import html
import json
import re

from relevance import TOP, key_of

CONFIGURATIONS = ("simple", "english")
# A and B are what the teaser and title of an article are to ours; ts_rank_cd weighs them
# 1 and 0.4, tags and authors 0.2, the body 0.1.
_VECTOR = " || ".join(
    f"setweight(to_tsvector('{{0}}', {field}), '{weight}')"
    for field, weight in (("title", "A"), ("teaser", "B"), ("labels", "C"), ("body", "D")))


class PostgresSearch:
    """Articles in a table of a cluster (tests/support/cluster.py) that was started."""

    def __init__(self, cluster, articles):
        self._cluster = cluster
        rows = json.dumps([_row(article) for article in articles])
        vectors = ", ".join(f"{_VECTOR.format(name)} AS {name}" for name in CONFIGURATIONS)
        cluster.query(f"CREATE TABLE article AS SELECT key, published, {vectors} "
                      f"FROM json_to_recordset({_quoted(rows)}) AS a(key text, published bigint, "
                      "title text, teaser text, labels text, body text)")

    def find(self, configuration, text):
        """The keys of what websearch_to_tsquery finds, the best by ts_rank_cd first."""
        found = self._cluster.query(
            f"SELECT key FROM article, websearch_to_tsquery('{configuration}', {_quoted(text)}) q "
            f"WHERE {configuration} @@ q "
            f"ORDER BY ts_rank_cd({configuration}, q) DESC, published DESC LIMIT {TOP}")
        return found.split()


def _row(article):
    names = [author.display_name for author in article.authors]
    return {"key": key_of(article), "published": article.publish_time.seconds,
            "title": article.title, "body": article.body_text,
            "teaser": html.unescape(re.sub(r"<[^>]*>", " ", article.teaser_html)),
            "labels": " ".join([*article.tags, *names])}


def _quoted(text):
    return "'" + text.replace("'", "''") + "'"
