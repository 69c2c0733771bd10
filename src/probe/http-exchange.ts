import { familyOf, hostPort, isAddress, type Ms } from "../base/index.ts";
import { type Evidence, type HttpExchange, httpStatusOf, startOf } from "../evidence/index.ts";
import { fieldOf, keptFields, nameProtocol, plainText, printable, speakerOf } from "../wire/index.ts";
import { closeGently } from "./close-gently.ts";
import type { ProbeContext } from "./context.ts";
import { grpcAnswerOf } from "./grpc-call.ts";
import {
  type HttpBounds,
  type HttpRequest,
  type HttpStream,
  httpBounds,
  type RawAnswer,
} from "./http-ask.ts";
import { targetUrl } from "./http-redirect.ts";
import { speakHttp1 } from "./http1-client.ts";
import { speakHttp2 } from "./http2-client.ts";
import { serverCookieOf } from "./server-cookie.ts";

/** One request to make, and the connection to make it on. */
export interface HttpAsk extends Omit<HttpRequest, "authority"> {
  /** Name or address that is asked for, without brackets. */
  readonly host: string;
  /** A `Host` to send in place of the one that belongs to host and port. */
  readonly hostField?: string;
  /** Connected, and past the TLS handshake where there is one. */
  readonly stream: HttpStream;
  /** What ALPN chose; `http/1.1` where there was none. */
  readonly protocol: "http/1.1" | "h2";
  /** Numeric address that the stream leads to. */
  readonly address: string;
  /** The port that is asked for; behind a forward proxy it is not the stream's. */
  readonly port: number;
  /** 1 for the first request of the connection. */
  readonly onConnection: number;
  readonly idleBefore: Ms;
  readonly preamble?: HttpExchange["preamble"];
  /** URLs that this attempt has asked for before, query and all, so that a loop is known. They are not recorded. */
  readonly visited?: ReadonlySet<string>;
  /** Leave an HTTP/1.1 connection open for the next request; it is closed otherwise. */
  readonly keepOpen?: boolean;
  /** Told where a redirect leads, query and all. */
  readonly onRedirect?: (target: URL) => void;
  /** Told of cookies that the answer sets, `name=value` each, and whether for TLS alone. They are not recorded. */
  readonly onCookie?: (cookie: string, isSecure: boolean) => void;
  /** Told that the exchange is over, while the connection is still there. */
  readonly beforeClose?: (isAnswered: boolean) => void;
  readonly bounds?: HttpBounds;
}

/** Text of an error page that is kept. */
const ERROR_TEXT_LENGTH = 2048;

/**
 * Makes one HTTP request on a connected stream and records what came of it.
 *
 * `context.timeout` bounds the wait for the first octet and any later silence. The stream is closed as a client
 * would, unless `keepOpen` says otherwise and the answer came whole.
 *
 * @throws The reason of `context.signal`.
 * @see RFC 9110, RFC 9112, RFC 9113
 */
export async function exchangeHttp(ask: HttpAsk, context: ProbeContext): Promise<Evidence<"http-exchange">> {
  const { clock, signal, timeout, recorder, purpose, attempt } = context;
  const { observedAt, ticks } = startOf(clock);
  const speak = ask.protocol === "h2" ? speakHttp2 : speakHttp1;
  const staysOpen = (answer: RawAnswer | null) =>
    ask.keepOpen === true &&
    ask.protocol === "http/1.1" &&
    answer?.outcome === "answered" &&
    isReusable(answer);
  const authority = ask.hostField ?? authorityOf(ask.scheme, ask.host, ask.port);
  const url = `${ask.scheme}://${authority}${ask.path}`;
  let raw: RawAnswer | null = null;
  try {
    raw = await speak(
      ask.stream,
      { ...ask, authority },
      { clock, signal, timeout, bounds: ask.bounds ?? httpBounds, pings: purpose === "reference" },
    );
  } finally {
    ask.beforeClose?.(raw?.outcome === "answered");
    if (!staysOpen(raw)) await closeGently(ask.stream, signal);
  }
  const took = clock.ticks() - ticks;
  const leadsTo = redirectOf(raw, url);
  const value = { ...describe(ask, raw, url), ...relate(ask, url, leadsTo), took };
  if (leadsTo !== null) ask.onRedirect?.(leadsTo);
  for (const [name, set] of raw.head?.fields ?? []) {
    if (name === "set-cookie") ask.onCookie?.((set.split(";", 1)[0] ?? "").trim(), /;\s*secure\b/i.test(set));
  }
  return recorder.record("http-exchange", value, {
    boundary: "app",
    by: "probe",
    purpose,
    ...(attempt === undefined ? {} : { attempt }),
    observedAt,
    took,
    command: commandOf(ask, url, timeout),
  });
}

/** Whether another request may follow on the connection. RFC 9112, section 9.3. */
function isReusable({ head, connectionEnd, endsBy }: RawAnswer): boolean {
  return (
    connectionEnd === "open" &&
    endsBy !== "close" &&
    !/\bclose\b/i.test(fieldOf(head?.fields ?? [], "connection") ?? "")
  );
}

/** Names and ports as `Host` wants them: the scheme's own port is left out. RFC 9110, section 7.2. */
export function authorityOf(scheme: "http" | "https", host: string, port: number): string {
  const written = isAddress(host) && familyOf(host) === 6 ? `[${host}]` : host;
  return port === (scheme === "https" ? 443 : 80) ? written : `${written}:${port}`;
}

