"""A real WordPress from Debian's packages, with a database and a web server of
its own, in a directory of its own, as a user without rights."""
import base64
import json
import pathlib
import secrets
import shutil
import struct
import subprocess
import zlib

from processes import (ROOT, Process, free_port, hand_over, http_answers, remove_directory,
                       temporary_directory, unprivileged, wait_until)

from . import posts

_HERE = pathlib.Path(__file__).resolve().parent
_UNPACKED = ROOT / "build" / "wordpress"
_SCRIPTS = ["install.php", "fill.php", "call.php", "dump.php", "export.php"]


class WordPress:
    """A context manager: a WordPress that serves while the context lasts."""

    # Tests lose nothing that they need when the machine goes down.
    DATABASE_OPTIONS = ["--innodb-flush-log-at-trx-commit=0"]

    def __init__(self):
        self.port = free_port()
        self.uri = f"http://127.0.0.1:{self.port}"
        self.ids = []
        self._directory = None
        self._processes = []

    def __enter__(self):
        for program in ("php", "mariadbd", "mariadb-install-db"):
            if shutil.which(program) is None and not pathlib.Path("/usr/sbin", program).exists():
                raise RuntimeError(f"{program} is missing; run deploy/install-deps wordpress")
        self._directory = temporary_directory()
        try:
            self._copy_files()
            self._start_database()
            self._install()
            self._start_web_server()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        while self._processes:
            self._processes.pop().stop()
        remove_directory(self._directory)

    def fill(self):
        """Writes all posts of posts.py through WordPress's own functions."""
        wanted = {
            "categories": posts.CATEGORIES,
            "authors": posts.AUTHORS,
            "posts": posts.all_posts(self.uri + "/wp-content/uploads/kerb.png"),
        }
        self.ids = self.run("fill.php", wanted)

    def dump(self):
        """What WordPress holds: {"posts": newest first, "tags": names}."""
        return self.run("dump.php")

    def export(self, content="all"):
        """WordPress's export file, as its administrators get it."""
        return base64.b64decode(self.run("export.php", {"content": content}))

    def call(self, *calls):
        """Calls WordPress's functions, each a (name, argument, …)."""
        return self.run("call.php", calls)

    def themes(self):
        """The names of the block themes and of the classic themes that there are."""
        block, classic = [], []
        for theme in sorted((self._site / "wp-content" / "themes").iterdir()):
            if (theme / "templates" / "index.html").exists():
                block.append(theme.name)
            elif (theme / "index.php").exists() and (theme / "style.css").exists():
                classic.append(theme.name)
        return block, classic

    def run(self, script, wanted=None):
        """Runs one of the scripts beside this file; JSON in, JSON out."""
        done = subprocess.run(
            ["php", "-d", "display_errors=stderr", str(self._site / script)],
            input=json.dumps(wanted), capture_output=True, text=True, timeout=120, check=False,
            cwd=self._site, **unprivileged())
        if done.returncode != 0:
            raise RuntimeError(f"{script}: {done.stderr or done.stdout}")
        return json.loads(done.stdout)

    @property
    def _site(self):
        return self._directory / "site"

    @property
    def _socket(self):
        return self._directory / "database" / "socket"

    def _copy_files(self):
        subprocess.run([str(_HERE / "unpack"), str(_UNPACKED)], check=True)
        # Links lead to the libraries beside WordPress; some have no target.
        shutil.copytree(_UNPACKED / "usr/share/wordpress", self._site,
                        ignore_dangling_symlinks=True)
        for script in _SCRIPTS:
            shutil.copy(_HERE / script, self._site)
        shutil.copy(_HERE / "router.php", self._directory)
        uploads = self._site / "wp-content" / "uploads"
        uploads.mkdir()
        (uploads / "kerb.png").write_bytes(_png(240, 160))
        (self._site / "wp-config.php").write_text(self._config())
        (self._directory / "database").mkdir()
        hand_over(self._directory)

    def _config(self):
        settings = {
            "DB_NAME": "wordpress",
            "DB_USER": "root",
            "DB_PASSWORD": "",
            "DB_HOST": f"localhost:{self._socket}",
            "DB_CHARSET": "utf8mb4",
            "DB_COLLATE": "",
            "WP_HOME": self.uri,
            "WP_SITEURL": self.uri,
            # It is alone with the test: no updates, no mail, no publishing of
            # scheduled posts behind its back.
            "WP_HTTP_BLOCK_EXTERNAL": True,
            "AUTOMATIC_UPDATER_DISABLED": True,
            "DISABLE_WP_CRON": True,
            "WP_DEBUG": False,
        }
        for salt in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE"):
            settings[f"{salt}_KEY"] = secrets.token_hex(16)
            settings[f"{salt}_SALT"] = secrets.token_hex(16)
        lines = [f"define( '{name}', {json.dumps(value)} );" for name, value in settings.items()]
        return "\n".join([
            "<?php", *lines, "$table_prefix = 'wp_';",
            "if ( ! defined( 'ABSPATH' ) ) {", "\tdefine( 'ABSPATH', __DIR__ . '/' );", "}",
            "require_once ABSPATH . 'wp-settings.php';", ""])

    def _start_database(self):
        data = self._directory / "database" / "data"
        made = subprocess.run(
            ["mariadb-install-db", "--no-defaults", f"--datadir={data}", "--skip-test-db",
             "--auth-root-authentication-method=normal"],
            capture_output=True, text=True, check=False, cwd="/", **unprivileged())
        if made.returncode != 0:
            raise RuntimeError(f"mariadb-install-db: {made.stderr}{made.stdout}")
        database = Process(
            "mariadbd",
            ["/usr/sbin/mariadbd", "--no-defaults", "--skip-networking", f"--datadir={data}",
             f"--socket={self._socket}", f"--pid-file={self._directory}/database/pid",
             "--skip-grant-tables", "--character-set-server=utf8mb4", *self.DATABASE_OPTIONS],
            self._directory / "database.log", cwd="/", **unprivileged())
        self._processes.append(database)
        wait_until(self._socket.exists, database)

    def _install(self):
        subprocess.run(
            ["php", "-r", "$db = new mysqli('localhost', 'root', '', '', 0, $argv[1]);"
             "$db->query('CREATE DATABASE wordpress CHARACTER SET utf8mb4');", str(self._socket)],
            check=True, cwd="/", **unprivileged())
        self.run("install.php", {
            "title": "Bay Courier",
            "options": {
                "timezone_string": "Asia/Hong_Kong",
                "blogdescription": "Small news from a large bay",
                "posts_per_page": 10,
                "default_pingback_flag": 0,
                "default_ping_status": "closed",
            },
        })

    def _start_web_server(self):
        server = Process(
            "php", ["php", "-S", f"127.0.0.1:{self.port}", "-t", self._site,
                    self._directory / "router.php"],
            self._directory / "web.log", cwd=self._site,
            env={"PATH": "/usr/bin:/bin", "PHP_CLI_SERVER_WORKERS": "4"}, **unprivileged())
        self._processes.append(server)
        wait_until(lambda: http_answers(self.port), server)


def _png(width, height):
    """A small grey picture."""
    def chunk(kind, data):
        checked = kind + data
        return struct.pack(">I", len(data)) + checked + struct.pack(">I", zlib.crc32(checked))

    rows = b"".join(b"\0" + bytes([(x + y) % 256 for x in range(width)]) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows))
            + chunk(b"IEND", b""))
