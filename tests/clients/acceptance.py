"""An essay through Python's standard library, direct or through the forward proxy; prints one JSON line with times and text.

python3 acceptance.py BASE_URL MODEL stream|whole [PROXY CA_FILE]
"""
import http.client
import json
import ssl
import sys
import time
from urllib.parse import urlsplit

base, model, kind, *proxy = sys.argv[1:]
url = urlsplit(base)
headers = {"content-type": "application/json", "authorization": "Bearer " + ("dummy" if proxy else "sk-client")}
if proxy:
    trust = ssl.create_default_context(cafile=proxy[1])
    connection = http.client.HTTPSConnection(urlsplit(proxy[0]).netloc, context=trust, timeout=60)
    connection.set_tunnel(url.hostname, url.port or 443)
else:
    connection = http.client.HTTPConnection(url.netloc, timeout=60)

body = {"model": model, "stream": kind == "stream", "messages": [{"role": "user", "content": "Write an essay about sluices."}]}
start = time.monotonic()
connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
answer = connection.getresponse()
received, first = b"", None
while part := answer.read1(65536):
    first = first or time.monotonic() - start
    received += part
total = time.monotonic() - start
if answer.status != 200:
    sys.exit(f"status {answer.status}: {received.decode()}")

if kind == "stream":
    events = [line[6:] for line in received.decode().split("\n") if line.startswith("data: ")]
    if events[-1] != "[DONE]":
        sys.exit("no [DONE]: " + events[-1])
    chunks = [json.loads(event) for event in events[:-1]]
    text = "".join(c["choices"][0]["delta"].get("content") or "" for c in chunks if c["choices"])
else:
    text = json.loads(received)["choices"][0]["message"]["content"]
print(json.dumps({"first": first * 1000, "total": total * 1000, "text": text}))
