#!/bin/sh
# BuildGrid: without `thread-pool-size` a server has five threads for each processor, and answers no more calls
# than that at once: others do not wait, they end with RESOURCE_EXHAUSTED. Clients of the Remote Execution API
# begin with more (Pants 2.17 with 128), so an untouched configuration on a small machine serves one that asks
# little and keeps nothing of a first run, which asks much; builds go on without the cache, and stay green.
# `maximum-concurrent-rpcs` sets the number of calls apart from threads, and then they wait.
set -eu

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3.13 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check buildgrid==0.9.1
cd "$folder"
cat > ask.py <<'PYTHON'
import os
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from importlib.metadata import version

import grpc
from buildgrid._protos.google.bytestream import bytestream_pb2, bytestream_pb2_grpc

SETTINGS = """\
server:
  - !channel
    address: 127.0.0.1:{port}
    insecure-mode: true
description: a cache
authorization:
  method: none
instances:
  - name: main
    storages:
      - !lru-storage &blobs
        size: 16M
    services:
      - !cas
        storage: *blobs
      - !bytestream
        storage: *blobs
{more}
"""
CALLS = 128
WAIT = 30


def ask(more):
    """The status of so many calls that begin before any of them ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with open("settings.yml", "w") as file:
        file.write(SETTINGS.format(port=port, more=more))
    bgd = os.path.join(os.path.dirname(sys.executable), "bgd")
    server = subprocess.Popen([bgd, "server", "start", "settings.yml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        channel = grpc.insecure_channel(f"127.0.0.1:{port}")
        grpc.channel_ready_future(channel).result(60)
        writes = bytestream_pb2_grpc.ByteStreamStub(channel)
        all_began = threading.Event()

        def slowly():
            all_began.wait(WAIT)
            yield bytestream_pb2.WriteRequest(resource_name=f"main/uploads/1/blobs/{'0' * 64}/0", finish_write=True)

        calls = [writes.Write.future(slowly(), timeout=2 * WAIT) for _ in range(CALLS)]
        time.sleep(5)
        refused = Counter(call.code().name for call in calls if call.done())
        all_began.set()
        for call in calls:
            call.exception()
        return refused
    finally:
        server.kill()
        server.wait()


print("buildgrid", version("buildgrid"), "on", os.cpu_count(), "processors")
untouched = ask("")
print(f"{CALLS} calls, nothing said: {dict(untouched)} at once")
wider = ask(f"maximum-concurrent-rpcs: {2 * CALLS}")
print(f"{CALLS} calls, maximum-concurrent-rpcs: {2 * CALLS}: {dict(wider)} at once")
refused = CALLS - max(5, 5 * os.cpu_count())
sys.exit(0 if untouched == {"RESOURCE_EXHAUSTED": refused} and not wider else 1)
PYTHON
PATH="$folder/venv/bin:$PATH" python ask.py
