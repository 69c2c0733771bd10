import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** A web application that listens on a Unix socket, as those behind a proxy of their own host do. */
export interface SocketAppConfig {
  /** Path of the socket. */
  readonly path: string;
  /** Its mode in octal, as the umask leaves it: `660`. Who may not write to it cannot connect. unix(7), "Pathname sockets". */
  readonly mode: string;
  readonly speaks: "http" | "fastcgi";
}

/** Starts it (Python) in a host. It takes away what an earlier one has left at its path, as application servers do. */
export function startSocketApp(host: Host, config: SocketAppConfig): Promise<Configured<SocketAppConfig>> {
  return configured(config, (wanted) =>
    host.start({
      argv: ["python3", "-I", host.file("socket-app.py", script), JSON.stringify(wanted)],
      ready: { says: "ready" },
    }),
  );
}

/** FastCGI 1.0, section 3.3: records of 8 octets and their content; 5 is STDIN, 6 STDOUT, 3 END_REQUEST. */
const script = `import json, os, socket, struct, sys
config = json.loads(sys.argv[1])
TEXT = b"Content-Type: text/plain\\r\\nContent-Length: 5\\r\\n"

def http(peer):
    seen = b""
    while b"\\r\\n\\r\\n" not in seen:
        octets = peer.recv(65536)
        if not octets:
            return
        seen += octets
    peer.sendall(b"HTTP/1.1 200 OK\\r\\n" + TEXT + b"Connection: close\\r\\n\\r\\nwell\\n")

def record(kind, request, content):
    return struct.pack(">BBHHBx", 1, kind, request, len(content), 0) + content

def fastcgi(peer):
    with peer.makefile("rb") as records:
        while len(head := records.read(8)) == 8:
            _, kind, request, length, padding = struct.unpack(">BBHHBx", head)
            records.read(length + padding)
            if kind == 5 and length == 0:
                break
        else:
            return
    said = b"Status: 200 OK\\r\\n" + TEXT + b"\\r\\nwell\\n"
    peer.sendall(record(6, request, said) + record(6, request, b"") + record(3, request, bytes(8)))

if os.path.exists(config["path"]):
    os.unlink(config["path"])
os.umask(0o777 & ~int(config["mode"], 8))
server = socket.socket(socket.AF_UNIX)
server.bind(config["path"])
server.listen(128)
print("ready", flush=True)
while True:
    peer, _ = server.accept()
    peer.settimeout(2)
    with peer:
        try:
            (http if config["speaks"] == "http" else fastcgi)(peer)
        except OSError:
            pass
`;
