"""Certificates for a test's stack, as deploy/certificates makes them."""
import shutil
import subprocess

from processes import ROOT


class Certificates:
    """Those of the services, and of `names`, in a directory of the test's."""

    def __init__(self, directory, *names):
        self._directory = directory
        self._names = names
        self.make()

    def make(self):
        """Makes those that are not there."""
        subprocess.run([ROOT / "deploy" / "certificates", self._directory, *self._names], check=True)

    def renew(self, name):
        """Has one replaced by another."""
        shutil.rmtree(self._directory / name)
        self.make()

    def file(self, name, kind):
        """The file of a name's "certificate", "key" or "ca"."""
        return self._directory / name / f"{kind}.pem"

    @property
    def root(self):
        """The CA's certificate."""
        return self.file("web", "ca").read_bytes()

    def identity(self, name):
        """A key and its certificate."""
        return tuple(self.file(name, kind).read_bytes() for kind in ("key", "certificate"))

    def own(self, name):
        """A service's flags for its own."""
        return [f"--tls_certificate_file={self.file(name, 'certificate')}",
                f"--tls_key_file={self.file(name, 'key')}"]

    def flags(self, service):
        """Those, and by whom it is called, or how it calls."""
        ca = self.file(service, "ca")
        if service == "storage":
            return [*self.own(service), f"--tls_client_ca_file={ca}",
                    "--tls_allowed_peers=ingest,query,operator"]
        return [*self.own(service), f"--tls_ca_file={ca}"]
