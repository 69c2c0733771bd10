import { randomInt } from "node:crypto";
import { createSocket, type RemoteInfo } from "node:dgram";
import { SocketAddress } from "node:net";
import { type DnsServer, dnsServerArguments, familyOf, hostPort, type Ms } from "../base/index.ts";
import { type DnsReplySource, type Evidence, startOf } from "../evidence/index.ts";
import { encodeDnsQuery } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import { judgeReply } from "./dns-transport.ts";

/** What is asked of a server that was silent. */
export interface ReplySourceQuestion extends DnsServer {
  readonly name: string;
  readonly type: string;
}

/** An answer from elsewhere is asked for once more: a difference once seen is repeated before it counts. */
const MOST_QUERIES = 2;

/** Whose an answer is, as the server that was asked sees it. */
type Source = "fromServer" | "fromOtherAddress" | "fromOtherPort";

/**
 * Asks by a socket that is not connected, so that the kernel hands over what comes from another address too, and records
 * from where the answer to this very question came: same id, same question. RFC 5452, section 9.1; udp(7).
 *
 * Asked once where nothing comes or the server itself answers, twice where another one does.
 *
 * @param context `timeout` is the wait for each answer.
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function probeReplySource(
  question: ReplySourceQuestion,
  context: ProbeContext,
): Promise<Evidence<"dns-reply-source">> {
  const { clock, recorder, timeout, purpose } = context;
  const { observedAt, ticks } = startOf(clock);
  const { server, port, name, type } = question;
  const counts = { fromServer: 0, fromOtherAddress: 0, fromOtherPort: 0 };
  let strangeSource: string | null = null;
  let errno: string | null = null;
  let sent = 0;
  while (sent < MOST_QUERIES) {
    const heard = await askOpenly(question, context);
    sent += 1;
    errno = heard.errno;
    if (heard.source === null) break;
    counts[heard.source] += 1;
    if (heard.source === "fromServer") break;
    strangeSource ??= heard.from;
  }
  const value: DnsReplySource = {
    server,
    port,
    name,
    type: type.toUpperCase(),
    sent,
    ...counts,
    strangeSource,
    errno,
    wait: timeout,
  };
  return recorder.record("dns-reply-source", value, {
    boundary: "dns",
    by: "probe",
    purpose,
    observedAt,
    took: clock.ticks() - ticks,
    command: `tcpdump -nni any -c 2 'udp and port ${port}' & dig ${dnsServerArguments(question)} +notcp +tries=1 +time=2 ${name}. ${type}`,
  });
}

interface Heard {
  readonly source: Source | null;
  /** Address and port that answered; empty where none did. */
  readonly from: string;
  readonly errno: string | null;
}

const nobody = (errno: string | null): Heard => ({ source: null, from: "", errno });

/** One query, and the first answer to it, whoever sent it. */
async function askOpenly(question: ReplySourceQuestion, context: ProbeContext): Promise<Heard> {
  const { signal, timeout } = context;
  signal.throwIfAborted();
  const { server, port, name } = question;
  const type = question.type.toUpperCase();
  const id = randomInt(0x10000);
  const plain = { recursionDesired: true, checkingDisabled: false, ednsSize: null, dnssecOk: false };
  const octets = encodeDnsQuery({ id, name, type, ...plain });
  if (octets === null) return nobody(null);
  const { promise, resolve } = Promise.withResolvers<Heard>();
  const socket = createSocket(familyOf(server.replace(/%.*/, "")) === 6 ? "udp6" : "udp4");
  const fail = (error: NodeJS.ErrnoException) => resolve(nobody(error.code ?? "EIO"));
  const onAbort = () => resolve(nobody(null));
  const timer = setTimeout(onAbort, timeout satisfies Ms);
  signal.addEventListener("abort", onAbort);
  try {
    socket.on("error", fail);
    socket.on("message", (reply, from: RemoteInfo) => {
      const source = sourceOf(reply, { id, name, type }, { server, port, from });
      if (source !== null) resolve({ source, from: hostPort(from.address, from.port), errno: null });
    });
    socket.send(octets, port, server, (error) => {
      if (error !== null) fail(error);
    });
    const heard = await promise;
    signal.throwIfAborted();
    return heard;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
    socket.close();
  }
}

/** Who sent an answer to a query, as the server that was asked sees it; `null` where it is no answer to it. */
export function sourceOf(
  reply: Uint8Array,
  query: { readonly id: number; readonly name: string; readonly type: string },
  { server, port, from }: DnsServer & { readonly from: { readonly address: string; readonly port: number } },
): Source | null {
  const judged = judgeReply(reply, query);
  // An answer without the question may be to any query: it proves nothing of who was asked.
  if (!("message" in judged) || judged.message.question === null) return null;
  if (plainAddress(from.address) !== plainAddress(server)) return "fromOtherAddress";
  return from.port === port ? "fromServer" : "fromOtherPort";
}

/** An address as the kernel writes it, without its zone: the text of two equal ones is the same. RFC 5952. */
function plainAddress(text: string): string {
  const address = text.replace(/%.*/, "");
  return new SocketAddress({ address, family: familyOf(address) === 6 ? "ipv6" : "ipv4" }).address;
}
