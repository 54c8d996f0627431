"""What the programs say of themselves."""
import functools
import re
import subprocess

from processes import ROOT, binaries

SERVICES = ("storage", "ingest", "query", "web")


@functools.cache
def help_of(program, *command):
    """What PROGRAM COMMAND… --help prints."""
    done = subprocess.run([binaries(program) / program, *command, "--help"], check=True,
                          capture_output=True, text=True)
    return done.stdout


def commands(*group):
    """All commands of `broadsheet`, and those that they are made of: ("feeds", "add")."""
    text = help_of("broadsheet", *group)
    for section in re.findall(r"^(?:\w+ )?[Cc]ommands.*:\n((?:  .*\n)+)", text, re.MULTILINE):
        for name in re.findall(r"^  ([a-z]+)  ", section, re.MULTILINE):
            yield (*group, name)
            if not group:
                yield from commands(name)


def examples(*command):
    """The examples of a command's help, one command of bash each."""
    text = help_of("broadsheet", *command)
    section = re.search(r"^Examples:\n((?:  .*\n)+)", text, re.MULTILINE)
    found, gathered = [], []
    for line in section[1].splitlines() if section else []:
        gathered.append(line[2:])
        if _is_whole("\n".join(gathered)):
            found.append("\n".join(gathered))
            gathered = []
    return found


def _is_whole(command):
    """Whether bash would not wait for more."""
    parsed = subprocess.run(["bash", "-n", "-c", command], capture_output=True, check=False)
    return parsed.returncode == 0 and not command.endswith("\\")


def flags_of(text):
    """The long options that a text names."""
    return set(re.findall(r"(?<![\w!-])--([a-z][a-z_-]*[a-z])\b", text))


def script_texts():
    """The texts of our scripts and benchmarks, which take options, too."""
    for name in ("deploy/up", "tests/run", "tests/faults/run", "deploy/sample/serve.py",
                 "tests/support/python_tests", "tests/bench/relevance/run",
                 "tests/bench/storage_bench.cc"):
        yield (ROOT / name).read_text()
