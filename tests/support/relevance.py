"""The judged queries of tests/data/query, and how well a search answers them."""
import dataclasses
import math
import urllib.parse

from contract import query_pb2
from processes import ROOT

_FILE = ROOT / "tests" / "data" / "query" / "relevance.tsv"
TOP = 10
WANTED = 3  # The grade of what the reader wants.


@dataclasses.dataclass(frozen=True)
class JudgedQuery:
    """`grades` are those of articles by their keys; what it lacks is of no use."""
    language: str
    half: str
    text: str
    grades: dict


@dataclasses.dataclass(frozen=True)
class Score:
    """Means over queries, from 0 to 1."""
    ndcg: float
    right_first: float
    no_result: float


def judged_queries():
    """All of them, in the order of the file."""
    lines = _FILE.read_text().splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return [JudgedQuery(language, half, text, _grades(grades))
            for language, half, text, grades in rows]


def key_of(article):
    """The last part of its address: the same wherever the sample's site is served."""
    return urllib.parse.urlsplit(article.canonical_uri).path.rstrip("/").rpartition("/")[2]


def found_by(query, text, site):
    """The keys of what SearchArticles finds among the articles of a site, the best first."""
    answer = query.SearchArticles(
        query=text, filter=query_pb2.ArticleFilter(source_site_uris=[site]), page_size=TOP)
    return [key_of(result.article) for result in answer.results]


def score(queries, search):
    """What `search` makes of queries: it takes a text, and answers keys, the best first."""
    rankings = [(query.grades, search(query.text)[:TOP]) for query in queries]
    return Score(_mean(ndcg(keys, grades) for grades, keys in rankings),
                 _mean(is_right_first(keys, grades) for grades, keys in rankings),
                 _mean(not keys for _, keys in rankings))


def ndcg(keys, grades):
    """nDCG@10 with the gain 2^grade - 1: 1 where nothing could stand better."""
    best = sorted(grades.values(), reverse=True)[:TOP]
    return _gain(grades.get(key, 0) for key in keys[:TOP]) / _gain(best)


def is_right_first(keys, grades):
    """Whether the first is what the reader wants."""
    return bool(keys) and grades.get(keys[0], 0) == WANTED


def _gain(grades):
    return sum((2 ** grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def _grades(text):
    pairs = (pair.split("=") for pair in text.split())
    return {key: int(grade) for key, grade in pairs}


def _mean(values):
    values = list(values)
    return sum(values) / len(values)
