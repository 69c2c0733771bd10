import { randomBytes } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Ms } from "../base/index.ts";
import { type Evidence, startOf, type TlsHandshake } from "../evidence/index.ts";
import { encodeClientHello, nameProtocol, printable, versionName } from "../wire/index.ts";
import { closeGently } from "./close-gently.ts";
import type { ProbeContext } from "./context.ts";
import { isAcknowledged } from "./tcp-unacknowledged.ts";
import { sendableName, type TlsAsked } from "./tls.ts";
import { bareHandshake } from "./tls-bare.ts";
import { commandOf } from "./tls-command.ts";
import { readServerFlight } from "./tls-flight.ts";

/** What is said on a connection, octet by octet, and what of the answer is waited for. */
export interface RawTalk {
  /** The octets that are sent, one write and so one packet each. */
  readonly packets: readonly Uint8Array[];
  /** Sent once an answer has come and is over, to see whether anything comes back. */
  readonly afterAnswer?: Uint8Array;
  readonly isTls: boolean;
}

/** Fills two packets with room to spare, whatever the options of TCP: 2 x 1460 octets at most. RFC 9293, section 3.7.1. */
export const LARGE_HELLO = 1800;

/** A third of a full packet: passes every path that IPv4 may use. RFC 791, section 3.1. */
const SMALL_PACKET = 480;

/** Time between small packets, so that the kernel has no two to join. */
const PACKET_GAP: Ms = 5;

/** How long an answer that has begun gets to end before more is sent. */
const ANSWER_ENDS: Ms = 150;

/** The most that is read: a server's flight with a long chain. */
const MAX_OCTETS = 64 * 1024;

/** A ClientHello of our own. `refusable` offers no cipher that any server takes, so that its answer is small. */
export function helloOf(asked: TlsAsked, padTo: number, refusable = false): Uint8Array {
  const all = [0x0301, 0x0302, 0x0303, 0x0304];
  const versions = all.filter((version) => {
    const name = versionName(version);
    return asked.minVersion <= name && name <= asked.maxVersion;
  });
  return encodeClientHello({
    serverName: sendableName(asked.serverName),
    versions: refusable ? [0x0303] : versions,
    alpn: asked.alpn,
    random: randomBytes(32),
    keyShare: randomBytes(32),
    padTo,
    ...(refusable ? { ciphers: [0x0000] } : {}),
  });
}

/** The same octets in packets of a third of the usual size. */
export const inSmallPackets = (octets: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(octets.length / SMALL_PACKET) }, (_, index) =>
    octets.subarray(index * SMALL_PACKET, (index + 1) * SMALL_PACKET),
  );

/**
 * Says something of our own on an open connection, records the first answer, and closes the connection.
 *
 * `answered` means that a ServerHello came; with `afterAnswer`, that the server reacted to that as well.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function talkRaw(
  connection: Duplex,
  asked: TlsAsked,
  context: ProbeContext,
  talk: RawTalk,
): Promise<Evidence<"tls-handshake">> {
  const { clock, recorder, signal } = context;
  const { observedAt, ticks } = startOf(clock);
  const heard = await converse(connection, context, talk);
  const helloAcknowledged =
    heard.received.length === 0 && heard.end === null ? await isAcknowledged(connection) : null;
  const took = clock.ticks() - ticks;
  await closeGently(connection, signal);
  signal.throwIfAborted();
  const flight = readServerFlight(heard.received, new Map());
  const sentOctets = talk.packets.reduce((sum, { length }) => sum + length, 0);
  const bare = bareHandshake({ ...asked, identity: undefined, serverName: sendableName(asked.serverName) });
  const outcome = outcomeOf(heard, flight.alert !== null, flight.serverHello !== null, talk);
  return recorder.record(
    "tls-handshake",
    {
      ...bare,
      offered: { ...bare.offered, helloOctets: talk.isTls ? sentOctets : 0 },
      outcome,
      stage: flight.serverHello === null ? "client-hello-sent" : "server-hello-received",
      helloAcknowledged,
      alert: outcome === "alert" ? flight.alert : null,
      localError: heard.end === "reset" ? "ECONNRESET" : null,
      strangeAnswer: outcome === "not-tls" ? printable(heard.received) : null,
      version: flight.serverHello === null ? null : versionName(flight.serverHello.version),
      group: flight.group,
      retryRequested: flight.retryRequested,
      firstAnswer: heard.firstAnswer,
      took,
    },
    {
      ...{ boundary: "tls", by: "probe", purpose: context.purpose, observedAt, took },
      command: talk.isTls
        ? commandOf(asked)
        : `printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 3 ${asked.address} ${asked.port}`,
    },
  );
}

interface Heard {
  readonly received: Buffer;
  /** Something came, or the connection ended, after `afterAnswer` was sent. */
  readonly reacted: boolean;
  readonly end: "closed" | "reset" | null;
  readonly firstAnswer: Ms | null;
}

function outcomeOf(
  { received, reacted, end }: Heard,
  isAlert: boolean,
  isHello: boolean,
  { afterAnswer }: RawTalk,
): TlsHandshake["outcome"] {
  if (isHello && (afterAnswer === undefined || reacted)) return "answered";
  if (isHello) return "timed-out";
  if (isAlert) return "alert";
  if (received.length > 0 && nameProtocol(received) !== "tls") return "not-tls";
  return end ?? "timed-out";
}

function converse(
  connection: Duplex,
  { clock, signal, timeout }: ProbeContext,
  talk: RawTalk,
): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const start = clock.ticks();
    let octets = 0;
    let end: Heard["end"] = null;
    let firstAnswer: Ms | null = null;
    let sentAfter = false;
    let reacted = false;
    let pause: NodeJS.Timeout | undefined;
    const deadline = setTimeout(finish, timeout);

    connection.on("data", onData).on("end", onEnd).on("error", onError);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    else sendNext(0);

    function sendNext(index: number): void {
      const packet = talk.packets[index];
      if (packet === undefined || connection.destroyed) return;
      connection.write(packet, () => {
        if (talk.packets.length > 1) pause = setTimeout(() => sendNext(index + 1), PACKET_GAP);
      });
    }
    function onData(chunk: Buffer): void {
      firstAnswer ??= clock.ticks() - start;
      octets += chunk.length;
      if (octets <= MAX_OCTETS) chunks.push(chunk);
      if (sentAfter) {
        reacted = true;
        finish();
        return;
      }
      clearTimeout(pause);
      // The rest of the answer belongs to it; and a server's certificates come behind its ServerHello.
      pause = setTimeout(answerIsOver, talk.afterAnswer === undefined ? 0 : ANSWER_ENDS);
    }
    function answerIsOver(): void {
      if (talk.afterAnswer === undefined || connection.destroyed) {
        finish();
        return;
      }
      sentAfter = true;
      connection.write(talk.afterAnswer);
    }
    function onEnd(): void {
      end ??= "closed";
      reacted = sentAfter;
      finish();
    }
    function onError(): void {
      end ??= "reset";
      reacted = sentAfter;
      finish();
    }
    function onAbort(): void {
      leave();
      connection.destroy();
      reject(signal.reason);
    }
    function leave(): void {
      clearTimeout(deadline);
      clearTimeout(pause);
      signal.removeEventListener("abort", onAbort);
      connection.off("data", onData).off("end", onEnd);
    }
    function finish(): void {
      leave();
      resolve({ received: Buffer.concat(chunks), reacted, end, firstAnswer });
    }
  });
}
