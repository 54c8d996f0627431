"""WordPress as it is measured: behind nginx and php-fpm, with opcode cache, as its own
handbook would have it; once more with nginx keeping whole pages for a minute."""
import base64
import http.client
import itertools
import json
import pathlib
import urllib.parse

import load
from processes import Process, free_port, http_answers, unprivileged, wait_until
from wordpress.site import WordPress

COLUMNS = ["WordPress", "WordPress, pages cached"]
_HERE = pathlib.Path(__file__).resolve().parent


def measure(archive, seconds):
    """The figures of each column: {row: figures}."""
    plain, cached = {}, {}
    with ServedWordPress() as site:
        site.call(["flush_rewrite_rules"])  # Categories' addresses are not known before.
        posts = site.posts(archive)
        plain["import"] = load.timed(len(archive.articles),
                                     lambda: site.ids.extend(site.run("fill.php", posts)))
        links = site.call(*[["get_permalink", number] for number in site.ids[:100]])
        rows = {"category": ["/category/tech/"],
                "article": [urllib.parse.urlsplit(link).path for link in links],
                "search": [f"/?s={word}" for word in archive.searched]}
        for row, paths in rows.items():
            plain[row] = load.pages(site.port, paths, seconds)
            cached[row] = load.pages(site.cached_port, paths, seconds)
        password = site.call(["WP_Application_Passwords::create_new_application_password", 1,
                              {"name": "peers"}])[0][0]
        plain["write"] = load.writes([_writer(site, archive, password) for _ in range(4)], seconds)
    return [plain, cached]


class ServedWordPress(WordPress):
    """The tests' WordPress with the web server of a real site, and a database that
    keeps what it has acknowledged."""

    DATABASE_OPTIONS = ["--innodb-flush-log-at-trx-commit=1", "--innodb-buffer-pool-size=512M"]

    def __init__(self):
        super().__init__()
        self.cached_port = free_port()

    def posts(self, archive):
        """An archive as fill.php takes it."""
        return {
            "categories": [{"slug": name, "name": name.capitalize(), "parent": None}
                           for name in ("tech", "transport")],
            "authors": [{"login": "peers", "name": "Peers"}],
            "posts": [{"title": article["title"], "content": archive.html(article),
                       "status": "publish", "date": article["time"].isoformat(sep=" "),
                       "author": "peers", "categories": [article["category"]], "tags": []}
                      for article in archive.articles],
        }

    def _start_web_server(self):
        program = max(pathlib.Path("/usr/sbin").glob("php-fpm*"))
        for name, command in [("php-fpm", [program, "--nodaemonize", "--fpm-config"]),
                              ("nginx", ["/usr/sbin/nginx", "-c"])]:
            settings = (_HERE / f"{name}.conf").read_text()
            for key, value in {"DIRECTORY": self._directory, "PORT": self.port, "SITE": self._site,
                               "CACHED": self.cached_port}.items():
                settings = settings.replace(f"@{key}@", str(value))
            file = self._directory / f"{name}.conf"
            file.write_text(settings)
            server = Process(name, [*command, file], self._directory / f"{name}.log",
                             cwd=self._site, **unprivileged())
            self._processes.append(server)
        wait_until(lambda: http_answers(self.port), server)


def _writer(site, archive, password):
    connection = http.client.HTTPConnection("127.0.0.1", site.port)
    headers = {"Content-Type": "application/json", "Authorization": "Basic " + base64.b64encode(
        f"admin:{password}".encode()).decode()}
    numbers = itertools.count()

    def write():
        article = archive.articles[next(numbers) % len(archive.articles)]
        connection.request("POST", "/index.php?rest_route=/wp/v2/posts", json.dumps({
            "title": article["title"], "content": archive.html(article), "status": "publish",
        }), headers)
        response = connection.getresponse()
        body = response.read()
        if response.status != 201:
            raise RuntimeError(f"WordPress took no post: {response.status} {body[:300]}")

    return write
