import type { Socket } from "node:net";
import type { Ms } from "../base/index.ts";
import {
  type Evidence,
  type HttpExchange,
  isProperAnswer,
  isRefusedUnread,
  methodToCompare,
  type RequestAsked,
} from "../evidence/index.ts";
import { writeProxyV1 } from "../wire/index.ts";
import type { ProbeContext } from "./context.ts";
import type { HttpStream } from "./http-ask.ts";
import { exchangeHttp } from "./http-exchange.ts";

/** A connection for one variant, or `null` where none could be had. */
export type HttpDial = (wanted?: {
  /** What ALPN offers, in place of the request's own. */
  readonly alpn?: readonly string[];
}) => Promise<{ readonly stream: HttpStream; readonly protocol: "http/1.1" | "h2" } | null>;

/** A request whose answer is to be explained. */
export interface HttpInvestigation {
  /** The exchanges of one attempt: each redirect, and what it ended with. */
  readonly reference: readonly Evidence<"http-exchange">[];
  readonly asked: RequestAsked;
  /** Path and query as asked for. */
  readonly path: string;
  /** Fields of the caller's that go with the whole request, where that may be repeated; none else. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Opens a new connection to the target, past TLS where there is one. */
  readonly dial: HttpDial;
}

/** What one variant changes. */
interface Variant {
  readonly path?: string;
  readonly method?: string;
  readonly bodyOctets?: number;
  /** With the caller's own fields, where they may be repeated. */
  readonly hasFields?: true;
  readonly alpn?: readonly string[];
  readonly proxyHeader?: boolean;
  /** Only the first octets of the resource. RFC 9110, section 14.2. */
  readonly firstOctets?: boolean;
}

/** No limit in front of any application is below it. */
const SMALL_BODY_OCTETS = 16;

/** Variants of a request that waited longer than this for its error would take minutes, and say no more. */
const LONGEST_WAIT_REPEATED: Ms = 15_000;

/** A variant waits somewhat longer than the request did, so that the same timer shows itself again. */
const LONGER = 1.25;
const SHORTEST_PATIENCE: Ms = 3_000;

/**
 * Makes the few variants of a failed request that tell its possible causes apart, one connection at a time; side by side
 * where the request met silence.
 *
 * Only safe methods are used, with no header or cookie of the caller, unless the request may be repeated.
 *
 * @throws The reason of `context.signal`.
 */
export async function investigateHttp(
  investigation: HttpInvestigation,
  context: ProbeContext,
): Promise<readonly Evidence<"http-exchange">[]> {
  const last = investigation.reference.at(-1);
  const first = investigation.reference[0];
  if (last === undefined || first === undefined) return [];
  // A redirect may have led to another origin: nothing was said about asking that one for more.
  if (originOf(last.value.url) !== originOf(first.value.url)) return [];
  const waited = last.value.phases.firstByte ?? last.value.took;
  const path = pathOf(investigation, last.value);
  // Below the path that fails, so that it takes the same route; by its time one that nobody asked for before.
  const below = `${path.replace(/[?#].*$/s, "").replace(/\/$/, "")}/.faultline-${Math.floor(context.clock.now()).toString(36)}`;
  const variants = variantsFor(last.value, investigation.asked, { path, below });
  const isSilent = last.value.outcome === "no-answer" || last.value.outcome === "stalled";
  // Silence has been waited for once; what is smaller, or goes elsewhere, is answered soon or is silent too.
  const patience = isSilent
    ? SHORTEST_PATIENCE
    : Math.min(context.timeout, Math.max(SHORTEST_PATIENCE, waited * LONGER));
  // Each waits on a connection of its own: what is silent costs one wait, and not one for each.
  if (isSilent) {
    const made = await Promise.all(
      variants.map((variant) =>
        tryVariant(investigation, last.value, variant, { ...context, timeout: patience }),
      ),
    );
    return made.filter((record) => record !== null);
  }
  const records: Evidence<"http-exchange">[] = [];
  for (const variant of waited > LONGEST_WAIT_REPEATED ? variants.slice(0, 1) : variants) {
    const record = await tryVariant(investigation, last.value, variant, { ...context, timeout: patience });
    if (record !== null) records.push(record);
  }
  return records;
}

