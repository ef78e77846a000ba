"""Sends mitmproxy's own connections to the upstream of the bench."""

import os


def server_connect(data):
    data.server.address = ("127.0.0.1", int(os.environ["BENCH_UPSTREAM"]))
