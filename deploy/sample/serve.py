#!/usr/bin/python3
"""Serves the sample site on loopback, for ingest to read.

  serve.py --port 8099                            serve until stopped
  serve.py --port 8099 --render articles.jsonl    print one file and end
"""
import argparse
import email.utils
import hashlib
import http.server
import re
import sys
import urllib.parse

import website
from posts import BASE


def _rebased(body, base):
    """Every link and identity in `body`, moved to where the site is served."""
    return body.replace(BASE.encode(), base.encode())


def _etag(body):
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers GET and HEAD from `server.site`, conditional requests included."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        path = urllib.parse.unquote(url.path)
        post_id = re.fullmatch(r"p=(\d+)", url.query)
        if path == "/" and post_id and int(post_id[1]) in self.server.paths_by_id:
            self._redirect(self.server.paths_by_id[int(post_id[1])])
        elif path in self.server.site:
            self._answer(self.server.site[path])
        elif path + "/" in self.server.site:
            self._redirect(path + "/")
        else:
            self._send(404, b"Not found.\n", {"Content-Type": "text/plain; charset=utf-8"})

    do_HEAD = do_GET

    def _answer(self, resource):
        body = _rebased(resource.body, self.server.base)
        headers = {
            "ETag": _etag(body),
            "Last-Modified": email.utils.formatdate(resource.modified.timestamp(), usegmt=True),
        }
        if self._is_held(headers["ETag"], resource.modified):
            self._send(304, b"", headers)
        else:
            self._send(200, body, headers | {"Content-Type": resource.media_type})

    def _is_held(self, etag, modified):
        """Whether the client says that it has this already (RFC 9110, 13.2.2)."""
        if "If-None-Match" in self.headers:
            held = re.findall(r'"[^"]*"', self.headers["If-None-Match"])
            return etag in held or self.headers["If-None-Match"].strip() == "*"
        try:
            since = email.utils.parsedate_to_datetime(self.headers["If-Modified-Since"])
            return modified <= since
        except (TypeError, ValueError):
            return False

    def _redirect(self, path):
        self._send(301, b"", {"Location": self.server.base + path})

    def _send(self, status, body, headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 304:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *args):
        """Silent: deploy/up shows ingest's own progress."""


class Server(http.server.ThreadingHTTPServer):
    """The site, rendered once, on 127.0.0.1. Raises OSError if the port is taken."""

    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Handler)
        self.site, posts = website.build()
        self.paths_by_id = {post.id: post.path for post in posts}
        self.base = f"http://127.0.0.1:{self.server_port}"


def main():
    parser = argparse.ArgumentParser(description="Serves the sample site on 127.0.0.1.")
    parser.add_argument("--port", type=int, default=0, help="0 takes any free port")
    parser.add_argument("--render", metavar="PATH",
                        help="print this file as served on --port, and end")
    args = parser.parse_args()
    if args.render:
        if not args.port:
            parser.error("--render needs the --port that the site is served on")
        resource = website.build()[0].get("/" + args.render.lstrip("/"))
        if not resource:
            parser.error(f"--render: the sample has no '{args.render}'")
        sys.stdout.buffer.write(_rebased(resource.body, f"http://127.0.0.1:{args.port}"))
        return
    try:
        server = Server(args.port)
    except (OSError, OverflowError) as error:
        sys.exit(f"serve.py: can't listen on 127.0.0.1:{args.port}: {error}")
    print(f"listening on {server.base}", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass


if __name__ == "__main__":
    main()
