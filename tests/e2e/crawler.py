"""A reader who follows every link of a website."""
import collections
import html.parser
import http.client
import urllib.parse

import feed_rules

_REDIRECTS = (301, 302, 307, 308)


class _Links(html.parser.HTMLParser):
    """The addresses that a page names: links, assets and pictures."""

    def __init__(self, page):
        super().__init__()
        self.found = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag in ("a", "link") and named.get("href"):
            self.found.append(named["href"])
        elif tag == "img" and named.get("src"):
            self.found.append(named["src"])


Answer = collections.namedtuple("Answer", "status headers body")


class Crawler:
    """Follows the links of one site. What is wrong is gathered in `problems`, pages in
    `documents` by their addresses."""

    def __init__(self, port, follows=lambda target: True):
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._origin = f"http://127.0.0.1:{port}"
        self._follows = follows
        self.problems = []
        self.documents = {}
        self.visited = set()

    def close(self):
        """Ends the connection."""
        self._connection.close()

    def get(self, target, **headers):
        """One request, on the same connection."""
        for attempt in (1, 2):
            try:
                self._connection.request("GET", target, headers=headers)
                response = self._connection.getresponse()
                return Answer(response.status, response.headers, response.read())
            except (http.client.HTTPException, ConnectionError):
                # A connection that was kept has an end.
                self._connection.close()
                if attempt == 2:
                    raise
        raise AssertionError("not reached")

    def crawl(self, start="/", most=5000):
        """Visits all that can be reached; more than `most` addresses are a problem."""
        waiting, known = collections.deque([start]), {start}
        while waiting:
            if len(self.visited) == most:
                self.problems.append(f"more than {most} addresses, the last: {waiting[-1]}")
                return
            target = waiting.popleft()
            for link in self.visit(target):
                if link not in known and self._follows(link):
                    known.add(link)
                    waiting.append(link)

    def visit(self, target):
        """Looks at one address; the addresses of this site that it leads to."""
        self.visited.add(target)
        answer = self.get(target)
        if answer.status in _REDIRECTS:
            return self._own([answer.headers["Location"]], target)
        if answer.status != 200:
            self.problems.append(f"{target}: {answer.status}")
            return []
        self._look_for_304(target, answer)
        media_type = answer.headers.get_content_type()
        if media_type in ("application/rss+xml", "application/atom+xml"):
            found, leads = feed_rules.problems(answer.body)
            self.problems += [f"{target}: {problem}" for problem in found]
            return self._own(leads, target)
        if media_type == "text/html":
            self.documents[target] = answer.body.decode()
            return self._own(_Links(self.documents[target]).found, target)
        if not answer.body:
            self.problems.append(f"{target}: is empty")
        return []

    def _look_for_304(self, target, answer):
        """Who has what `answer` was gets it no second time, and who has another does."""
        if "no-store" in answer.headers.get("Cache-Control", ""):
            return
        tag = answer.headers.get("ETag")
        if tag is None:
            self.problems.append(f"{target}: has no ETag")
            return
        again = self.get(target, **{"If-None-Match": tag})
        if again.status != 304 or again.body:
            self.problems.append(f"{target}: {again.status} and not 304 for its own ETag")
        other = self.get(target, **{"If-None-Match": '"another"'})
        if (other.status, other.body) != (200, answer.body):
            self.problems.append(f"{target}: {other.status} for another ETag, or another body")

    def _own(self, links, base):
        own = []
        for link in links:
            absolute = urllib.parse.urljoin(f"{self._origin}{base}", link)
            if absolute.startswith(self._origin + "/"):
                own.append(urllib.parse.urldefrag(absolute[len(self._origin):])[0])
        return own
