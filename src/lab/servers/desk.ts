import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** A small web application that serves one client after the other. */
export interface DeskConfig {
  readonly port: number;
  /** Length of the accept queue. */
  readonly backlog: number;
  /** Milliseconds of work that `/report` takes, whether or not its client is still there; anything else takes none. */
  readonly work: number;
}

/** Starts it (Python) in a host: any request is answered 200. */
export function startDesk(host: Host, config: DeskConfig): Promise<Configured<DeskConfig>> {
  return configured(config, ({ port, backlog, work }) =>
    host.start({
      argv: ["python3", host.file(`desk-${port}.py`, script(port, backlog, work / 1000))],
      ready: { tcp: port },
    }),
  );
}

const script = (port: number, backlog: number, work: number): string => `import socket, time
server = socket.socket(socket.AF_INET6)
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("::", ${port}))
server.listen(${backlog})
while True:
    peer, _ = server.accept()
    peer.settimeout(1)
    try:
        head = peer.recv(4096)
        if head.startswith(b"GET /report"):
            time.sleep(${work})
        if head:
            peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nwell\\n")
    except OSError:
        pass
    peer.close()
`;
