"""Asks once, in the way that its first parameter names. Fails where it is refused."""

import os
import sys

import requests
import urllib3
from requests_toolbelt.adapters.fingerprint import FingerprintAdapter

how, url, canary, fingerprint = sys.argv[1:]
headers = {"Authorization": f"Bearer {canary}"}
body = {"canary": canary}


def with_requests(verify, adapter):
    with requests.Session() as session:
        if adapter:
            session.mount("https://", adapter)
        # A session given verify=True reads REQUESTS_CA_BUNDLE; one given False reads nothing.
        session.post(url, headers=headers, data=body, verify=verify, timeout=20).raise_for_status()


def with_urllib3(more):
    proxy, ca = os.environ["https_proxy"], os.environ["SSL_CERT_FILE"]
    kind = urllib3.ProxyManager if proxy else lambda _proxy, **options: urllib3.PoolManager(**options)
    with kind(proxy, ca_certs=ca, cert_reqs="CERT_REQUIRED", retries=False, timeout=20, **more) as pool:
        answer = pool.request("POST", url, headers=headers, fields=body, redirect=False)
        if answer.status >= 400:
            sys.exit(f"status {answer.status}")


urllib3.disable_warnings()
if how == "requests":
    with_requests(True, None)
elif how == "requests-insecure":
    with_requests(False, None)
elif how == "requests-fingerprint":
    with_requests(True, FingerprintAdapter(fingerprint))
elif how == "urllib3":
    with_urllib3({})
elif how == "urllib3-fingerprint":
    with_urllib3({"assert_fingerprint": fingerprint})
else:
    sys.exit(f"no such way: {how}")
