#!/usr/bin/python3
"""The contract as a stranger uses it: clients that were generated from a clone, in
Python, TypeScript and, where it is installed, Go."""
import os
import shutil
import subprocess
import unittest

from archive import everything
from contract import article_pb2
from processes import ROOT, clean_environment
from stack import Stack

GO_PATH = "/usr/share/gocode"


def run(*command, **environment):
    """Runs a command at the root of the sources; what it printed."""
    done = subprocess.run(command, cwd=ROOT, env={**clean_environment(), **environment},
                          capture_output=True, text=True, timeout=600, check=False)
    if done.returncode != 0:
        raise AssertionError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def setUpModule():
    """One stack with one article, and the code generated anew."""
    global stack
    stack = unittest.enterModuleContext(Stack())
    article = article_pb2.Article(
        title="A bridge opens", canonical_uri="https://example.org/bridge",
        categories=["categories/tech"], body_html="<p>Today it did.</p>")
    article.publish_time.FromJsonString("2026-03-04T05:06:07Z")
    everything(stack.query, stack.ingest.PushArticle(article=article).read_after)
    shutil.rmtree(ROOT / "build" / "gen", ignore_errors=True)
    run("tests/buf", "generate")


class ExamplesTest(unittest.TestCase):
    """Every client prints the headline."""

    def assert_lists(self, *command, **environment):
        """Fails unless a client prints the archive's only headline."""
        address = f"127.0.0.1:{stack.port['query']}"
        self.assertEqual("2026-03-04 A bridge opens\n",
                         run(*command, BROADSHEET_QUERY=address, **environment))

    def test_python_lists_headlines(self):
        self.assert_lists("/usr/bin/python3", "proto/examples/list.py",
                          PYTHONPATH=str(ROOT / "build" / "gen" / "python"))

    def test_typescript_lists_headlines(self):
        self.assert_lists("node_modules/.bin/tsx", "proto/examples/list.ts")

    def test_go_lists_headlines_where_it_is_installed(self):
        if not (shutil.which("go") and os.path.isdir(f"{GO_PATH}/src/google.golang.org/grpc")):
            return
        run("tests/buf", "generate", "--template", "buf.gen.go.yaml")
        self.assert_lists("go", "run", "proto/examples/list.go", GO111MODULE="off",
                          GOPATH=f"{ROOT / 'build' / 'gen' / 'go'}:{GO_PATH}")


class ContractTest(unittest.TestCase):
    """A clone is all that buf and protoc need."""

    def test_buf_builds_and_lints(self):
        run("tests/buf", "build")
        run("tests/buf", "lint")

    def test_protoc_finds_all_imports(self):
        protos = [str(path.relative_to(ROOT)) for path in (ROOT / "proto").rglob("*.proto")]
        run("protoc", "-I=proto", "-I=third_party", "--descriptor_set_out=/dev/null", *protos)


if __name__ == "__main__":
    unittest.main()
