import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { scriptOf } from "./script.ts";

/** A small web application of which the limits and the manners of closing can be chosen. */
export interface LeakyConfig {
  readonly kind: "node" | "python";
  readonly port: number;
  /** Its limit of open files (RLIMIT_NOFILE), soft and hard. */
  readonly openFiles: number;
  /** Never closes a connection that its peer has closed. */
  readonly leaks: boolean;
}

/**
 * Answers every request 200. At its limit Node accepts a connection and closes it at once (libuv's spare descriptor),
 * Python leaves it in the queue.
 */
export function startLeaky(host: Host, config: LeakyConfig): Promise<Configured<LeakyConfig>> {
  return configured(config, ({ kind, port, openFiles, leaks }) =>
    host.start({
      argv: [
        ...["prlimit", `--nofile=${openFiles}:${openFiles}`],
        ...(kind === "node"
          ? [process.execPath, scriptOf("leaky"), JSON.stringify({ port, leaks })]
          : ["python3", host.file(`leaky-${port}.py`, python(port, leaks))]),
      ],
      ready: { tcp: port },
    }),
  );
}

/** A thread for each connection, and a list from which nothing is taken. */
const python = (port: number, leaks: boolean): string => `import socket, threading, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("0.0.0.0", ${port}))
server.listen(128)
kept = []

def serve(peer):
    head = b""
    while True:
        try:
            part = peer.recv(4096)
        except OSError:
            part = b""
        if not part:
            break
        head += part
        if b"\\r\\n\\r\\n" in head:
            head = b""
            peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\n\\r\\nwell\\n")
    ${leaks ? "kept.append(peer)" : "peer.close()"}

while True:
    try:
        peer, _ = server.accept()
    except OSError:
        time.sleep(0.05)
        continue
    threading.Thread(target=serve, args=(peer,), daemon=True).start()
`;
