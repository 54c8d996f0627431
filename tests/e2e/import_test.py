#!/usr/bin/python3
"""Large exports: an import that broke off goes on when it is sent again, and memory does not
grow with the file.

BROADSHEET_IMPORT_MIB  how large the file is that memory is measured with (64)
"""
import os
import pathlib
import re
import signal
import subprocess
import time
import unittest

from archive import everything
from processes import temporary_directory, remove_directory
from stack import Stack

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Bay Notes</title><link>https://bay.example</link>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:author><wp:author_login>mei</wp:author_login>
<wp:author_display_name>Mei Lam</wp:author_display_name></wp:author>
"""
POST = """<item><title>Harbour note {n}</title><link>https://bay.example/{n}/</link>
<dc:creator>mei</dc:creator><guid isPermaLink="false">https://bay.example/?p={n}</guid>
<content:encoded><![CDATA[{text}]]></content:encoded><wp:post_id>{n}</wp:post_id>
<wp:post_date_gmt>{date}</wp:post_date_gmt><wp:status>publish</wp:status>
<wp:post_type>post</wp:post_type>
<category domain="category" nicename="tech">Tech</category>
<wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key>
<wp:meta_value>{picture}</wp:meta_value></wp:postmeta>
</item>
"""
PICTURE = """<item><title>p{n}</title><wp:post_id>{n}</wp:post_id>
<wp:post_type>attachment</wp:post_type><wp:status>inherit</wp:status>
<wp:attachment_url>https://bay.example/wp-content/uploads/2019/03/p{n}.jpg</wp:attachment_url>
</item>
"""
SENTENCES = ("Cranes number {} lifted crate {} before the tide turned.",
             "Nobody on pier {} had seen ship {} come in.",
             "The clerk wrote {} in the book, crossed it out, and wrote {}.")
PICTURES = 10**9


def text(number, paragraphs):
    """A post's text, which no other post has."""
    return "\n\n".join(
        " ".join(sentence.format(number * 7 + part, number + part * 3) for sentence in SENTENCES)
        for part in range(paragraphs))


def write_export(path, posts, paragraphs=12):
    """An export of posts, every second of which has its picture behind all posts."""
    with open(path, "w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(posts):
            if number % 2 == 0:
                file.write(PICTURE.format(n=PICTURES + number))
            date = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(1_500_000_000 + number * 60))
            file.write(POST.format(n=number, text=text(number, paragraphs), date=date,
                                   picture=PICTURES + number))
        for number in range(1, posts, 2):
            file.write(PICTURE.format(n=PICTURES + number))
        file.write("</channel></rss>\n")


def peak_kib(pid):
    """The most memory that a process has held."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1])


class ImportTest(unittest.TestCase):
    """Through the command line, as people do it."""

    def setUp(self):
        self.stack = self.enterContext(Stack())
        self.directory = temporary_directory()
        self.addCleanup(remove_directory, self.directory)
        self.file = self.directory / "export.xml"

    def start_import(self):
        """The command at work."""
        command, environment = self.stack.cli
        return subprocess.Popen([command, "import", "--wait", self.file], env=environment,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def finish_import(self):
        """What the command printed, done."""
        command = self.start_import()
        out, err = command.communicate(timeout=3600)
        self.assertEqual(0, command.returncode, out + err)
        return out

    def taken(self):
        """How many articles of imports this ingest has delivered."""
        counts = re.findall(r'broadsheet_ingest_articles_total{[^}]*origin="imports"[^}]*} (\d+)',
                            self.stack.metrics("ingest"))
        return sum(map(int, counts))

    def break_off(self, break_it):
        """Starts an import, and breaks it when some articles are in."""
        command = self.start_import()
        while self.taken() < 500:
            self.assertIsNone(command.poll(), "done before it could be broken")
            time.sleep(0.01)
        break_it(command)
        command.communicate(timeout=60)
        self.assertNotEqual(0, command.returncode)

    def check_whole(self, posts):
        """Another import finds what is held, and all is there once."""
        counts = dict((word, int(count))
                      for count, word in re.findall(r"(\d+) (created|unchanged)",
                                                    self.finish_import()))
        self.assertEqual(posts, counts["created"] + counts["unchanged"])
        self.assertGreaterEqual(counts["unchanged"], 500)
        articles = everything(self.stack.query)
        self.assertEqual(posts, len({article.title for article in articles}))
        self.assertEqual([(1, True)] * posts,
                         [(article.revision, bool(article.image_uri)) for article in articles])

    def test_goes_on_after_ingest_or_the_command_was_killed(self):
        write_export(self.file, 3000)
        self.break_off(lambda command: self.stack.kill("ingest"))
        self.stack.start("ingest")
        self.stack.await_serving("ingest")
        self.break_off(lambda command: command.send_signal(signal.SIGKILL))
        self.check_whole(3000)

    def test_memory_does_not_grow_with_the_file(self):
        mebibytes = int(os.environ.get("BROADSHEET_IMPORT_MIB", "64"))
        write_export(self.file, mebibytes * 370)
        size = self.file.stat().st_size
        start = time.monotonic()
        out = self.finish_import()
        seconds = time.monotonic() - start
        ingest = self.stack.process("ingest").pid
        parsers = [int(pid) for task in pathlib.Path(f"/proc/{ingest}/task").iterdir()
                   for pid in (task / "children").read_text().split()]
        peaks = {pid: peak_kib(pid) // 1024 for pid in (ingest, *parsers)}
        print(f"{size / 2**20:.0f} MiB in {seconds:.0f} s: {out.strip()}; most MiB held: "
              f"ingest {peaks.pop(ingest)}, parsers {sorted(peaks.values())}")
        total = sum(peak_kib(pid) for pid in (ingest, *parsers))
        self.assertLess(total, 300 * 1024)


if __name__ == "__main__":
    unittest.main()
