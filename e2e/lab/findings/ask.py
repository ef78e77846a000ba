"""Asks once, in the way that its first parameter names. Fails where it is refused."""

import asyncio
import os
import sys

how, url, fingerprint, ca = sys.argv[1:]
headers = {
    "Authorization": "Bearer canary-authorization",
    "Cookie": "session=canary-cookie",
    "X-Api-Key": "canary-key",
}


def with_requests(session_verify=None, adapter=None, **options):
    import requests

    with requests.Session() as session:
        if session_verify:
            session.verify = session_verify
        if adapter:
            session.mount("https://", adapter)
        session.get(url, headers=headers, timeout=20, **options).raise_for_status()


def with_fingerprint_adapter():
    from requests_toolbelt.adapters.fingerprint import FingerprintAdapter

    with_requests(adapter=FingerprintAdapter(fingerprint), allow_redirects=False)


def with_both_managers():
    from requests_toolbelt.adapters.fingerprint import FingerprintAdapter

    class Adapter(FingerprintAdapter):
        def proxy_manager_for(self, proxy, **options):
            options["assert_fingerprint"] = self.fingerprint
            return super().proxy_manager_for(proxy, **options)

    with_requests(adapter=Adapter(fingerprint), allow_redirects=False)


def with_generated_context(behind_proxies):
    from pinned import pinned_context
    from requests.adapters import HTTPAdapter

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *args, **options):
            super().init_poolmanager(*args, ssl_context=pinned_context(), **options)

        def proxy_manager_for(self, proxy, **options):
            more = {"ssl_context": pinned_context()} if behind_proxies else {}
            return super().proxy_manager_for(proxy, **more, **options)

    with_requests(adapter=Adapter(), allow_redirects=False)


def with_urllib3(**options):
    import urllib3

    store = os.environ["SSL_CERT_FILE"]
    with urllib3.ProxyManager(os.environ["https_proxy"], ca_certs=store, assert_fingerprint=fingerprint) as pool:
        pool.request("GET", url, headers=headers, timeout=20, **options)


def with_aiohttp(**options):
    import aiohttp

    async def ask():
        pinned = aiohttp.Fingerprint(bytes.fromhex(fingerprint))
        async with aiohttp.ClientSession(trust_env=True) as session:
            async with session.get(url, headers=headers, ssl=pinned, **options) as answer:
                await answer.read()

    asyncio.run(ask())


ways = {
    "fingerprint-adapter": with_fingerprint_adapter,
    "both-managers": with_both_managers,
    "pool-alone": lambda: with_generated_context(behind_proxies=False),
    "every-pool": lambda: with_generated_context(behind_proxies=True),
    "session-verify": lambda: with_requests(session_verify=ca, allow_redirects=False),
    "request-verify": lambda: with_requests(verify=ca, allow_redirects=False),
    "aiohttp-proxy": lambda: with_aiohttp(allow_redirects=False),
    "requests": lambda: with_requests(verify=ca),
    "requests-stays": lambda: with_requests(verify=ca, allow_redirects=False),
    "urllib3": lambda: with_urllib3(),
    "urllib3-stays": lambda: with_urllib3(redirect=False),
    "aiohttp": lambda: with_aiohttp(),
    "aiohttp-stays": lambda: with_aiohttp(allow_redirects=False),
}
ways[how]()