function redirectOf({ head }: RawAnswer, url: string): URL | null {
  const location = head !== null && isRedirect(head.status) ? fieldOf(head.fields, "location") : null;
  return location === null ? null : targetUrl(location, url);
}

/** Where a redirect leads, as the relations that a verdict needs; the query stays out. */
function relate(
  { visited }: HttpAsk,
  url: string,
  leadsTo: URL | null,
): Pick<HttpExchange, "location" | "locationSeenBefore"> {
  if (leadsTo === null) return { location: null, locationSeenBefore: null };
  const seen = leadsTo.href === normal(url) || (visited?.has(leadsTo.href) ?? false);
  return { location: withoutQuery(leadsTo.href), locationSeenBefore: seen };
}

function describe(
  ask: HttpAsk,
  raw: RawAnswer,
  url: string,
): Omit<HttpExchange, "location" | "locationSeenBefore" | "took"> {
  const { head } = raw;
  const fields = head?.fields ?? [];
  const bodyText = isText(fields)
    ? withoutSecrets(plainText(Buffer.from(raw.bodyStart).toString("utf8")), ask)
    : "";
  const grpc = ask.content === undefined ? null : grpcAnswerOf(raw);
  const message = withoutSecrets(grpc?.grpcMessage ?? "", ask);
  // A proxy that speaks gRPC says with a status of gRPC what it says with one of HTTP else, in the same words.
  const failure = grpc?.grpcStatus == null ? null : httpStatusOf(grpc.grpcStatus, "unknown");
  const speaker =
    head === null
      ? { answeredBy: "unknown" as const, software: null }
      : speakerOf({
          status: failure ?? head.status,
          fields,
          bodyText: failure === null ? bodyText : message,
        });
  const isStrange = raw.strange.length > 0;
  const serverCookie = serverCookieOf(fields);
  return {
    address: ask.address,
    port: ask.port,
    protocol: ask.protocol,
    throughProxy: ask.absoluteForm,
    preamble: ask.preamble ?? "none",
    method: ask.method,
    url: withoutQuery(url),
    requestBodyOctets: ask.bodyOctets,
    requestHeadOctets: raw.requestHeadOctets,
    onConnection: ask.onConnection,
    idleBefore: ask.idleBefore,
    outcome: raw.outcome,
    connectionEnd: raw.connectionEnd,
    error: raw.error,
    interim: raw.interim,
    strangeAnswer: isStrange ? printable(raw.strange) : null,
    strangeProtocol: isStrange ? nameProtocol(raw.strange) : null,
    status: head?.status ?? null,
    reason: head?.reason ?? null,
    headers: keptFields(fields),
    errorBody: head !== null && head.status >= 400 ? bodyText.slice(0, ERROR_TEXT_LENGTH) : null,
    ...speaker,
    ...(grpc === null ? {} : { ...grpc, grpcMessage: grpc.grpcMessage === null ? null : message }),
    promisedOctets: raw.promisedOctets,
    endsBy: raw.endsBy,
    bodyOctets: raw.bodyOctets,
    ...(serverCookie === null ? {} : { serverCookie }),
    setsCookie: fields.some(([name]) => name === "set-cookie"),
    sentOctets: raw.sentOctets,
    phases: { firstByte: raw.firstByte, transfer: raw.transfer },
    ...(raw.paused === undefined ? {} : { paused: raw.paused }),
    ...(raw.ping === undefined ? {} : { ping: raw.ping }),
  };
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** Text that is sent as it is. What is compressed stays so: a small body can be a large text. */
function isText(fields: readonly (readonly [string, string])[]): boolean {
  const coding = fieldOf(fields, "content-encoding") ?? "identity";
  const type = fieldOf(fields, "content-type") ?? "text/plain";
  return coding === "identity" && /^(text\/|application\/(\S+\+)?(json|xml|xhtml))/i.test(type);
}

const withoutQuery = (url: string) => url.replace(/[?#].*$/s, "");

const normal = (url: string) => (URL.canParse(url) ? new URL(url).href : url);

/** An error page can repeat what it was asked. The query and the caller's own values are taken out. */
function withoutSecrets(text: string, { path, headers }: HttpAsk): string {
  const query = path.includes("?") ? path.slice(path.indexOf("?") + 1) : "";
  return [query, ...headers.map(([, value]) => value)]
    .filter((secret) => secret.length > 3)
    .reduce((cleaned, secret) => cleaned.replaceAll(secret, "[…]"), text);
}

function commandOf(
  { method, bodyOctets, protocol, scheme, address, port, absoluteForm }: HttpAsk,
  url: string,
  timeout: Ms,
): string {
  const flags = [
    "curl -sv -o /dev/null",
    `-m ${Math.ceil(timeout / 1000)}`,
    ...(protocol === "h2" ? ["--http2"] : ["--http1.1"]),
    ...(method === "HEAD" ? ["-I"] : method === "GET" && bodyOctets === 0 ? [] : [`-X ${method}`]),
    ...(bodyOctets > 0 ? [`--data-binary @<(head -c ${bodyOctets} /dev/zero)`] : []),
    // Whether the certificate is trusted the handshake's own record says; here the answer is to be seen.
    ...(scheme === "https" ? ["-k"] : []),
    // The address is the proxy's then, which curl takes from the environment as the request did.
    ...(absoluteForm ? [] : [`--connect-to ::${hostPort(address, port)}`]),
  ];
  return `${flags.join(" ")} ${quoted(withoutQuery(url))}`;
}

const quoted = (text: string) => `'${text.replaceAll("'", "%27")}'`;
