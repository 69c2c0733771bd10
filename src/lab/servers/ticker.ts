import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** An application with two doors: requests are answered at one, whoever comes to the other is told something all the time. */
export interface TickerConfig {
  readonly port: number;
  /** Where subscribers connect. */
  readonly subscribers: number;
  /** Its limit of open files (RLIMIT_NOFILE), soft and hard. */
  readonly openFiles: number;
}

/** Starts it (Python, one thread) in a host. It sets no keepalive, and forgets a subscriber when a write fails. */
export function startTicker(host: Host, config: TickerConfig): Promise<Configured<TickerConfig>> {
  return configured(config, ({ port, subscribers, openFiles }) =>
    host.start({
      argv: [
        ...["prlimit", `--nofile=${openFiles}:${openFiles}`],
        ...["python3", host.file(`ticker-${port}.py`, script(port, subscribers))],
      ],
      ready: { tcp: port },
    }),
  );
}

const script = (port: number, subscribers: number): string => `import select, socket, time

def listen(port):
    server = socket.socket(socket.AF_INET6)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("::", port))
    server.listen(128)
    return server

others, door = listen(${subscribers}), listen(${port})
told = []
last = 0
while True:
    for ready in select.select([others, door], [], [], 0.05)[0]:
        try:
            peer, _ = ready.accept()
        except OSError:
            time.sleep(0.05)
            continue
        if ready is others:
            peer.setblocking(False)
            told.append(peer)
            continue
        peer.settimeout(1)
        try:
            if peer.recv(4096):
                peer.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\nContent-Length: 5\\r\\nConnection: close\\r\\n\\r\\nwell\\n")
        except OSError:
            pass
        peer.close()
    if time.monotonic() - last > 0.5:
        last = time.monotonic()
        for peer in list(told):
            try:
                peer.send(b"tick\\n")
            except BlockingIOError:
                pass
            except OSError:
                told.remove(peer)
                peer.close()
`;
