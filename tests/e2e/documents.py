"""The project's documents: their commands, and the things that they name."""
import dataclasses
import functools
import re
import subprocess
import textwrap

from processes import ROOT

# A fenced or an indented block, and the mark above one that the test leaves alone.
_BLOCK = re.compile(r"""
    (?: ^<!--[ ]not[ ]run:[ ](?P<reason>\S[^>]*)[ ]-->\n\n? )?
    (?: ^```(?P<language>\w*)\n (?P<fenced>.*?) ^```$
      | (?P<indented> (?: ^[ ]{4}[^\n]*\n (?:\n(?=[ ]{4}))? )+ ) )
    """, re.DOTALL | re.MULTILINE | re.VERBOSE)
# What blocks without a language must start with to be commands.
_COMMANDS = re.compile(r"(broadsheet|storage|ingest|query|web|grpcurl|docker|\./|deploy/|tests/)\b")


@dataclasses.dataclass
class Block:
    """Commands of a document, one after the other as they stand there."""
    place: str
    text: str
    not_run: str


@functools.cache
def files():
    """All files of the sources, by their paths from the root."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, text=True, check=True)
    return frozenset(name for name in listed.stdout.splitlines()
                     if (ROOT / name).exists())


def documents():
    """Every README, and CONTRIBUTING.md."""
    return sorted(name for name in files()
                  if name.split("/")[-1] in ("README.md", "CONTRIBUTING.md"))


def blocks(name):
    """The blocks of commands of a document, fenced or indented."""
    text = (ROOT / name).read_text()
    for block in _BLOCK.finditer(text):
        commands = block["fenced"] or textwrap.dedent(block["indented"] or "")
        if block["language"] == "sh" or not block["language"] and _COMMANDS.match(commands):
            line = text.count("\n", 0, block.start()) + 1
            yield Block(f"{name}:{line}", commands, block["reason"] or "")


def prose(name):
    """A document without its blocks of code."""
    text = (ROOT / name).read_text()
    text = re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"^    .*$", "", text, flags=re.MULTILINE)


def code_spans(name):
    """What a document's prose sets in backticks, without line breaks."""
    return [re.sub(r"\s+", " ", span) for span in re.findall(r"`([^`]+)`", prose(name))]


def links(name):
    """Where a document's links lead inside of the sources, from the document's directory."""
    targets = re.findall(r"\]\(([^)\s]+)\)", prose(name))
    return [target.split("#")[0] for target in targets
            if not re.match(r"[a-z]+:|#", target)]
