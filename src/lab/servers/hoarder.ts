import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** A web application that asks another service before it answers. */
export interface HoarderConfig {
  readonly port: number;
  /** Its limit of open files (RLIMIT_NOFILE), soft and hard. */
  readonly openFiles: number;
  /** The service that it asks; it closes first. */
  readonly upstream: { readonly address: string; readonly port: number };
  /** How often it has asked before it takes requests. */
  readonly asked: number;
  /** Forgets to close what it has read: the response bodies of a pool. */
  readonly leaks: boolean;
}

/** Starts it (Python) in a host. At its limit accept(2) fails, and who comes next waits in the queue. */
export function startHoarder(host: Host, config: HoarderConfig): Promise<Configured<HoarderConfig>> {
  return configured(config, ({ port, openFiles, upstream, asked, leaks }) => {
    const kept = leaks ? "kept.append(connection)" : "connection.close()";
    const path = host.file(
      `hoarder-${port}.py`,
      `import socket, time
kept = []

def ask():
    connection = socket.create_connection(("${upstream.address}", ${upstream.port}), 2)
    connection.sendall(b"GET / HTTP/1.0\\r\\n\\r\\n")
    while connection.recv(4096):
        pass
    ${kept}

server = socket.socket(socket.AF_INET6)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("::", ${port}))
server.listen(128)
for _ in range(${asked}):
    try:
        ask()
    except OSError:
        break
print("ready", flush=True)
while True:
    try:
        peer, _ = server.accept()
    except OSError:
        time.sleep(0.05)
        continue
    peer.settimeout(2)
    try:
        if peer.recv(4096):
            ask()
            peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nwell\\n")
    except OSError:
        pass
    peer.close()
`,
    );
    return host.start({
      argv: ["prlimit", `--nofile=${openFiles}:${openFiles}`, "python3", path],
      ready: { says: "ready" },
    });
  });
}
