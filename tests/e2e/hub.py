"""A WebSub hub for tests: it asks subscribers back, delivers, refuses and falls silent, as told."""
import hashlib
import hmac
import http.server
import threading
import urllib.error
import urllib.parse
import urllib.request

CHALLENGE = "a challenge of 3 < 4 & more"


class Hub:
    """A context manager. `requests` are the forms that came, `subscribers` those that agreed, by topic.

    `answer` is the status for a form. `verifies`: it asks back, and grants leases of `lease` seconds.
    """

    def __init__(self):
        self.requests = []
        self.subscribers = {}
        self.confirmations = []
        self.answer = 202
        self.verifies = True
        self.lease = 86_400
        self._server = None

    def __enter__(self):
        hub = self

        class Handler(http.server.BaseHTTPRequestHandler):
            """Takes requests of subscribers."""

            def do_POST(self):  # pylint: disable=invalid-name
                """Answers one, and asks back afterwards."""
                size = int(self.headers["Content-Length"])
                form = dict(urllib.parse.parse_qsl(self.rfile.read(size).decode()))
                hub.requests.append(form)
                self.send_response(hub.answer)
                self.end_headers()
                if hub.answer == 202 and hub.verifies:
                    threading.Thread(target=hub.verify, args=(form,), daemon=True).start()

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
        """Its address."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/"

    def verify(self, form):
        """Asks back whether that was meant, and does it then."""
        mode, topic = form["hub.mode"], form["hub.topic"]
        query = {"hub.mode": mode, "hub.topic": topic, "hub.challenge": CHALLENGE}
        if mode == "subscribe":
            query["hub.lease_seconds"] = str(self.lease)
        status, body = get(form["hub.callback"], query)
        self.confirmations.append((mode, topic, status))
        if (status, body) != (200, CHALLENGE):
            return
        if mode == "subscribe":
            self.subscribers[topic] = form
        else:
            self.subscribers.pop(topic, None)

    def deny(self, form, reason):
        """Refuses; the status that the subscriber answers."""
        return get(form["hub.callback"], {"hub.mode": "denied", "hub.topic": form["hub.topic"],
                                          "hub.reason": reason})[0]

    def deliver(self, topic, document, method="sha256", secret=None):
        """Sends a document, as Website has them, to who subscribed; the status answered."""
        form = self.subscribers[topic]
        media_type, body = document
        secret = form["hub.secret"] if secret is None else secret
        signature = hmac.new(secret.encode(), body, getattr(hashlib, method)).hexdigest()
        return post(form["hub.callback"], body, {
            "Content-Type": media_type, "X-Hub-Signature": f"{method}={signature}"})


def get(uri, query):
    """Status and text of a GET."""
    return ask(urllib.request.Request(f"{uri}?{urllib.parse.urlencode(query)}"))


def post(uri, body, headers):
    """Status of a POST."""
    return ask(urllib.request.Request(uri, data=body, headers=headers))[0]


def ask(request):
    """Status and text of the answer."""
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
