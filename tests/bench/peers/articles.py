"""An archive of made-up articles, the same for everyone who asks."""
import datetime
import random

SEARCHED = range(150, 350)  # Words that one article in five to one in twelve has.
_NEWEST = datetime.datetime(2026, 10, 1, 12)
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "in")]


class Archive:
    """`articles` are dicts of title, paragraphs, time and category, newest first;
    `searched` are words that some of them have."""

    def __init__(self, count):
        chance = random.Random(1)
        words = list(dict.fromkeys(
            "".join(chance.choices(_SYLLABLES, k=chance.choice((2, 2, 3, 4)))) for _ in range(6000)))
        # As in a language: the word of rank n is 1/n as frequent as the first.
        weights = [1 / rank for rank in range(1, len(words) + 1)]

        def text(length):
            return " ".join(chance.choices(words, weights, k=length)).capitalize()

        self.searched = [words[rank] for rank in SEARCHED]
        self.articles = [{
            "title": f"{text(7)} {number}",
            "paragraphs": [text(90) + "." for _ in range(7)],
            "time": _NEWEST - datetime.timedelta(hours=number),
            "category": "tech" if number % 2 else "transport",
        } for number in range(count)]

    def html(self, article):
        """An article's body."""
        return "\n".join(f"<p>{paragraph}</p>" for paragraph in article["paragraphs"])
