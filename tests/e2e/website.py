"""A small website for tests: what it serves can change while it runs."""
import http.server
import threading


class Website:
    """A context manager: serves `pages`, a dict of path to (media type, bytes).

    A body may also be an iterable of chunks, for what is too large to hold.
    """

    def __init__(self, pages=None):
        self.pages = dict(pages or {})
        self.requests = []
        self._server = None

    def __enter__(self):
        site = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """Answers from the site's pages; everything else is not found."""

            def do_GET(self):  # pylint: disable=invalid-name
                """Answers one request."""
                site.requests.append(self.path)
                if self.path not in site.pages:
                    self.send_error(404)
                    return
                media_type, body = site.pages[self.path]
                self.send_response(200)
                self.send_header("Content-Type", media_type)
                self.end_headers()
                try:
                    for chunk in [body] if isinstance(body, bytes) else body:
                        self.wfile.write(chunk)
                except ConnectionError:
                    pass  # Whoever reads may have had enough.

            def log_message(self, *_):
                """Keeps quiet."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    @property
    def uri(self):
        """Of the site's root, without a slash."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"


def rss(uri, items, title="Test Courier"):
    """An RSS 2.0 document of items, each a dict of element name to text."""
    body = "".join(
        "<item>" + "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in item.items())
        + "</item>" for item in items)
    return ("application/rss+xml; charset=UTF-8",
            f'<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
            f'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>'
            f"<title>{title}</title><link>{uri}/</link><description>Tests</description>"
            f"<language>en</language>{body}</channel></rss>".encode())
