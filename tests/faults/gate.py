"""A gate between storage and PostgreSQL: a port on 127.0.0.1 that leads to the
cluster's Unix socket, and can delay, stall and cut; also exactly at a commit."""
import enum
import socket
import struct
import threading
import time

# What a client adds to its connection string to come through the gate.
CONNINFO = "host=127.0.0.1 port={port} sslmode=disable gssencmode=disable"
_BIND, _SYNC, _READY = b"B", b"S", b"Z"
# What answers a COMMIT that is bound, described, executed and synced: bound, without
# rows, complete, ready and in no transaction.
_COMMITTED = (b"2" + struct.pack("!i", 4) + b"n" + struct.pack("!i", 4) +
              b"C" + struct.pack("!i", 11) + b"COMMIT\0" + _READY + struct.pack("!ic", 5, b"I"))


class AtCommit(enum.Enum):
    """What happens to a COMMIT on its way to PostgreSQL."""
    PASS = "it goes on"
    CUT_BEFORE = "the connection is cut, PostgreSQL never sees it"
    CUT_AFTER = "PostgreSQL does it, the connection is cut instead of its answer"
    CUT_AT_ONCE = "it goes on, and both ends are cut without waiting for the answer"
    STALL_AND_CUT = "nothing more goes either way, until both ends are cut"
    # The seeded bug.
    ANSWER_FIRST = "it is answered here, and goes on a while later"


class Gate:
    """A context manager. `at_commit` is asked for each COMMIT what to do with it,
    by many threads; `delay` is added to each time that PostgreSQL is sent something."""

    def __init__(self, socket_path, at_commit=lambda: AtCommit.PASS):
        self.at_commit = at_commit
        self.delay = 0.0
        self.stall = 2.0
        self.cuts = 0  # of connections, at a commit
        self._socket_path = socket_path
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self._open = threading.Event()
        self._open.set()
        self._connections = set()
        self._accepting = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self):
        self._accepting.start()
        return self

    def __exit__(self, *_):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._accepting.join()
        self._listener.close()
        self.open()
        self.cut()

    def lead_to(self, socket_path):
        """Leads to another PostgreSQL from now on, and cuts what leads to the old one."""
        self._socket_path = socket_path
        self.cut()

    def cut(self):
        """Cuts all connections that there are."""
        for connection in list(self._connections):
            connection.cut()

    def close(self):
        """Lets nothing through until open(): all connections stand still."""
        self._open.clear()

    def open(self):
        """Lets everything through, also what has waited."""
        self._open.set()

    def wait(self):
        """Waits until the gate is open."""
        self._open.wait()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server = socket.socket(socket.AF_UNIX)
            try:
                server.connect(str(self._socket_path))
            except OSError:
                client.close()
                server.close()
                continue
            threading.Thread(target=self._serve, args=(client, server), daemon=True).start()

    def _serve(self, client, server):
        connection = _Connection(self, client, server)
        self._connections.add(connection)
        connection.run()
        self._connections.discard(connection)


class _Connection:
    """One connection through the gate: a thread for each direction."""

    def __init__(self, gate, client, server):
        self._gate = gate
        self._client = client
        self._server = server
        self._swallow = False  # the next answer, up to ReadyForQuery
        self._cut_at_answer = False

    def run(self):
        """Until one end is gone."""
        other_way = threading.Thread(target=self._pump, args=(self._to_client,), daemon=True)
        other_way.start()
        self._pump(self._to_server)
        other_way.join()
        self._client.close()
        self._server.close()

    def cut(self):
        """Cuts both ends."""
        for end in (self._client, self._server):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def _pump(self, one_way):
        try:
            one_way()
        except OSError:
            pass
        self.cut()

    def _to_server(self):
        commit = b""  # from the bind on
        for messages in _messages(self._client, is_client=True):
            self._gate.wait()
            if self._gate.delay:
                time.sleep(self._gate.delay)
            for message in messages:
                self._gate.wait()
                if not commit and not _is_commit(message):
                    self._server.sendall(message)
                    continue
                commit += message
                if message[:1] == _SYNC:
                    if self._at_commit(commit):
                        self._server.sendall(commit)
                    commit = b""

    def _at_commit(self, message):
        """Whether the COMMIT goes on as any message."""
        action = self._gate.at_commit()
        if action not in (AtCommit.PASS, AtCommit.ANSWER_FIRST):
            self._gate.cuts += 1
        if action == AtCommit.CUT_BEFORE:
            self.cut()
        elif action == AtCommit.CUT_AFTER:
            self._cut_at_answer = True
        elif action == AtCommit.CUT_AT_ONCE:
            self._server.sendall(message)
            self.cut()
        elif action == AtCommit.STALL_AND_CUT:
            time.sleep(self._gate.stall)
            self.cut()
        elif action == AtCommit.ANSWER_FIRST:
            self._swallow = True
            self._client.sendall(_COMMITTED)
            time.sleep(self._gate.stall)
        return action in (AtCommit.PASS, AtCommit.CUT_AFTER, AtCommit.ANSWER_FIRST)

    def _to_client(self):
        for messages in _messages(self._server, is_client=False):
            self._gate.wait()
            if self._cut_at_answer:
                return
            while self._swallow and messages:
                self._swallow = messages.pop(0)[:1] != _READY
            self._client.sendall(b"".join(messages))


def _messages(end, is_client):
    """Lists of whole messages, as they come."""
    buffer = b""
    # A client's first message has no type byte. (There is no other of that kind
    # as long as it does not ask for encryption: see CONNINFO.)
    skip = 0 if is_client else 1
    while data := end.recv(1 << 16):
        buffer += data
        messages = []
        while len(buffer) >= skip + 4:
            length = skip + struct.unpack_from("!i", buffer, skip)[0]
            if len(buffer) < length:
                break
            messages.append(buffer[:length])
            buffer = buffer[length:]
            skip = 1
        yield messages


def _is_commit(message):
    """Whether it binds the statement "commit" (session.cc) to the unnamed portal."""
    return message[:1] == _BIND and message[5:].startswith(b"\0commit\0")
