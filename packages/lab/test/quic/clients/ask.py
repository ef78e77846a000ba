"""Asks a server over HTTP/3 with aioquic: CA.PEM NAME PORT PATH SUITE. Changes its keys, and asks again."""

import asyncio
import sys

from aioquic.asyncio.client import connect
from aioquic.asyncio.protocol import QuicConnectionProtocol
from aioquic.h3.connection import H3Connection
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.tls import CipherSuite

ca, name, port, path, suite = sys.argv[1:]


class App(QuicConnectionProtocol):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.http = H3Connection(self._quic)
        self.answer = None

    def quic_event_received(self, event):
        for told in self.http.handle_event(event):
            if isinstance(told, HeadersReceived):
                print(dict(told.headers)[b":status"].decode())
            if isinstance(told, DataReceived) and told.stream_ended:
                self.answer.set_result(None)

    async def ask(self, target, body):
        self.answer = asyncio.get_running_loop().create_future()
        stream = self._quic.get_next_available_stream_id()
        head = {":method": "POST", ":scheme": "https", ":authority": name, ":path": target, "cookie": "id=secret"}
        self.http.send_headers(stream, [(key.encode(), value.encode()) for key, value in head.items()])
        self.http.send_data(stream, body, end_stream=True)
        self.transmit()
        await asyncio.wait_for(self.answer, 10)


async def main():
    options = QuicConfiguration(is_client=True, alpn_protocols=["h3"], cafile=ca, server_name=name)
    options.cipher_suites = [CipherSuite[suite]]
    try:
        async with connect("127.0.0.1", int(port), configuration=options, create_protocol=App) as app:
            await app.ask(path, b"body")
            app._quic.request_key_update()
            await app.ask(path + "/again", b"")
    except ConnectionError as error:
        print("failed", error)


asyncio.run(main())
