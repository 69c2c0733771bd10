import type { Host, Server } from "../world/index.ts";

/** A job that sends a lot at once, again and again: a backup. */
export interface BursterConfig {
  readonly address: string;
  readonly port: number;
  /** Milliseconds from one burst to the next, and how long each lasts. */
  readonly every: number;
  readonly lasts: number;
  /** Mbit/s within a burst. */
  readonly rate: number;
}

/** Starts it (Python, UDP) in a host; ready when the first burst begins. */
export const startBurster = (host: Host, config: BursterConfig): Promise<Server> =>
  host.start({
    argv: ["python3", "-u", host.file("burster.py", script(config))],
    ready: { says: "sending" },
  });

/** Octets of one datagram: it fits into an Ethernet frame. */
const SIZE = 1_400;

const script = ({ address, port, every, lasts, rate }: BursterConfig): string => `import socket, time
family = socket.AF_INET6 if ":" in "${address}" else socket.AF_INET
sender = socket.socket(family, socket.SOCK_DGRAM)
gap = ${SIZE} * 8 / ${rate * 1_000_000}
began = time.monotonic()
print("sending")
while True:
    start = time.monotonic()
    sent = 0
    while time.monotonic() - start < ${lasts / 1000}:
        while sent * gap < time.monotonic() - start:
            try:
                sender.sendto(bytes(${SIZE}), ("${address}", ${port}))
            except OSError:
                pass
            sent += 1
        time.sleep(0.002)
    began += ${every / 1000}
    time.sleep(max(0, began - time.monotonic()))
`;
