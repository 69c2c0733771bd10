import { Duplex } from "node:stream";
import { takeUnread } from "./socket-descriptor.ts";

/** The most octets that are kept of one direction: a handshake with a long chain has some twenty thousand. */
const MAX_KEPT = 512 * 1024;

/** How the connection below ended, in its own words. */
export type ConnectionEnd = { readonly how: "closed" } | { readonly how: "failed"; readonly errno: string };

/** A connection that TLS is spoken over, and what passed on it. */
export interface Tee {
  readonly stream: Duplex;
  /** Octets until now, each direction in order. */
  sent(): Buffer;
  received(): Buffer;
  /** The peer's FIN or the connection's failure; `null` while it lives. */
  end(): ConnectionEnd | null;
  /** Keeps no more octets. */
  stop(): void;
}

/**
 * Stands between a connection and TLS and keeps a copy of what passes. TLS straight on a socket takes the socket's
 * handle away, and nobody sees the octets then.
 *
 * @param onChange Called after octets came, and after the end.
 */
export function teeConnection(connection: Duplex, onChange: () => void): Tee {
  const kept = { sent: [] as Buffer[], received: [] as Buffer[], octets: 0, keeping: true };
  let end: ConnectionEnd | null = null;
  let isClosing = false;
  const afterReading = (then: () => void) => {
    if (isClosing) setImmediate(() => setImmediate(then));
    else then();
  };
  const keep = (list: Buffer[], chunk: Buffer) => {
    if (!kept.keeping || kept.octets > MAX_KEPT) return;
    kept.octets += chunk.length;
    list.push(chunk);
  };
  const stream = new Duplex({
    read() {
      connection.resume();
    },
    write(chunk: Buffer, _encoding, done) {
      keep(kept.sent, chunk);
      connection.write(chunk, (error) => {
        if (!error) return done();
        // What the peer said before it reset the connection goes before the failure: TLS has to decrypt it first.
        for (const unread of takeUnread(connection)) stream.push(unread);
        isClosing = true;
        afterReading(() => done(error));
      });
    },
    final(done) {
      connection.end(done);
    },
    destroy(error, done) {
      connection.destroy();
      done(error);
    },
  });
  connection.on("data", (chunk: Buffer) => {
    keep(kept.received, chunk);
    if (!stream.push(chunk)) connection.pause();
    if (kept.keeping) onChange();
  });
  connection.on("end", () => {
    end ??= { how: "closed" };
    stream.push(null);
    if (kept.keeping) onChange();
  });
  connection.on("error", (error: NodeJS.ErrnoException) => {
    end ??= { how: "failed", errno: error.code ?? error.message };
    afterReading(() => stream.destroy(error));
    if (kept.keeping) onChange();
  });
  connection.on("close", () => {
    end ??= { how: "closed" };
    afterReading(() => stream.destroy());
    if (kept.keeping) onChange();
  });
  // TLS hears the error too; this keeps one that comes after it from ending the process.
  stream.on("error", () => {});
  return {
    stream,
    sent: () => Buffer.concat(kept.sent),
    received: () => Buffer.concat(kept.received),
    end: () => end,
    stop: () => {
      kept.keeping = false;
      kept.sent.length = 0;
      kept.received.length = 0;
    },
  };
}
