import type { Duplex } from "node:stream";
import { hostPort } from "../base/index.ts";
import { type Evidence, type ProxyConnect, startOf } from "../evidence/index.ts";
import {
  fieldOf,
  type HttpHead,
  MAX_HEAD_OCTETS,
  plainText,
  printable,
  readHttpHead,
  readSocksReply,
  socksReplyName,
  speakerOf,
  writeSocksLogin,
  writeSocksMethods,
  writeSocksRequest,
} from "../wire/index.ts";
import { type ByteStream, readBytes, type StreamEnd } from "./byte-stream.ts";
import type { ProbeContext } from "./context.ts";
import { USER_AGENT } from "./http-request-head.ts";

/** A forward proxy that a connection stands to, and what it is to open. */
export interface TunnelAsk {
  /** Connected to the proxy, and past its own TLS where it has one. Left to the caller, whatever comes of it. */
  readonly socket: Duplex;
  readonly proxy: {
    readonly host: string;
    readonly port: number;
    readonly scheme: "http" | "https" | "socks5";
  };
  /** `user:password` for the proxy; sent, never recorded. */
  readonly credentials?: string | null;
  readonly host: string;
  readonly port: number;
}

interface Opening {
  readonly outcome: ProxyConnect["outcome"];
  readonly status: number | null;
  readonly says: string | null;
  readonly software: string | null;
}

/**
 * Asks a forward proxy for a tunnel: CONNECT (RFC 9110, section 9.3.6) or SOCKS 5 (RFC 1928).
 *
 * Once opened, the socket is the target's. Until then nothing of the target's own protocol was sent.
 *
 * @throws The reason of `context.signal`.
 */
export async function openTunnel(
  ask: TunnelAsk,
  context: ProbeContext,
): Promise<{ readonly record: Evidence<"proxy-connect">; readonly opened: boolean }> {
  const { clock, signal, timeout, recorder, purpose, attempt } = context;
  const { observedAt, ticks } = startOf(clock);
  const bytes = readBytes(ask.socket, signal, timeout);
  let opening: Opening;
  try {
    opening = await (ask.proxy.scheme === "socks5" ? askSocks(ask, bytes) : askConnect(ask, bytes));
  } finally {
    bytes.release();
  }
  const took = clock.ticks() - ticks;
  const proxy = hostPort(ask.proxy.host, ask.proxy.port);
  const target = hostPort(ask.host, ask.port);
  const value: ProxyConnect = { proxy, scheme: ask.proxy.scheme, target, ...opening, took };
  const scheme = ask.proxy.scheme === "socks5" ? "socks5h" : ask.proxy.scheme;
  const record = recorder.record("proxy-connect", value, {
    boundary: "client",
    by: "probe",
    purpose,
    ...(attempt === undefined ? {} : { attempt }),
    observedAt,
    took,
    command: `curl -sv -o /dev/null -m ${Math.ceil(timeout / 1000)} -p -x ${scheme}://${proxy} http://${target}/`,
  });
  return { record, opened: opening.outcome === "opened" };
}

const unanswered = (outcome: StreamEnd | "not-a-proxy", says: string | null = null): Opening => ({
  outcome,
  status: null,
  says,
  software: null,
});

async function askConnect(
  { socket, credentials, host, port }: TunnelAsk,
  bytes: ByteStream,
): Promise<Opening> {
  const target = hostPort(host, port);
  const login =
    credentials === undefined || credentials === null
      ? ""
      : `Proxy-Authorization: Basic ${Buffer.from(credentials).toString("base64")}\r\n`;
  socket.write(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\nUser-Agent: ${USER_AGENT}\r\n${login}\r\n`);
  // Octet by octet in effect: what follows the head of a 2xx is the target's.
  const octets = await bytes.takeUntil(
    (some) => readHttpHead(some).outcome !== "incomplete",
    MAX_HEAD_OCTETS,
  );
  if (typeof octets === "string")
    return unanswered(octets, bytes.pending.length === 0 ? null : printable(bytes.pending));
  const read = readHttpHead(octets);
  if (read.outcome !== "head") return unanswered("not-a-proxy", printable(octets));
  const { head } = read;
  const rest = octets.subarray(head.headOctets);
  if (head.status >= 200 && head.status < 300) {
    if (rest.length > 0) socket.unshift(Buffer.from(rest));
    return { outcome: "opened", status: head.status, says: null, software: null };
  }
  return refusal(head, rest);
}

function refusal({ status, fields }: HttpHead, rest: Uint8Array): Opening {
  const bodyText = plainText(Buffer.from(rest).toString("utf8")).slice(0, 256);
  const says = fieldOf(fields, "proxy-status") ?? fieldOf(fields, "x-squid-error") ?? bodyText;
  const { software } = speakerOf({ status, fields, bodyText });
  return { outcome: "refused-by-proxy", status, says: says === "" ? null : says, software };
}

async function askSocks({ socket, host, port, ...ask }: TunnelAsk, bytes: ByteStream): Promise<Opening> {
  const credentials = ask.credentials ?? null;
  socket.write(writeSocksMethods(credentials !== null));
  const chosen = await bytes.take(2);
  if (typeof chosen === "string") return unanswered(chosen);
  const [version, method] = chosen;
  if (version !== 5) return unanswered("not-a-proxy", printable(chosen));
  if (method === 2 && credentials !== null) {
    socket.write(writeSocksLogin(credentials));
    const answer = await bytes.take(2);
    if (typeof answer === "string") return unanswered(answer);
    if (answer[1] !== 0)
      return { ...unanswered("closed"), outcome: "refused-by-proxy", says: "login refused" };
  } else if (method !== 0) {
    return { ...unanswered("closed"), outcome: "refused-by-proxy", says: "no acceptable method of login" };
  }
  socket.write(writeSocksRequest(host, port));
  const reply = await bytes.takeUntil(
    (some) => readSocksReply(some).outcome !== "incomplete",
    4 + 1 + 255 + 2,
  );
  if (typeof reply === "string") return unanswered(reply);
  const read = readSocksReply(reply);
  if (read.outcome !== "reply") return unanswered("not-a-proxy", printable(reply));
  const rest = reply.subarray(read.octets);
  if (read.code === 0 && rest.length > 0) socket.unshift(Buffer.from(rest));
  const outcome = read.code === 0 ? "opened" : "refused-by-proxy";
  return {
    outcome,
    status: read.code,
    says: read.code === 0 ? null : socksReplyName(read.code),
    software: null,
  };
}
