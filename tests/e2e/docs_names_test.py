#!/usr/bin/python3
"""What the documents name exists: options, variables, ports, files, links."""
import pathlib
import re
import unittest

from documents import blocks, code_spans, documents, files, links
from helps import SERVICES, commands, flags_of, help_of, script_texts
from processes import ROOT

# Other programs' options, which only their users can know.
_OTHERS = re.compile(r"(buf curl|docker|kubectl|cmake|npm|npx|git|protoc|apt-get|psql|chromium)\b|--gtest_")
_PATH = re.compile(r"[\w.*-]+(/[\w.*-]+)*/?")
_ENDINGS = (".cc", ".h", ".in", ".md", ".proto", ".py", ".sh", ".sql", ".supp", ".tsv", ".yaml")
# What code is made of: messages and methods, reasons, metrics and columns.
_CODE_NAME = re.compile(r"\b(?:(?:[A-Z][a-z]+){2,}|[A-Z]{2,}(?:_[A-Z]+)+|[a-z]+(?:_[a-z]+)+)\b")
# An example of a test's name, and what libpqxx has and we don't use.
_NOT_IN_THE_CODE = {"RefusesNulByteInTitle", "stream_to", "stream_from"}
# These don't leave the service that gives them.
_INSIDE_REASONS = {"APPLIED_ELSEWHERE", "SERIALIZATION_FAILURE"}
# These are made when something is built, started or asked for.
_MADE = ("build/", ".local/", "node_modules/", "buf.lock")


def service_of(document):
    """The service whose README a document is, or none."""
    parts = document.split("/")
    return parts[1] if len(parts) == 3 and parts[0] == "services" else None


def all_helps():
    """What all our programs say of themselves."""
    return "\n".join([*map(help_of, SERVICES), help_of("broadsheet"),
                      *(help_of("broadsheet", *command) for command in commands())])


def code():
    """All sources but the documents."""
    return "\n".join((ROOT / name).read_text(errors="ignore") for name in files()
                     if not name.endswith(".md") and (ROOT / name).is_file())


class NamesTest(unittest.TestCase):
    """Nothing is named that is not there."""

    def assert_known(self, document, named, known):
        """Fails unless all that a document names is known."""
        with self.subTest(document):
            self.assertEqual(set(), set(named) - set(known))

    def test_options_exist(self):
        known = flags_of(all_helps()).union(*map(flags_of, script_texts()))
        for document in documents():
            texts = code_spans(document) + [line for block in blocks(document)
                                            for line in block.text.splitlines()]
            named = [flag for text in texts if not _OTHERS.search(text) for flag in flags_of(text)]
            self.assert_known(document, named, known)

    def test_options_of_a_service_are_in_its_help(self):
        for document in documents():
            service = service_of(document)
            if service in SERVICES:
                table = re.findall(r"^\| `--(\w+)`", (ROOT / document).read_text(), re.MULTILINE)
                self.assert_known(document, table, flags_of(help_of(service)))

    def test_options_of_all_commands_are_in_the_help(self):
        table = re.findall(r"^\| `--([\w-]+)", (ROOT / "services/cli/README.md").read_text(),
                           re.MULTILINE)
        self.assertTrue(table)
        self.assert_known("services/cli/README.md", table, flags_of(help_of("broadsheet")))

    def test_variables_exist(self):
        known = re.findall(r"[A-Z]+(?:_[A-Z]+)+", all_helps() + code())
        for document in documents():
            named = re.findall(r"\bBROADSHEET_[A-Z_]+\b|\bUPDATE_[A-Z_]+\b",
                               (ROOT / document).read_text())
            self.assert_known(document, named, known)

    def test_names_of_code_exist(self):
        known = code() + all_helps() + "\n".join(files())
        for document in documents():
            named = {name for span in code_spans(document) for name in _CODE_NAME.findall(span)
                     if name not in known}
            self.assert_known(document, named, _NOT_IN_THE_CODE)

    def test_reasons_of_errors_are_in_the_contracts_readme(self):
        sources = "\n".join((ROOT / name).read_text() for name in files()
                            if re.fullmatch(r"services/(common|storage|ingest|query)/.*\.cc", name))
        statements = re.findall(r"\b(?:WithReason|WrongState)\(.*?\);\n", sources, re.DOTALL)
        given = {reason for statement in statements
                 for reason in re.findall(r'"([A-Z]+(?:_[A-Z]+)+)"', statement)}
        self.assertIn("KEY_CONFLICT", given)
        table = set(re.findall(r"`([A-Z]+(?:_[A-Z]+)+)`", (ROOT / "proto/README.md").read_text()))
        self.assertEqual(set(), given - table - _INSIDE_REASONS)

    def test_ports_are_the_programs_defaults(self):
        known = re.findall(r"127\.0\.0\.1:(\d+)", all_helps()) + ["8088"]
        for document in documents():
            named = re.findall(r"127\.0\.0\.1:(\d+)", (ROOT / document).read_text())
            self.assert_known(document, named, known)

    def test_table_of_services_has_their_ports(self):
        for service in SERVICES:
            row = re.search(rf"^\| \[{service}\].*$", (ROOT / "README.md").read_text(),
                            re.MULTILINE)[0]
            for flag in ("listen", "metrics_listen"):
                port = re.search(rf"--{flag}=\S+:(\d+)", help_of(service))[1]
                self.assertIn(f"| {port}", row)

    def test_links_lead_somewhere(self):
        for document in documents():
            here = (ROOT / document).parent
            self.assert_known(document, [link for link in links(document)
                                         if not (here / link).exists()], [])

    def test_files_exist(self):
        for document in documents():
            named = [span for span in code_spans(document)
                     if _PATH.fullmatch(span) and not span.startswith(_MADE)
                     and span not in _ENDINGS and not span.endswith(".pb.h")
                     and (span.endswith(_ENDINGS) or self._starts_in_the_sources(document, span))]
            self.assert_known(document, [span for span in named if not exists(document, span)], [])

    def _starts_in_the_sources(self, document, span):
        first = span.split("/")[0]
        return "/" in span and ((ROOT / first).is_dir()
                                or (ROOT / document).parent.joinpath(first).is_dir())


def exists(document, span):
    """Whether there is a file or directory of this name: from the root, from where the
    document is, or (as documents name sources) at the end of a path below there."""
    here, span = (ROOT / document).parent, span.replace("/X/", "/*/")
    if any(next(root.glob(span), None) for root in (ROOT, here, ROOT / "services", ROOT / "third_party")):
        return True
    below = "" if here == ROOT else str(here.relative_to(ROOT)) + "/"
    return any(pathlib.PurePath(name).match(span.rstrip("/")) for name in files()
               if name.startswith(below))


if __name__ == "__main__":
    unittest.main()
