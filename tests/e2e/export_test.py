#!/usr/bin/python3
"""What one installation exports and another imports is the same there, revision by
revision; whatever happens on the way costs nothing but itself."""
import json
import subprocess
import unittest

from archive import everything
from histories import SECRETS, fill, push
from processes import ROOT, remove_directory, temporary_directory, wait_until
from stack import Stack

COPIES = 300


def export(stack, file, *options):
    """Exports a stack to a file; its lines."""
    status, output, error = stack.run("broadsheet", "archive", "export", *options)
    assert status == 0, error
    file.write_text(output)
    return [json.loads(line) for line in output.splitlines()]


def take_in(stack, file):
    """Imports a file; exit status, output, errors."""
    return stack.run("broadsheet", "archive", "import", file)


def compare(stack):
    """deploy/compare of the source with another stack; exit status, output, errors."""
    return source.run(ROOT / "deploy/compare", *(f"127.0.0.1:{one.port['storage']}"
                                                 for one in (source, stack)))


def setUpModule():
    """One archive that every test exports."""
    global source, names, directory, archive, lines
    directory = temporary_directory()
    unittest.addModuleCleanup(remove_directory, directory)
    source = unittest.enterModuleContext(Stack())
    names = fill(source)
    # What a redaction takes out, and whole articles.
    source.ingest.RedactArticle(name=names["Later"], reason="court order 2")
    source.ingest.RedactArticle(name=names["Partly"], revisions=[2], reason="a name")
    for number in range(COPIES):
        push(source, f"Number {number}", f"The text of number {number}.")
    archive = directory / "archive.jsonl"
    lines = export(source, archive)


class ExportTest(unittest.TestCase):
    """broadsheet archive export, broadsheet archive import."""

    def succeed(self, result):
        """That a program did what it should; its output."""
        self.assertEqual(0, result[0], result[1] + result[2])
        return result[1]

    def written(self, name, changed):
        """A file of these lines."""
        file = directory / name
        file.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n"
                                for line in changed))
        return file

    def test_file_is_as_described(self):
        kinds = [next(iter(line)) for line in lines]
        self.assertEqual("header", kinds[0])
        self.assertEqual("end", kinds[-1])
        self.assertEqual(1, lines[0]["header"]["formatVersion"])
        self.assertEqual({"articles": str(kinds.count("article")),
                          "revisions": str(kinds.count("revision"))}, lines[-1]["end"])
        self.assertEqual(COPIES + 7, kinds.count("article"))
        for secret in SECRETS:
            self.assertNotIn(secret, archive.read_text())

    def test_arrives_as_it_was(self):
        copy = self.enterContext(Stack())
        self.assertIn(f" {COPIES + 7} articles with ", self.succeed(take_in(copy, archive)))
        self.assertRegex(self.succeed(compare(copy)),
                         rf"^the same: {COPIES + 7} articles with \d+ revisions, 2 categories\n$")
        head = copy.storage.GetStatus().head
        self.assertEqual([str(article) for article in everything(source.query)],
                         [str(article) for article in everything(copy.query, read_after=head)])
        with self.subTest("again, nothing is written"):
            self.assertIn(f" 0 articles with 0 revisions taken in, {COPIES + 7} articles here",
                          self.succeed(take_in(copy, archive)))
            self.assertEqual(head, copy.storage.GetStatus().head)
        with self.subTest("what it exports is the same"):
            self.assertEqual(lines[1:], export(copy, directory / "copy.jsonl")[1:])
        with self.subTest("its keys are there, too"):
            for title in ("Plain", "Redacted"):
                again = push(copy, title, f"The first text of {title}.").result
                self.assertEqual(names[title], again.name)

    def test_goes_on_after_a_kill(self):
        copy = self.enterContext(Stack())
        content = archive.read_bytes()
        binary, environment = copy.cli
        with subprocess.Popen([binary, "archive", "import", "-"], env=environment,
                              stdin=subprocess.PIPE, stderr=subprocess.DEVNULL) as importing:
            # In the middle of a line.
            importing.stdin.write(content[:len(content) // 2])
            importing.stdin.flush()
            wait_until(lambda: copy.storage.GetStatus().head.position > COPIES // 4,
                       copy.process("storage"))
            importing.kill()
        self.assertEqual(1, compare(copy)[0])
        copy.process("storage").kill()
        copy.start("storage")
        copy.await_serving("storage")
        self.succeed(take_in(copy, archive))
        self.assertRegex(self.succeed(compare(copy)), "^the same: ")

    def test_damage_costs_nothing_but_itself(self):
        copy = self.enterContext(Stack())
        changed = json.loads(json.dumps(lines))
        places = [place for place, line in enumerate(changed) if "article" in line]
        forged, lacking = (name.removeprefix("articles/") for name in (
            changed[places[-1]]["article"]["name"], changed[places[-2]]["article"]["name"]))
        changed[places[-1] + 1]["revision"]["snapshot"]["title"] = "Forged"
        changed[places[-2] + 1] = "{\"revision\":"
        changed.insert(1, "\0garbage")
        status, output, error = take_in(copy, self.written("damaged.jsonl", changed))
        self.assertEqual(5, status, error)
        # The garbage has moved what is behind it; the first line is 1.
        for message in (":2: is no ArchiveLine in ProtoJSON",
                        f":{places[-1] + 2}: articles/{forged}: storage: revisions[0]",
                        f":{places[-2] + 3}: is no ArchiveLine in ProtoJSON",
                        f":{places[-2] + 2}: articles/{lacking}: revision 1 is missing",
                        f":{len(changed)}: the file had {COPIES + 7} articles"):
            self.assertIn(message, error)
        self.assertIn("5 refused", output)
        status, output, _ = compare(copy)
        self.assertEqual(1, status)
        self.assertEqual(
            sorted(f"articles/{name}/revisions/1: only in 127.0.0.1:{source.port['storage']}"
                   for name in (forged, lacking)), output.splitlines())
        with self.subTest("a file of another form is refused as a whole"):
            head = copy.storage.GetStatus().head
            changed[0]["header"]["formatVersion"] = 2
            status, _, error = take_in(copy, self.written("newer.jsonl", changed))
            self.assertEqual(1, status)
            self.assertIn("newer.jsonl:1: is of version 2 of the format", error)
            self.assertEqual(head, copy.storage.GetStatus().head)
        with self.subTest("the whole file mends it"):
            self.succeed(take_in(copy, archive))
            self.succeed(compare(copy))

    def test_part_joins_what_is_there(self):
        copy = self.enterContext(Stack())
        own = push(copy, "Own", "What was here before.").result.name
        # The same story, which came to both.
        push(copy, "Number 1", "The text of number 1, as it came here.")
        part = export(source, directory / "part.jsonl", "--since", "2999")
        self.assertNotIn("article", [next(iter(line)) for line in part])
        part = export(source, directory / "part.jsonl", "--category", "harbour")
        self.assertEqual(["header", "category", "category", "end"],
                         [next(iter(line)) for line in part])
        export(source, directory / "part.jsonl", "--source", "https://kept.example.org")
        status, output, error = take_in(copy, directory / "part.jsonl")
        self.assertEqual(5, status, error)
        self.assertIn("1 refused", output)
        self.assertRegex(error, r"part.jsonl:\d+: articles/\S+: storage: (its path|a key)")
        self.assertEqual("Own", copy.storage.GetArticle(name=own).title)
        self.assertEqual("By hand", copy.storage.GetArticle(name=names["Edited"]).title)


if __name__ == "__main__":
    unittest.main()
