"""The sample archive in a stack, as deploy/up loads it."""
import contextlib
import subprocess

from processes import ROOT, Process, clean_environment, free_port, http_answers, wait_until

_SAMPLE = ROOT / "deploy" / "sample"


@contextlib.contextmanager
def sample_archive(stack):
    """Serves the sample's site as long as the context lasts, and has the stack load it. The
    site's address."""
    port = free_port()
    site = Process("sample", [_SAMPLE / "serve.py", "--port", port],
                   stack.directory / "sample.log", env=clean_environment(), cwd="/")
    try:
        wait_until(lambda: http_answers(port, "/robots.txt"), site)
        cli, environment = stack.cli
        subprocess.run([_SAMPLE / "load", f"http://127.0.0.1:{port}", cli], check=True,
                       env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        yield f"http://127.0.0.1:{port}/"
    finally:
        site.stop()
