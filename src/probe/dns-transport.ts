import { createSocket } from "node:dgram";
import { createConnection } from "node:net";
import { type Clock, type DnsServer, familyOf, type Ms } from "../base/index.ts";
import { type DnsMessage, decodeDnsMessage, isSameName } from "../wire/index.ts";

/** A query as it goes on the wire. */
export interface WireQuery {
  readonly id: number;
  readonly name: string;
  readonly type: string;
  readonly octets: Uint8Array;
}

/** What came of one query. */
export interface WireReply {
  readonly outcome: "answered" | "timed-out" | "unreachable" | "malformed";
  readonly errno: string | null;
  readonly problem: string | null;
  /** `null` unless answered. */
  readonly message: DnsMessage | null;
  /** Octets of the answer; 0 without one. */
  readonly octets: number;
  readonly took: Ms;
}

/** The clock, the user's stop, and how long to wait for the answers of all queries. */
export interface WireWait {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly timeout: Ms;
}

/** Whether a message is an answer to a query, and if not, why. RFC 5452, section 9.1. */
export function judgeReply(
  octets: Uint8Array,
  query: Omit<WireQuery, "octets">,
): { message: DnsMessage } | { problem: string } {
  const message = decodeDnsMessage(octets);
  if (message === null) return { problem: `${octets.length} octets are too few for a DNS message` };
  if (!message.isResponse) return { problem: "a query came back, not an answer" };
  if (message.id !== query.id) return { problem: "the answer has another id than the query" };
  const { question } = message;
  // A server that cannot read the query cannot repeat the question: FORMERR may come without one.
  if (question === null && message.rcode === "NOERROR") return { problem: "the answer repeats no question" };
  if (question !== null && !(isSameName(question.name, query.name) && question.type === query.type)) {
    return { problem: `the answer is to another question: ${question.name} ${question.type}` };
  }
  // A truncated answer may end in the middle of a record. RFC 2181, section 9.
  if (message.damage !== null && !message.truncated) return { problem: message.damage };
  return { message };
}

/** Collects one reply per query, and tells when the last one is there. */
function createReplies(queries: readonly WireQuery[], clock: Clock, whenDone: () => void) {
  const start = clock.ticks();
  const replies = new Map<WireQuery, WireReply>();
  const problems = new Map<WireQuery, { readonly problem: string; readonly octets: number }>();
  const settle = (query: WireQuery, reply: Omit<WireReply, "took">) => {
    if (replies.has(query)) return;
    replies.set(query, { ...reply, took: clock.ticks() - start });
    if (replies.size === queries.length) whenDone();
  };
  const none = { errno: null, problem: null, message: null, octets: 0 };
  return {
    take(octets: Uint8Array) {
      // Queries on one socket are told apart by their id; what fits none is held against all that still wait.
      const id = octets.length >= 2 ? ((octets[0] ?? 0) << 8) | (octets[1] ?? 0) : null;
      const own = queries.filter((query) => query.id === id);
      for (const query of own.length > 0 ? own : queries) {
        const judged = judgeReply(octets, query);
        if ("message" in judged) {
          settle(query, { ...none, outcome: "answered", message: judged.message, octets: octets.length });
        } else if (!problems.has(query)) {
          problems.set(query, { problem: judged.problem, octets: octets.length });
        }
      }
    },
    /** Nothing more comes: what strange answers there were are now the only ones. */
    end(reason: Partial<WireReply> & Pick<WireReply, "outcome">) {
      for (const query of queries) {
        const strange = problems.get(query);
        settle(
          query,
          strange === undefined ? { ...none, ...reason } : { ...none, outcome: "malformed", ...strange },
        );
      }
    },
    /** In the order of the queries. All are settled by `end`. */
    list: (): readonly WireReply[] => queries.flatMap((query) => replies.get(query) ?? []),
  };
}

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? "EIO";

/**
 * Sends queries over one UDP socket, all at once, and waits for the answers. RFC 1035, section 4.2.1.
 *
 * The socket is connected, so that only the server asked is heard, and an ICMP error about it too: udp(7).
 * An answer with a wrong id or question is not taken, and told only where no right one comes.
 *
 * @throws The reason of the signal, when the user stops the run.
 */
export async function exchangeUdp(
  { server, port }: DnsServer,
  queries: readonly WireQuery[],
  { clock, signal, timeout }: WireWait,
): Promise<readonly WireReply[]> {
  signal.throwIfAborted();
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const replies = createReplies(queries, clock, () => resolve());
  const socket = createSocket(familyOf(server.replace(/%.*/, "")) === 6 ? "udp6" : "udp4");
  const fail = (error: Error) => replies.end({ outcome: "unreachable", errno: codeOf(error) });
  const timer = setTimeout(() => replies.end({ outcome: "timed-out" }), timeout);
  signal.addEventListener("abort", resolve);
  try {
    socket.on("error", fail);
    socket.on("message", (octets) => replies.take(octets));
    socket.connect(port, server, (error?: Error) => {
      if (error !== undefined && error !== null) return fail(error);
      for (const { octets } of queries) {
        socket.send(octets, (failure) => {
          if (failure !== null) fail(failure);
        });
      }
    });
    await promise;
    signal.throwIfAborted();
    return replies.list();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", resolve);
    socket.close();
  }
}

/** The most octets that a DNS message over TCP has, its length included. RFC 1035, section 4.2.2. */
const MAX_TCP = 2 + 0xffff;

/**
 * Sends queries over one TCP connection and waits for the answers. RFC 7766.
 *
 * Whatever trickles in, the wait ends with the timeout, and no more is kept than one message has.
 *
 * @throws The reason of the signal, when the user stops the run.
 */
export async function exchangeTcp(
  { server, port }: DnsServer,
  queries: readonly WireQuery[],
  { clock, signal, timeout }: WireWait,
): Promise<readonly WireReply[]> {
  signal.throwIfAborted();
  let resolve = () => {};
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  const replies = createReplies(queries, clock, () => resolve());
  const socket = createConnection({ host: server, port, autoSelectFamily: false });
  let connected = false;
  let held: Uint8Array = new Uint8Array(0);
  const closed = { outcome: "malformed", problem: "the connection was closed before the answer" } as const;
  const timer = setTimeout(() => {
    const begun = {
      outcome: "malformed",
      problem: `the answer stopped after ${held.length} octets`,
    } as const;
    replies.end(held.length > 0 ? begun : { outcome: "timed-out" });
  }, timeout);
  signal.addEventListener("abort", resolve);
  try {
    socket.on("error", (error) => {
      const errno = codeOf(error);
      replies.end(connected ? { ...closed, errno } : { outcome: "unreachable", errno });
    });
    socket.on("end", () => replies.end(closed));
    socket.on("connect", () => {
      connected = true;
      for (const { octets } of queries) {
        socket.write(Uint8Array.of(octets.length >> 8, octets.length & 0xff, ...octets));
      }
    });
    socket.on("data", (chunk: Buffer) => {
      held = Buffer.concat([held, chunk]);
      while (held.length >= 2) {
        const length = ((held[0] ?? 0) << 8) | (held[1] ?? 0);
        if (held.length < 2 + length) break;
        replies.take(held.subarray(2, 2 + length));
        held = held.subarray(2 + length);
      }
      if (held.length > MAX_TCP) replies.end(closed);
    });
    await promise;
    signal.throwIfAborted();
    return replies.list();
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", resolve);
    socket.destroy();
  }
}
