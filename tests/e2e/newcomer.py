"""Somebody who has just cloned the sources, has a stack with the sample archive, and
types what the documents say."""
import json
import os
import re
import shlex
import shutil
import subprocess
import threading

from processes import ROOT, clean_environment, free_port, http_answers, remove_directory
from processes import Process, temporary_directory, wait_until
from documents import files
from example_objects import SPAM, ExampleObjects

_TOOLS = ROOT / "tests" / "e2e" / "tools"
_UUID = r"[0-9a-f]{8}-[0-9a-f-]{27}"
_PORTS = {"50051": "storage", "50052": "ingest", "50053": "query", "8080": "web", "8088": "sample"}
# Pages of a site that only the documents know: its front page, its feed, its archive, one
# article.
_MADE_UP_SITE = re.compile(r"https://(?:news\.example|example\.(?:org|com))/"
                           r"(feed|category/tech|\d{4}/\d\d|)(?=[/\s'\"]|$)[^\s'\"]*")
_MADE_UP_ARTICLE = re.compile(rf"\barticles/{_UUID}|(?<![\w/.-])\d{{4}}/\d\d/\d\d/[a-z0-9-]+")
# These ask before they do it, a terminal.
_ASKS = re.compile(r"broadsheet (redact|merge|split)\b(?!.*--(yes|dry-run))", re.DOTALL)


