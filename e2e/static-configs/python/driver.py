"""Sends requests with the generated contexts. How it is talked to: driver.ts."""

import asyncio
import importlib
import socket
import sys

import aiohttp
import urllib3

resolve = socket.getaddrinfo
socket.getaddrinfo = lambda host, *args, **kwargs: resolve("127.0.0.1", *args, **kwargs)


def with_urllib3(context, url):
    with urllib3.PoolManager(ssl_context=context, retries=False) as pool:
        pool.request("GET", url)


async def with_aiohttp(context, url):
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=context)) as session:
        async with session.get(url) as response:
            await response.read()


def request(which, host, port):
    library, module = which.split("/")
    context = importlib.import_module(f"{module}.pinned").pinned_context()
    url = f"https://{host}:{port}/"
    if library == "urllib3":
        with_urllib3(context, url)
    else:
        asyncio.run(with_aiohttp(context, url))


for line in sys.stdin:
    try:
        request(*line.split())
        print("accept", flush=True)
    except Exception as error:
        print("refuse", " ".join(f"{type(error).__name__}: {error}".split()), flush=True)