/** The variants that an answer calls for: the most telling first. */
function variantsFor(
  value: HttpExchange,
  asked: RequestAsked,
  { path, below }: { readonly path: string; readonly below: string },
): readonly Variant[] {
  const method = methodToCompare(asked, value.method);
  const bodyOctets = asked.mayRepeat === true ? value.requestBodyOctets : 0;
  const others: readonly Variant[] = [
    { path: below, method: "GET" },
    ...(path === "/" ? [] : [{ path: "/", method: "GET" }]),
  ];
  const again: Variant = { path, method, bodyOctets, hasFields: true };
  const isSending = value.requestBodyOctets > 0 && value.sentOctets < value.requestBodyOctets;
  const inLittle = asked.mayRepeat === true ? method : "OPTIONS";
  const small: Variant = { path, method: inLittle, bodyOctets: SMALL_BODY_OCTETS, hasFields: true };
  if (value.status === 413 || isSending) return [small, small];
  if (value.status === 414 || value.status === 431 || /Too Large/i.test(value.errorBody ?? ""))
    return [{ path, method, bodyOctets }];
  if (
    value.outcome === "closed" ||
    value.outcome === "reset" ||
    value.outcome === "not-http" ||
    isRefusedUnread(value)
  ) {
    const plainer: readonly Variant[] =
      value.protocol === "h2" ? [{ ...again, alpn: ["http/1.1"] }] : [again];
    return asked.scheme === "http" ? [...plainer, { ...again, proxyHeader: true }] : plainer;
  }
  if (
    value.outcome === "goaway" ||
    value.outcome === "stream-reset" ||
    (value.outcome === "malformed" && value.protocol === "h2")
  ) {
    return [again, { ...again, alpn: ["http/1.1"] }];
  }
  if (value.outcome === "no-answer" || value.outcome === "stalled") {
    // The same resource in little: its head alone, and its first octets. Only size tells them from the request.
    const little: readonly Variant[] =
      method === "GET"
        ? [
            { path, method: "HEAD" },
            { path, method: "GET", firstOctets: true },
          ]
        : [];
    return [...little, ...others];
  }
  if (value.status === 404 || value.status === 421) return others;
  if (value.status === 429 || value.status === 503) return [again, ...others];
  if (value.status === 504) return [...others, { path, method: "OPTIONS" }];
  return value.status !== null && value.status >= 500 && !isProperAnswer(value, asked) ? others : [];
}

async function tryVariant(
  { asked, path, headers, dial }: HttpInvestigation,
  last: HttpExchange,
  variant: Variant,
  context: ProbeContext,
): Promise<Evidence<"http-exchange"> | null> {
  const opened = await dial(variant.alpn === undefined ? undefined : { alpn: variant.alpn });
  if (opened === null) return null;
  const { stream, protocol } = opened;
  if (variant.proxyHeader === true) stream.write(proxyHeaderFor(stream as Socket)); // Plain HTTP runs on a bare socket.
  return await exchangeHttp(
    {
      stream,
      protocol,
      scheme: asked.scheme === "https" ? "https" : "http",
      address: last.address,
      port: asked.port,
      host: asked.host,
      path: variant.path ?? path,
      method: variant.method ?? "GET",
      headers: variant.firstOctets === true ? [["range", "bytes=0-63"]] : variant.hasFields ? headers : [],
      bodyOctets: variant.bodyOctets ?? 0,
      absoluteForm: false,
      onConnection: 1,
      idleBefore: 0,
      preamble: variant.proxyHeader === true ? "proxy-v1" : "none",
    },
    context,
  );
}

/**
 * The header that a proxy in front would send on this connection: its own ends, so that nothing false is said.
 * To be written before the first octet of TLS or HTTP. proxy-protocol.txt, section 2.1.
 */
export function proxyHeaderFor({
  localAddress,
  localPort,
  remoteAddress,
  remotePort,
  remoteFamily,
}: Socket): Uint8Array {
  return writeProxyV1({
    source: localAddress ?? "127.0.0.1",
    sourcePort: localPort ?? 1,
    destination: remoteAddress ?? "127.0.0.1",
    destinationPort: remotePort ?? 1,
    family: remoteFamily === "IPv6" ? 6 : 4,
  });
}

const originOf = (url: string): string => (URL.canParse(url) ? new URL(url).origin : url);

/** The path that failed: the target's own with its query, or the one that a redirect led to. */
function pathOf({ path }: HttpInvestigation, { url }: HttpExchange): string {
  const asked = URL.canParse(url) ? new URL(url).pathname : path;
  return path.replace(/[?#].*$/s, "") === asked ? path : asked;
}
