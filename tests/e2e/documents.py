"""The project's documents: their commands, and the things that they name."""
import dataclasses
import functools
import re
import subprocess

from processes import ROOT

# Before a block of commands that the test leaves alone, with the reason.
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>\S[^>]*) -->")
_COMMAND_LANGUAGES = ("sh", "")
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
    found, fence, gathered, mark, start = [], None, [], "", 0

    def finish():
        nonlocal gathered, mark
        text = "\n".join(gathered).strip("\n")
        if text:
            if fence or _COMMANDS.match(text.lstrip()):
                found.append(Block(f"{name}:{start}", text, mark))
            mark = ""
        gathered = []

    for number, line in enumerate((ROOT / name).read_text().splitlines() + [""], 1):
        if line.startswith("```"):
            if fence is None:
                fence, start = line[3:], number + 1
            else:
                if fence in _COMMAND_LANGUAGES and (fence or _COMMANDS.match(gathered[0])):
                    fence = fence or "sh"
                    finish()
                fence, gathered, mark = None, [], ""
        elif fence is not None:
            gathered.append(line)
        elif line.startswith("    ") or (gathered and not line):
            start = start if gathered else number
            gathered.append(line[4:])
        else:
            finish()
            marked = _NOT_RUN.fullmatch(line)
            mark = marked["reason"] if marked else mark if not line else ""
    finish()
    return found


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
