"""Asks the judged queries of search and of PostgreSQL, and prints how well each answers; see
`run`."""
import argparse
import itertools

from archive import everything
from cluster import Cluster
from contract import connect
from postgres_search import CONFIGURATIONS, PostgresSearch
from processes import remove_directory, temporary_directory
from relevance import found_by, is_right_first, judged_queries, key_of, ndcg, score

LANGUAGES = {"en": "English", "zh": "Chinese", "mixed": "mixed"}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port-base", type=int)
    arguments.add_argument("--faults", choices=("tuned", "held-out"))
    asked = arguments.parse_args()
    channel, query = connect("query", asked.port_base + 2 if asked.port_base else 50053)
    with channel:
        queries = judged_queries()
        articles = articles_of_the_sample(query, queries)
        ours = Remembering(lambda text: found_by(query, text, articles[0].source.site_uri))
        if asked.faults:
            print_faults([one for one in queries if one.half == asked.faults], ours)
        else:
            print_table(queries, ours, articles)


class Remembering:
    """A search that is asked the same only once."""

    def __init__(self, search):
        self._search, self._answers = search, {}

    def __call__(self, text):
        if text not in self._answers:
            self._answers[text] = self._search(text)
        return self._answers[text]


def articles_of_the_sample(query, queries):
    """The articles of the site that the judgements are of."""
    judged = set(itertools.chain.from_iterable(one.grades for one in queries))
    articles = everything(query)
    sites = {one.source.site_uri for one in articles if key_of(one) in judged}
    if len(sites) != 1:
        raise SystemExit("relevance: the stack does not have the sample archive, or has it twice")
    return [one for one in articles if one.source.site_uri in sites]


def print_table(queries, ours, articles):
    """Both, by language and half."""
    directory = temporary_directory()
    cluster = Cluster(directory / "postgres")
    cluster.start()
    try:
        postgres = PostgresSearch(cluster, articles)
        searches = {"ours": ours} | {
            f"PostgreSQL, {name}": Remembering(lambda text, name=name: postgres.find(name, text))
            for name in CONFIGURATIONS}
        print(f"{len(queries)} queries, {len(articles)} articles: nDCG@10 / right first / no "
              "result\n")
        print("| queries | " + " | ".join(searches) + " |")
        print("| --- |" + " ---: |" * len(searches))
        for name, some in parts(queries):
            cells = (cell(score(some, search)) for search in searches.values())
            print(f"| {name} ({len(some)}) | " + " | ".join(cells) + " |")
    finally:
        cluster.stop()
        remove_directory(directory)


def parts(queries):
    """Queries by language, all of each and of both halves."""
    for language, name in [*LANGUAGES.items(), (None, "all")]:
        of_it = [one for one in queries if language in (one.language, None)]
        yield name, of_it
        for half in ("tuned", "held-out"):
            yield f"{name}, {half}", [one for one in of_it if one.half == half]


def cell(reached):
    """A score as text."""
    return f"{reached.ndcg:.3f} / {reached.right_first:.0%} / {reached.no_result:.0%}"


def print_faults(queries, ours):
    """What could stand better, the worst first."""
    for one in sorted(queries, key=lambda one: ndcg(ours(one.text), one.grades)):
        keys = ours(one.text)
        reached = ndcg(keys, one.grades)
        if reached < 0.9 or not is_right_first(keys, one.grades):
            print(f"{reached:.2f}  {one.text}")
            print("      " + " ".join(f"{key}={one.grades.get(key, 0)}" for key in keys))
            lacking = sorted(one.grades.items() - {key: one.grades.get(key) for key in keys}.items())
            print("      lacking: " + " ".join(f"{key}={grade}" for key, grade in lacking))


if __name__ == "__main__":
    main()
