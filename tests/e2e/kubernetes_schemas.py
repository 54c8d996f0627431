"""What the schemas of Kubernetes and of the operators have against objects; from npm, as types and
validators (kubernetes-models)."""
import json
import pathlib
import subprocess
import tempfile

from processes import ROOT, clean_environment

_MODELS = {"monitoring.coreos.com": "@kubernetes-models/prometheus-operator/",
           "postgresql.cnpg.io": "@kubernetes-models/cloudnative-pg/"}
# Of each tool, in seconds; where others use the processors, the compiler takes minutes.
_TIMEOUT = 900


def problems(objects):
    """All that is wrong, as text; empty where nothing is."""
    subprocess.run([ROOT / "tests" / "npm-tools"], check=True, env=clean_environment(), timeout=_TIMEOUT)
    build = ROOT / "build"
    build.mkdir(exist_ok=True)
    # Below node_modules' parent, where imports are looked for.
    with tempfile.TemporaryDirectory(prefix="kubernetes.", dir=build) as directory:
        file = pathlib.Path(directory) / "objects.mts"
        file.write_text(_program(objects))
        return _complaints(file)


def _complaints(file):
    """What the compiler, and then the program itself, say against it."""
    tools = ROOT / "node_modules" / ".bin"
    said = ""
    for command in ([tools / "tsc", "--noEmit", "--strict", "--skipLibCheck", "--target", "es2022",
                     "--module", "nodenext", file], [tools / "tsx", file]):
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              env=clean_environment(), timeout=_TIMEOUT)
        if done.returncode != 0:
            said += (done.stdout + done.stderr)[-3000:]
    return said


def _program(objects):
    """TypeScript that does not compile where a field is unknown, and fails where a value is wrong."""
    lines = []
    for number, found in enumerate(objects):
        kind, group = found["kind"], found["apiVersion"].split("/")[0]
        module = f"{_MODELS.get(group, 'kubernetes-models/')}{found['apiVersion']}/{kind}"
        rest = {key: value for key, value in found.items() if key not in ("apiVersion", "kind")}
        lines.append(f'import {{ {kind} as K{number} }} from "{module}";\n'
                     f"new K{number}({json.dumps(rest)}).validate();\n")
    return "".join(lines)
