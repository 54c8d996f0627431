"""Load on a server, and what it answers under it."""
import concurrent.futures
import json
import pathlib
import subprocess
import tempfile
import time

CONNECTIONS = 8
_HERE = pathlib.Path(__file__).resolve().parent


def pages(port, paths, seconds):
    """Asks a web server for paths in turn, by wrk: {"rate", "median_ms", "p99_ms"}."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("".join(path + "\n" for path in paths))
        file.flush()
        # Once for what is read or compiled at first sight.
        _wrk(port, file.name, 2)
        return _wrk(port, file.name, seconds)


def calls(port, method, request, seconds):
    """Calls a gRPC method with the same request again and again, by h2load."""
    message = request.SerializeToString()
    with tempfile.NamedTemporaryFile(suffix=".frame") as frame, \
            tempfile.NamedTemporaryFile("r", suffix=".log") as log:
        frame.write(b"\0" + len(message).to_bytes(4, "big") + message)
        frame.flush()
        _run(["h2load", "-t1", f"-c{CONNECTIONS}", "-m1", f"-D{seconds}", "--warm-up-time=2",
              "-H", "content-type: application/grpc", "-H", "te: trailers",
              f"--data={frame.name}", f"--log-file={log.name}",
              f"http://127.0.0.1:{port}/{method}"])
        # Of each request: when it began, its HTTP status, how many microseconds it took.
        rows = [line.split() for line in log]
    if any(status != "200" for _, status, _ in rows):
        raise RuntimeError(f"{method}: not every call was answered")
    times = sorted(int(row[2]) / 1e3 for row in rows)
    return {"rate": len(times) / seconds, "median_ms": times[len(times) // 2],
            "p99_ms": times[len(times) * 99 // 100]}


def writes(clients, seconds):
    """How many a second succeed of calls that each write one article. `clients` are
    functions, each called again and again by a thread of its own."""
    end = time.monotonic() + seconds

    def work(write):
        done = 0
        while time.monotonic() < end:
            write()
            done += 1
        return done

    with concurrent.futures.ThreadPoolExecutor(len(clients)) as threads:
        return {"rate": sum(threads.map(work, clients)) / seconds}


def timed(count, action):
    """The rate at which an action deals with `count` articles."""
    begin = time.monotonic()
    action()
    return {"rate": count / (time.monotonic() - begin)}


def _wrk(port, paths, seconds):
    output = _run(["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout=10s",
                   "-s", _HERE / "paths.lua", f"http://127.0.0.1:{port}/", "--", paths])
    figures = json.loads(output.splitlines()[-1])
    if figures.pop("errors"):
        raise RuntimeError(f"port {port}: not every page was answered:\n{output}")
    return figures


def _run(command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, check=True).stdout
