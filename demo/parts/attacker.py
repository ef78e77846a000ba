"""What the man in the middle writes down: a JSON line for each request that he could read."""
import json

from mitmproxy import http


def request(flow: http.HTTPFlow) -> None:
    print(json.dumps({"authorization": flow.request.headers.get("authorization")}), flush=True)
