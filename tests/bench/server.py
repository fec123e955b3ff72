"""An S3 server on loopback until it is ended: python -m tests.bench.server PORT. Prints a line when it listens."""

from __future__ import annotations

import signal
import sys

from moto.server import ThreadedMotoServer

if __name__ == "__main__":
    ThreadedMotoServer(ip_address="127.0.0.1", port=int(sys.argv[1]), verbose=False).start()
    print("listening", flush=True)
    signal.pause()
