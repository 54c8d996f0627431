"""Measures the peers one after the other, and prints what came of it; see `run`."""
import argparse
import datetime
import os
import pathlib
import sys

import broadsheet_served
import ghost_served
import wordpress_served
from articles import Archive

PEERS = {"broadsheet": broadsheet_served, "wordpress": wordpress_served, "ghost": ghost_served}
ROWS = {
    "category": "category page, ten teasers",
    "article": "article page",
    "search": "search, a word of many",
    "import": "import, articles a second",
    "write": "one article a request, four clients",
}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--articles", type=int, default=2000)
    arguments.add_argument("--seconds", type=int, default=4)
    arguments.add_argument("peers", nargs="*", metavar="PEER", default=list(PEERS))
    asked = arguments.parse_args()
    archive = Archive(asked.articles)
    print(f"{asked.articles} articles; {datetime.date.today()}; {os.cpu_count()} cores, "
          f"{_processor()}\n", flush=True)
    columns, figures = [], []
    for peer in asked.peers:
        columns += PEERS[peer].COLUMNS
        measured = PEERS[peer].measure(archive, asked.seconds)
        print(f"{peer}: {measured}", file=sys.stderr, flush=True)
        figures += measured
    print("| a second (median / 99th percentile) | " + " | ".join(columns) + " |")
    print("| --- |" + " --- |" * len(columns))
    for row, title in ROWS.items():
        print(f"| {title} | " + " | ".join(_cell(column.get(row)) for column in figures) + " |")


def _cell(figures):
    if figures is None:
        return ""
    text = f"{figures['rate']:,.0f}"
    if "median_ms" in figures:
        text += f" ({_number(figures['median_ms'])} / {_number(figures['p99_ms'])} ms)"
    return text


def _number(value):
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"


def _processor():
    for line in pathlib.Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(": ")[2]
    return "unknown processor"


main()
