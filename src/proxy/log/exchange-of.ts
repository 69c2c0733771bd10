import type { Ms } from "../../base/index.ts";
import type { LoggedExchange, LoggedReason, LoggedTry } from "../../evidence/index.ts";
import type { LogSoftware } from "./choose-format.ts";
import { readDuration } from "./duration.ts";
import { reasonOfFlags } from "./envoy-flags.ts";
import { reasonOfState } from "./haproxy-state.ts";
import { type Field, field, type LineFields } from "./line-fields.ts";

/** Tries of one request that are kept: an endless loop of retries is none the wiser. */
const MOST_TRIES = 16;
/** Signs of a path and of a name that are kept. */
const LONGEST = 500;

/** A request as one line tells it, whosever it is. */
export function exchangeOf(line: LineFields, software: LogSoftware): Omit<LoggedExchange, "isOurs"> {
  const [asked, method] = requestOf(line);
  const { host, path } = targetOf(asked);
  const code = line.text(field.code, 100);
  const isHaproxy = /^[-LcCsSPRIDKU][-RCHDLQT]/.test(code ?? "") && line.has(field.timers);
  const state = isHaproxy ? (code ?? "") : null;
  const server = line.text(field.server, LONGEST);
  const status = statusOf(line);
  const tries = isHaproxy ? triesOfTimers(line, server, status) : triesOf(line);
  return {
    at: line.time,
    client: clientIn(line),
    method,
    host: hostOnly(host ?? line.text(field.host, LONGEST)),
    path,
    status,
    took: tookOf(line),
    tries,
    code,
    reason: reasonOf({ line, software, state, status, tries }),
    requestId: line.text(field.requestId, 200) ?? line.text(field.trace, 200),
    server: server === null || server.endsWith("/<NOSRV>") ? null : server,
    ...(bearsOwnName(line) ? { isByFaultline: true } : {}),
  };
}

/** How this program names itself in `User-Agent`. */
const OWN_NAME = "faultline/";

const bearsOwnName = ({ octets, start, end }: LineFields): boolean =>
  Buffer.from(octets.buffer, octets.byteOffset + start, end - start).includes(OWN_NAME);

function requestOf(line: LineFields): readonly [target: string | null, method: string | null] {
  const target = line.text(field.target);
  if (target !== null) return [target, line.text(field.method, 40)];
  const words = (line.text(field.request) ?? "").split(" ");
  // What is no request (a TLS hello on a plain port) is logged as it came.
  if (words.length < 2 || !/^[A-Za-z]{1,20}$/.test(words[0] ?? ""))
    return [null, line.text(field.method, 40)];
  return [words[1] ?? null, words[0] ?? null];
}

