"""Many who watch lists, and what they hold: built from events alone."""
import asyncio
import collections
import threading

import grpc

from contract import query_pb2

_METHOD = "/broadsheet.query.v1.QueryService/WatchArticles"
# A connection takes a hundred calls at a time.
_PER_CONNECTION = 80
_OPTIONS = [("grpc.use_local_subchannel_pool", 1), ("grpc.initial_reconnect_backoff_ms", 100),
            ("grpc.min_reconnect_backoff_ms", 100), ("grpc.max_reconnect_backoff_ms", 500)]
Kind = query_pb2.WatchArticlesResponse


class Watcher:
    """A copy of one list."""

    def __init__(self, article_filter, pause=0):
        self.filter = article_filter
        # Revisions by name.
        self.held = {}
        # How often it was told of each kind.
        self.told = collections.Counter()
        self.retracted = set()
        self.problems = []
        self.caught_up = False
        self._token = ""
        # Seconds that it takes over each event.
        self._pause = pause

    async def follow(self, channel):
        """One stream after the other, each from where the last one ended."""
        call = channel.unary_stream(
            _METHOD, request_serializer=query_pb2.WatchArticlesRequest.SerializeToString,
            response_deserializer=Kind.FromString)
        while True:
            request = query_pb2.WatchArticlesRequest(filter=self.filter, resume_token=self._token)
            try:
                async for event in call(request):
                    self._take(event)
                    await asyncio.sleep(self._pause)
            except grpc.aio.AioRpcError as error:
                if error.code() != grpc.StatusCode.UNAVAILABLE:
                    self.problems.append(f"ended with {error.code()} {error.details()}")
                    return
            await asyncio.sleep(0.1)

    def _take(self, event):
        self._token = event.resume_token
        self.told[event.kind] += 1
        name, revision = event.article.name, event.article.revision
        if event.kind == Kind.KIND_CAUGHT_UP:
            self.caught_up = True
        elif event.kind == Kind.KIND_RETRACTED:
            self.held.pop(name, None)
            self.retracted.add(name)
        elif event.kind == Kind.KIND_REMOVED:
            self._check(name in self.held, "removed, and not there", name)
            self.held.pop(name, None)
        elif event.kind in (Kind.KIND_ADDED, Kind.KIND_CHANGED):
            is_new = event.kind == Kind.KIND_ADDED
            self._check(is_new != (name in self.held), f"of kind {event.kind} wrongly", name)
            self._check(self.held.get(name, 0) <= revision, "told late", name)
            self.held[name] = revision

    def _check(self, holds, text, name):
        if not holds:
            self.problems.append(f"{name} was {text}")


class Watchers(threading.Thread):
    """Runs them all, in one thread, while the context lasts."""

    def __init__(self, address, watchers):
        super().__init__(daemon=True)
        self._address = address
        self.watchers = watchers
        self._loop = asyncio.new_event_loop()
        self._ending = asyncio.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self._loop.call_soon_threadsafe(self._ending.set)
        self.join()

    def run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._follow_all())

    async def _follow_all(self):
        channels = [grpc.aio.insecure_channel(self._address, options=_OPTIONS)
                    for _ in range(len(self.watchers) // _PER_CONNECTION + 1)]
        tasks = [asyncio.ensure_future(watcher.follow(channels[number // _PER_CONNECTION]))
                 for number, watcher in enumerate(self.watchers)]
        await self._ending.wait()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for channel in channels:
            await channel.close()
