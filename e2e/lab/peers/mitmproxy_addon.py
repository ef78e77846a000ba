"""Prints what mitmproxy sees, one JSON value on a line, and sends its own connections to the genuine servers here."""

import json
import os

UPSTREAM = json.loads(os.environ["LAB_UPSTREAM"])


def say(**event):
    print(json.dumps(event), flush=True)


def running():
    say(kind="running")


def server_connect(data):
    host, port = data.server.address
    data.server.address = tuple(UPSTREAM.get(f"{host}:{port}", (host, port)))


def request(flow):
    say(kind="request", host=flow.request.pretty_host, path=flow.request.path)


def tls_established_client(data):
    say(kind="established", host=data.conn.sni)


def tls_failed_client(data):
    say(kind="refused", host=data.conn.sni, error=data.conn.error or data.context.client.error)
