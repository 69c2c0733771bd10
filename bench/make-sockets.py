"""Connections over loopback in this network namespace: two sockets each, in children that stay below the limit of files.

make-sockets.py CONNECTIONS; prints "ready SOCKETS" and waits for its standard input to end.
"""
import os
import resource
import signal
import socket
import sys

SHARE = 8000  # Two files for each, and the hard limit is often 20,000.
PORT_SHARE = 2000  # Connections to one listener.
IP_BIND_ADDRESS_NO_PORT = 24


def connect(first, count):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 2 * SHARE + 500), hard))
    held = []
    for start in range(0, count, PORT_SHARE):
        number = first + start // PORT_SHARE
        listener = socket.socket()
        listener.bind(("127.0.0.%d" % (1 + number), 9000 + number))
        listener.listen(4096)
        held.append(listener)
        for index in range(min(PORT_SHARE, count - start)):
            client = socket.socket()
            client.setsockopt(socket.IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, 1)
            client.bind(("127.1.0.%d" % (1 + index % 250), 0))
            client.connect(listener.getsockname())
            server, _ = listener.accept()
            client.send(b"hello")
            held += [client, server]
    return held


wanted = int(sys.argv[1])
children = []
for part, start in enumerate(range(0, wanted, SHARE)):
    done, tell = os.pipe()
    child = os.fork()
    if child == 0:
        held = connect(part * (SHARE // PORT_SHARE), min(SHARE, wanted - start))
        os.write(tell, b"1")
        signal.pause()
    os.close(tell)
    os.read(done, 1)
    os.close(done)
    children.append(child)
print("ready", wanted * 2, flush=True)
sys.stdin.read()
for child in children:
    os.kill(child, signal.SIGTERM)