function targetOf(target: string | null): { readonly host: string | null; readonly path: string | null } {
  if (target === null) return { host: null, path: null };
  const [, host = null, rest = ""] =
    /^(?:[a-z][a-z0-9+.-]{0,20}:\/\/([^/?#]{1,300}))?([\s\S]*)$/i.exec(target) ?? [];
  const path = rest.split(/[?#]/, 1)[0] ?? "";
  if (!path.startsWith("/")) return { host, path: host === null ? null : "/" };
  return { host, path: path.slice(0, LONGEST) };
}

/** Without port and in lower case. */
export const hostOnly = (host: string | null): string | null =>
  host === null ? null : host.toLowerCase().replace(/:\d{1,5}$/, "");

/** The client's address, as it is logged. */
export function clientIn(line: LineFields): string | null {
  const both = line.text(field.clientAndPort, 100);
  return clientOf(both === null ? line.text(field.client, 100) : both.replace(/:\d{1,5}$/, ""));
}

/** The address alone: some log `address:port`. */
export function clientOf(text: string | null): string | null {
  if (text === null) return null;
  const bracketed = /^\[([0-9a-f:.%\w]{2,60})\](?::\d{1,5})?$/i.exec(text)?.[1];
  if (bracketed !== undefined) return bracketed;
  const colons = text.split(":").length - 1;
  if (text.startsWith("unix:")) return text;
  const isV4 = colons === 1 && text.includes(".");
  const isMapped = text.startsWith("::ffff:") && text.includes(".");
  const address = isV4 ? text.slice(0, text.indexOf(":")) : text;
  return isMapped ? address.slice("::ffff:".length).replace(/:\d{1,5}$/, "") : address;
}

function statusOf(line: LineFields): number | null {
  const status = line.whole(field.status);
  return status >= 100 && status <= 999 ? status : null;
}

/** How long the request took. */
export function tookOf(line: LineFields): Ms | null {
  if (line.has(field.timers)) {
    const last = line.text(field.timers, 100)?.split("/").at(-1);
    return last === undefined ? null : readDuration(last.replace("+", ""), 1);
  }
  const whole = line.whole(field.took);
  const scale = line.scale(field.took);
  if (!Number.isNaN(whole) && scale > 0) return whole * scale;
  const text = line.text(field.took, 60);
  return text === null ? null : readDuration(text, scale);
}

/** nginx's lists, one entry for each try. */
function triesOf(line: LineFields): readonly LoggedTry[] {
  const names = listOf(line, field.upstream);
  const statuses = listOf(line, field.upstreamStatus);
  const [connects, heads, tooks] = [field.upstreamConnect, field.upstreamHead, field.upstreamTook].map(
    (which) => ({
      parts: listOf(line, which),
      scale: line.scale(which),
    }),
  );
  // Traefik's JSON has an OriginStatus of 0, and no address, where no server was asked.
  if (names.length === 0 && statuses.length === 1 && statuses[0] === "0") return [];
  const count = Math.max(names.length, statuses.length);
  const timeAt = (list: typeof connects, index: number): Ms | null => {
    const part = list?.parts[index];
    return part === undefined ? null : readDuration(part, list?.scale ?? 1);
  };
  return Array.from({ length: Math.min(count, MOST_TRIES) }, (_, index) => ({
    upstream: upstreamName(names[index]),
    status: /^[1-9]\d\d$/.test(statuses[index] ?? "") ? Number(statuses[index]) : null,
    connect: timeAt(connects, index),
    firstByte: timeAt(heads, index),
    took: timeAt(tooks, index),
  }));
}

const listOf = (line: LineFields, which: Field): readonly string[] =>
  line
    .text(which)
    ?.split(/,| : /)
    .map((part) => part.trim()) ?? [];

/** `address:port`, also of a URL, or `unix:/path`; `null` for a dash. */
export function upstreamName(written: string | undefined): string | null {
  if (written === undefined || written === "" || written === "-") return null;
  const bare = written.replace(/^[a-z][a-z0-9+.-]{0,20}:\/\/(?:[^@/]{0,200}@)?/i, "");
  // nginx writes the path of the request behind another colon, Caddy has a slash for the first.
  const [, socket] = /^unix[:/](\/[^:]{1,255})/.exec(bare) ?? [];
  return (socket === undefined ? bare.replace(/^([^/]{1,255})\/.*$/, "$1") : `unix:${socket}`).slice(
    0,
    LONGEST,
  );
}

/** haproxy's `TR/Tw/Tc/Tr/Ta` or `Tw/Tc/Tt`: one try, at the server that was chosen last; -1 where a phase was not reached. */
function triesOfTimers(line: LineFields, server: string | null, status: number | null): readonly LoggedTry[] {
  if (server === null || server.endsWith("/<NOSRV>")) return [];
  const parts = (line.text(field.timers, 100) ?? "").split("/");
  const isHttp = parts.length === 5;
  const timeOf = (index: number): Ms | null => readDuration((parts[index] ?? "").replace("+", ""), 1);
  const connect = timeOf(isHttp ? 2 : 1);
  const firstByte = isHttp ? timeOf(3) : null;
  const upstream = upstreamName(line.text(field.upstream, LONGEST) ?? undefined);
  return [{ upstream, status: firstByte === null ? null : status, connect, firstByte, took: null }];
}

interface ReasonAsked {
  readonly line: LineFields;
  readonly software: LogSoftware;
  /** haproxy's. */
  readonly state: string | null;
  readonly status: number | null;
  readonly tries: readonly LoggedTry[];
}

/** By the product's code, or by a status that the product alone gives. */
function reasonOf({ line, software, state, status, tries }: ReasonAsked): LoggedReason | null {
  if (state !== null) {
    const [server, frontend] = [line.text(field.server, LONGEST), line.text(field.frontend, LONGEST)];
    return reasonOfState({ state, status, server, frontend });
  }
  if (software === "envoy") {
    const details = [field.detail, field.error].map((which) => line.text(which, LONGEST) ?? "").join(" ");
    return reasonOfFlags(line.text(field.code, 100), details.trim());
  }
  if (software === "application" || status === null) return null;
  // 499 is no status of HTTP: nginx, Caddy and Traefik log it for a client that did not wait.
  if (status === 499) return "client-left";
  // Traefik's text form has a dash for the router of a request that none takes; its JSON may be told to leave names out.
  const isTaken = line.from(field.server) < 0 || line.has(field.server) || line.has(field.upstream);
  if (software === "traefik" && status === 404 && !isTaken) return "route-missing";
  return software === "nginx" ? reasonOfNginx(line, status, tries) : null;
}

/** Statuses that nginx gives by itself, where the line says that no upstream gave it. nginx, src/http/ngx_http_request.h. */
function reasonOfNginx(line: LineFields, status: number, tries: readonly LoggedTry[]): LoggedReason | null {
  if (status === 494) return "head-too-large";
  const asksUpstream = line.from(field.upstream) >= 0 || line.from(field.upstreamStatus) >= 0;
  const wasTried = tries.some((each) => each.upstream !== null || each.status !== null);
  if (asksUpstream && !wasTried && status === 413) return "body-too-large";
  if (asksUpstream && !wasTried && status === 408) return "client-timed-out";
  const last = tries.at(-1);
  // "If a server cannot be selected, the variable keeps the name of the server group": ngx_http_upstream_module, $upstream_addr.
  const isGroup = last?.upstream != null && !last.upstream.includes(":");
  if (isGroup && status === 502 && last.connect === null) return "upstream-none-healthy";
  // nginx gives 504 for its own timer; an upstream's own 504 has a header, and its time is then logged.
  const hasHeadTime = line.from(field.upstreamHead) >= 0;
  if (status === 504 && last?.status === 504 && hasHeadTime && last.firstByte === null)
    return "upstream-timed-out";
  return null;
}
