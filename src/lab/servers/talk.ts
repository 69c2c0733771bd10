import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/**
 * One thing that an end of a connection does.
 *
 * - `say` sends this text, `send` this many octets, at once; `pour` sends octets in parts of 1,000 for so many seconds;
 * - `head` reads to the first empty line, `read` this many octets, `rest` to the peer's FIN, `echo` gives back
 *   what comes until then;
 * - `wait` does nothing for so many seconds; `times` does some steps so many times;
 * - `half` sends FIN and goes on, `close` closes, `abort` closes with a reset (SO_LINGER 0, socket(7)).
 */
export type Step =
  | readonly ["say", string]
  | readonly ["send" | "read" | "wait" | "pour", number]
  | readonly ["times", number, readonly Step[]]
  | readonly ["head" | "rest" | "echo" | "half" | "close" | "abort"];

/** A server that does the same in every connection. */
export interface TalkConfig {
  readonly port: number;
  readonly steps: readonly Step[];
  /** Octets of the receive buffer; the kernel doubles them. socket(7), SO_RCVBUF. */
  readonly receives?: number;
}

/** A connection that a client makes, some of them at once. */
export interface Conversation {
  readonly to: readonly [host: string, port: number];
  readonly steps: readonly Step[];
  /** Seconds after the client's start. */
  readonly after?: number;
  /** So many connections, one after the other. */
  readonly times?: number;
  /** Seconds between TCP keep-alives, and before the first. tcp(7), TCP_KEEPIDLE. */
  readonly keepAlive?: number;
  readonly receives?: number;
}

/** Starts the server (Python) in a host. */
export function startTalk(host: Host, config: TalkConfig): Promise<Configured<TalkConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: ["python3", "-I", host.file(`talk-${wanted.port}.py`, script), JSON.stringify(wanted)],
      ready: { tcp: wanted.port },
    }),
  );
}

/**
 * The command of a client (Python) that makes these connections: it prints a line for each, `done` or the error's name,
 * and before it the status of each head that it has read with the milliseconds of the slowest so far. It gives up what takes
 * longer than `patience` seconds.
 */
export const talk = (host: Host, conversations: readonly Conversation[], patience = 8): readonly string[] => [
  ...["python3", "-I", host.file("talk.py", script)],
  JSON.stringify({ conversations, patience }),
];

const script = `import json, socket, struct, sys, threading, time
plan = json.loads(sys.argv[1])
until = time.monotonic() + plan.get("patience", 3600)

kept = threading.local()

def more(peer, most):
    octets = peer.recv(most)
    if not octets:
        raise EOFError
    return octets

def head(peer):
    seen = kept.octets
    while b"\\r\\n\\r\\n" not in seen:
        seen += more(peer, 65536)
    lines, kept.octets = seen.split(b"\\r\\n\\r\\n", 1)
    status = lines.rfind(b"HTTP/1.1 ")
    if "conversations" in plan and status >= 0:
        kept.slowest = max(kept.slowest, time.monotonic() - kept.asked)
        print(lines[status:status + 12].decode(), f"slowest {kept.slowest * 1000:.0f}", flush=True)

def read(peer, wanted):
    while len(kept.octets) < wanted:
        kept.octets += more(peer, min(wanted - len(kept.octets), 65536))
    kept.octets = kept.octets[wanted:]

def take(peer, give):
    while octets := peer.recv(65536):
        if give:
            peer.sendall(octets)

def pour(peer, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        peer.sendall(b"x" * 1000)
        time.sleep(0.05)

def converse(peer, steps):
    for name, *rest in steps:
        if name in ("say", "send"): kept.asked = time.monotonic()
        if name == "say": peer.sendall(rest[0].encode())
        elif name == "send": peer.sendall(b"x" * rest[0])
        elif name == "pour": pour(peer, rest[0])
        elif name == "head": head(peer)
        elif name == "read": read(peer, rest[0])
        elif name == "rest": take(peer, False)
        elif name == "echo": take(peer, True)
        elif name == "wait": time.sleep(max(0, min(rest[0], until - time.monotonic())))
        elif name == "times":
            for _ in range(rest[0]): converse(peer, rest[1])
        elif name == "half": peer.shutdown(socket.SHUT_WR)
        elif name == "close": peer.close()
        elif name == "abort":
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            peer.close()

def attempt(act):
    try:
        act()
        said = "done"
    except (OSError, EOFError) as error:
        said = type(error).__name__
    if "conversations" in plan:
        print(said, flush=True)

def ask(wanted):
    time.sleep(wanted.get("after", 0))
    def once():
        family, _, _, _, address = socket.getaddrinfo(*wanted["to"], type=socket.SOCK_STREAM)[0]
        with socket.socket(family) as peer:
            if "receives" in wanted:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, wanted["receives"])
            if "keepAlive" in wanted:
                peer.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
                for option in (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL):
                    peer.setsockopt(socket.IPPROTO_TCP, option, wanted["keepAlive"])
            peer.settimeout(max(0.1, until - time.monotonic()))
            peer.connect(address)
            peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            kept.octets, kept.slowest = b"", 0
            converse(peer, wanted["steps"])
    for _ in range(wanted.get("times", 1)):
        attempt(once)

def serve(peer):
    kept.octets = b""
    with peer:
        attempt(lambda: converse(peer, plan["steps"]))

if "conversations" in plan:
    threads = [threading.Thread(target=ask, args=(each,), daemon=True) for each in plan["conversations"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0, until + 0.5 - time.monotonic()))
    sys.stdout.flush()
else:
    server = socket.socket(socket.AF_INET6)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if "receives" in plan:
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, plan["receives"])
    server.bind(("::", plan["port"]))
    server.listen(128)
    while True:
        threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
`;
