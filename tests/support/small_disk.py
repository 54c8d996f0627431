"""A small file system, to be full."""
import errno
import os
import pathlib
import subprocess


class SmallDisk:
    """A file system of so many megabytes in memory, mounted on a directory that is made.
    Mounting takes root, or sudo."""

    def __init__(self, directory, megabytes):
        self.directory = pathlib.Path(directory)
        self._megabytes = megabytes

    def mount(self):
        """Begins it."""
        self.directory.mkdir()
        _as_root("mount", "-t", "tmpfs", "-o", f"size={self._megabytes}m,mode=755", "tmpfs",
                 self.directory)

    def unmount(self):
        """Ends it, if it was mounted."""
        if self.directory.is_mount():
            _as_root("umount", self.directory)

    def fill(self):
        """Leaves it without a free byte."""
        try:
            with self._ballast.open("wb", buffering=0) as ballast:
                while ballast.write(bytes(1 << 16)):
                    pass
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise

    def free(self):
        """Takes that back."""
        self._ballast.unlink(missing_ok=True)

    @property
    def _ballast(self):
        return self.directory / "ballast"


def _as_root(*command):
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    subprocess.run([*sudo, *map(str, command)], check=True)