class Newcomer:
    """A context manager. Runs scripts in a clone, against a stack."""

    def __init__(self, stack):
        self._readers, self._record = stack.query, stack.storage
        self._directory = temporary_directory()
        self.clone = self._directory / "broadsheet"
        self._port = dict(stack.port, sample=free_port())
        self._sample = None
        self._objects = ExampleObjects(stack)
        self.cli, self._environment = stack.cli

    def __enter__(self):
        subprocess.run(["git", "clone", "-q", ROOT, self.clone], check=True)
        for name in files():  # also what is not committed yet
            target = self.clone / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if not target.is_symlink():
                shutil.copy2(ROOT / name, target, follow_symlinks=False)
        for build in ("release", "dev"):
            target = self.clone / "build" / build / "bin"
            target.mkdir(parents=True)
            (target / "broadsheet").symlink_to(_TOOLS / "broadsheet")
        self._serve_sample()
        self._lay_files()
        return self

    def __exit__(self, *_):
        if self._sample:
            self._sample.stop()
        remove_directory(self._directory)

    @property
    def site(self):
        """Where the sample's site is."""
        return f"http://127.0.0.1:{self._port['sample']}"

    def run(self, script, timeout=600):
        """Runs a script of bash, every command of which must succeed; raises what it said
        otherwise. Meanwhile articles come in, so that who follows them sees some."""
        self._prepare(script)
        translated = self.translate(script)
        if _ASKS.search(script):
            translated = f"script -qec {shlex.quote(translated)} /dev/null"
        done = threading.Event()
        writer = threading.Thread(target=self._write_until, args=(done,))
        writer.start()
        try:
            ended = subprocess.run(
                ["bash", "-c", "set -eE -o pipefail; trap 'echo \"at: $BASH_COMMAND\" >&2' ERR\n"
                 + translated],
                cwd=self.clone, env=self._environment_of_scripts(), capture_output=True, text=True,
                input="yes\n" if _ASKS.search(script) else "", timeout=timeout, check=False)
        finally:
            done.set()
            writer.join()
        if ended.returncode != 0:
            raise AssertionError(f"{script}\nended with {ended.returncode}:\n"
                                 f"{ended.stdout[-2000:]}{ended.stderr[-2000:]}")
        return ended.stdout

    def translate(self, script):
        """A script with this stack's addresses, and names that exist here for made-up ones."""
        script = re.sub(r"127\.0\.0\.1:(\d+)", self._address, script)
        for name in dict.fromkeys(_MADE_UP_ARTICLE.findall(script)):
            if "broadsheet split" in script:
                real, address = self._objects.two_stories()
                script = re.sub(r"(--address )\S+", rf"\g<1>{address}", script)
            elif "broadsheet undelete" in script:
                real = self._objects.deleted_article()
            else:
                real = self._objects.article()
            script = script.replace(name, real)
        script = _MADE_UP_SITE.sub(self._page, script)
        for kind, make in (("feeds", self._second_feed), ("rejects", self._objects.reject)):
            for name in dict.fromkeys(re.findall(rf"\b{kind}/(?:{_UUID}|…)", script)):
                script = script.replace(name, make())
        # Nothing here is as old as that.
        return script.replace("--as-of 7d", "--as-of 2999")

    def _prepare(self, script):
        """What must be there, or not be there, for a script; what was written before is seen
        by readers."""
        self._readers.ListCategories(read_after=self._record.GetStatus().head)
        self._objects.forget_feeds()
        if re.search(r"feeds (poll|change|remove)", script):
            self._objects.feed(f"{self.site}/feed.xml")
        if "rejects retry" in script:
            self._objects.reject()
        if SPAM in script:
            self._objects.article(site=SPAM)

    def _second_feed(self):
        return self._objects.feed(f"{self.site}/category/tech/feed.xml")

    def _address(self, match):
        name = _PORTS.get(match[1])
        return f"127.0.0.1:{self._port[name]}" if name else match[0]

    def _page(self, match):
        if not match[1]:
            return f"{self.site}/"
        if match[1] == "feed":
            return f"{self.site}/feed.xml"
        return f"{self.site}/category/tech/" if match[1].startswith("category") else self._a_page

    def _environment_of_scripts(self):
        return {**self._environment, "REAL_BROADSHEET": str(self.cli),
                "PATH": f"{self.clone / 'build/release/bin'}:{_TOOLS}:{os.environ['PATH']}"}

    def _serve_sample(self):
        port = self._port["sample"]
        self._sample = Process("sample", [self.clone / "deploy/sample/serve.py", "--port", port],
                               self._directory / "sample.log", env=clean_environment())
        wait_until(lambda: http_answers(port), self._sample)
        subprocess.run([self.clone / "deploy/sample/load", self.site, self.cli],
                       env=self._environment, check=True, capture_output=True)
        listed = subprocess.run([self.cli, "--json", "list", "-c", "tech", "-n", "1"],
                                env=self._environment, check=True, capture_output=True, text=True)
        self._a_page = json.loads(listed.stdout)["canonicalUri"]

    def _lay_files(self):
        """The files that a reader of the documents would have."""
        rendered = subprocess.run(
            [self.clone / "deploy/sample/serve.py", "--port", str(self._port["sample"]),
             "--render", "articles.jsonl"], check=True, capture_output=True, text=True).stdout
        for name in ("export.jsonl", "2026-03.jsonl"):
            (self.clone / name).write_text(rendered)
        (self.clone / "article.json").write_text(rendered.splitlines()[0])
        (self.clone / "redactions.jsonl").touch()
        (self.clone / "body.html").write_text("<p>Another body.</p>")
        feed = subprocess.run(["curl", "-fsS", f"{self.site}/feed.xml"], check=True,
                              capture_output=True).stdout
        (self.clone / "export.xml").write_bytes(feed)
        (self.clone / "my-blog.ghost.json").write_text(json.dumps({"db": [{"data": {"posts": [
            {"id": "1", "title": "Piers", "slug": "piers", "html": "<p>They open.</p>",
             "status": "published"}]}}]}))
        (self.clone / "subscriptions.opml").write_text(
            '<opml version="2.0"><body><outline text="Tech"><outline type="rss" text="Sample" '
            f'xmlUrl="{self.site}/feed.xml?list"/></outline></body></opml>')

    def _write_until(self, done):
        while not done.wait(0.2):
            self._objects.article()
