"""Ghost as it is measured: one process, as its own command starts it, on SQLite (its
other database, MySQL 8, is no Debian package)."""
import http.client
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import time

import load
from processes import (ROOT, Process, free_port, http_answers, http_get,
                       remove_directory, temporary_directory, wait_until)

COLUMNS = ["Ghost"]
_HERE = pathlib.Path(__file__).resolve().parent
_UNPACKED = ROOT / "build" / "ghost"
_OWNER = {"name": "Peers", "email": "peers@example.org", "password": "seven-grey-herons-wade"}


def measure(archive, seconds):
    """The figures of each column: {row: figures}. Ghost's search is the reader's
    browser's: there is none to ask for."""
    figures = {}
    with Ghost() as site:
        figures["import"] = load.timed(len(archive.articles), lambda: site.take(archive))
        figures["category"] = load.pages(site.port, ["/tag/tech/"], seconds)
        figures["article"] = load.pages(
            site.port, [f"/{_slug(number)}/" for number in range(100)], seconds)
        figures["write"] = load.writes([_writer(site, archive) for _ in range(4)], seconds)
    return [figures]


class Ghost:
    """A context manager: a Ghost that serves while the context lasts."""

    def __init__(self):
        self.port = free_port()
        self._directory = self._process = self._cookie = None

    def __enter__(self):
        subprocess.run([_HERE / "unpack_ghost", _UNPACKED], check=True)
        self._directory = temporary_directory()
        try:
            shutil.copytree(_UNPACKED / "content", self._directory / "content")
            _show_ten_posts(self._directory / "content" / "themes")
            self._process = Process("ghost", ["node", "index.js"], self._directory / "ghost.log",
                                    cwd=_UNPACKED, env=os.environ | self._settings())
            wait_until(lambda: http_answers(self.port, "/"), self._process)
            self._sign_in()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self._process:
            self._process.stop()
        remove_directory(self._directory)

    def take(self, archive):
        """Imports an archive, and returns when it is there."""
        boundary = "peers"
        export = {"meta": {"exported_on": 0, "version": "5.0.0"}, "data": {
            "tags": [{"id": tag, "name": tag, "slug": tag} for tag in ("tech", "transport")],
            "posts": [{"id": str(number), "slug": _slug(number), "status": "published",
                       "published_at": article["time"].isoformat() + ".000Z",
                       "title": article["title"], "lexical": _lexical(article)}
                      for number, article in enumerate(archive.articles)],
            "posts_tags": [{"post_id": str(number), "tag_id": article["category"]}
                           for number, article in enumerate(archive.articles)]}}
        self.ask("POST", "db/", "\r\n".join([
            f"--{boundary}", 'Content-Disposition: form-data; name="importfile"; '
            'filename="peers.json"', "Content-Type: application/json", "",
            json.dumps({"db": [export]}), f"--{boundary}--", ""]).encode(),
            f"multipart/form-data; boundary={boundary}")
        # It goes on in the background, as one transaction, for which pages wait.
        last = f"/{_slug(len(archive.articles) - 1)}/"
        while http_get(self.port, last, timeout=300)[0] != 200:
            time.sleep(0.2)

    def ask(self, method, path, body=None, content_type="application/json", connection=None):
        """The answer of the API that the editor's pages use."""
        connection = connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = {"Content-Type": content_type, "Origin": f"http://127.0.0.1:{self.port}"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        connection.request(method, f"/ghost/api/admin/{path}", body, headers)
        response = connection.getresponse()
        text = response.read()
        if response.status >= 300:
            raise RuntimeError(f"Ghost: {method} {path}: {response.status} {text[:400]}")
        if "Set-Cookie" in response.headers:
            self._cookie = response.headers["Set-Cookie"].partition(";")[0]
        return json.loads(text) if text.startswith(b"{") else text

    def _sign_in(self):
        self.ask("POST", "authentication/setup/",
                 json.dumps({"setup": [_OWNER | {"blogTitle": "Peers"}]}))
        self.ask("POST", "session/", json.dumps(
            {"username": _OWNER["email"], "password": _OWNER["password"]}))

    def _settings(self):
        return {
            "NODE_ENV": "production",
            "url": f"http://127.0.0.1:{self.port}",
            "server__host": "127.0.0.1",
            "server__port": str(self.port),
            "database__client": "sqlite3",
            "database__connection__filename": str(self._directory / "ghost.db"),
            "database__useNullAsDefault": "true",
            "paths__contentPath": str(self._directory / "content"),
            "logging__transports": '["stdout"]',
            "logging__level": "error",
            "mail__transport": "stub",
            # It is alone with us.
            "privacy__useUpdateCheck": "false",
            "security__staffDeviceVerification": "false",
        }


def _slug(number):
    return f"article-{number}"


def _lexical(article):
    """A body as the editor keeps it."""
    common = {"direction": "ltr", "format": "", "indent": 0, "version": 1}
    return json.dumps({"root": common | {"type": "root", "children": [
        common | {"type": "paragraph", "children": [
            {"type": "extended-text", "text": paragraph, "detail": 0, "format": 0,
             "mode": "normal", "style": "", "version": 1}]}
        for paragraph in article["paragraphs"]]}})


def _show_ten_posts(themes):
    for file in themes.glob("*/package.json"):
        theme = json.loads(file.read_text())
        theme["config"]["posts_per_page"] = 10
        file.write_text(json.dumps(theme))


def _writer(site, archive):
    connection = http.client.HTTPConnection("127.0.0.1", site.port, timeout=60)
    numbers = itertools.count()

    def write():
        article = archive.articles[next(numbers) % len(archive.articles)]
        site.ask("POST", "posts/", json.dumps({"posts": [{
            "title": article["title"], "lexical": _lexical(article), "status": "published"}]}),
            connection=connection)

    return write
