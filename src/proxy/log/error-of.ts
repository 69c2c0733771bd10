import type { LoggedError, LoggedReason } from "../../evidence/index.ts";
import type { LogSoftware } from "./choose-format.ts";
import { type ErrorRow, goRows, haproxyRows, nginxRows, otherRows } from "./error-rows.ts";
import { clientOf, exchangeOf, hostOnly, upstreamName } from "./exchange-of.ts";
import { field, type LineFields } from "./line-fields.ts";

/** What one line of an error log states, before it is known whose request it was. */
export interface ErrorStated
  extends Pick<
    LoggedError,
    "level" | "reason" | "phase" | "upstream" | "client" | "host" | "path" | "requestId"
  > {
  readonly method: string | null;
  readonly status: number | null;
  readonly took: number | null;
  /** The status by which the proxy itself answered, as it could not forward the request. */
  readonly answered: number | null;
}

const rowsOf: Readonly<Record<LogSoftware, readonly ErrorRow[]>> = {
  nginx: nginxRows,
  haproxy: haproxyRows,
  envoy: [],
  caddy: goRows,
  traefik: goRows,
  // An application's words about bodies, clients and certificates may be about anything; an address says what was asked.
  application: [...goRows.filter(({ pattern }) => pattern.source.includes("(\\S{1,")), ...otherRows],
};

/**
 * Reads one line, and what was joined to it.
 *
 * @param line The parts of its first line, by the form for JSON or for plain text.
 */
export function errorOf(text: string, line: LineFields, software: LogSoftware): ErrorStated {
  const found = rowsOf[software]
    .map((row) => ({ row, match: row.pattern.exec(text) }))
    .find(({ match }) => match !== null);
  const named = found?.match?.[1];
  // haproxy names a server `backend/server`, which is no URL's path.
  const upstream = software === "haproxy" ? (named ?? null) : upstreamName(named);
  const reason = found?.row.reason ?? null;
  if (software === "nginx") return nginxError(text, reason, found?.row.phase ?? null);
  const exchange = exchangeOf(line, software);
  const answered = software === "traefik" ? answeredWith(text) : null;
  return {
    level: levelOf(line.text(field.level, 40)),
    reason,
    phase: found?.row.phase ?? null,
    upstream: upstream ?? exchange.tries.at(-1)?.upstream ?? null,
    client: exchange.client,
    host: exchange.host,
    path: exchange.path,
    requestId: exchange.requestId,
    method: exchange.method,
    status: exchange.status ?? answered,
    took: exchange.took,
    answered,
  };
}

/**
 * The status of an answer that Traefik made because it could not forward a request: the line's message is that and its name, and no
 * field says which request it was. Traefik, pkg/proxy/httputil/proxy.go, ErrorHandlerWithContext().
 */
function answeredWith(text: string): number | null {
  const [, status] =
    /(?:"message":"|msg="'|^\S{1,40} [A-Z]{3} (?:\S{1,200} > )?)(\d{3}) [A-Z][A-Za-z ]/.exec(text) ?? [];
  return status === undefined ? null : Number(status);
}

/**
 * `2026/06/06 10:24:33 [error] 7#7: *5 MESSAGE while PHASE, client: C, server: S, request: "R", upstream: "U", host: "H"`.
 * nginx, src/http/ngx_http_request.c, ngx_http_log_error_handler().
 */
function nginxError(text: string, reason: LoggedReason | null, phase: LoggedError["phase"]): ErrorStated {
  const part = (pattern: RegExp): string | null => pattern.exec(text)?.[1] ?? null;
  const request = part(/, request: "([^"]{1,4000})"/);
  const [method = null, target = null] = request?.split(" ") ?? [];
  const path =
    target === null
      ? null
      : (target.replace(/^[a-z]{3,8}:\/\/[^/?#]{1,255}/i, "").split(/[?#]/, 1)[0] ?? null);
  return {
    level: part(/ \[([a-z]{1,10})\] /),
    reason,
    phase: phase ?? phaseOf(text),
    upstream: upstreamName(part(/, upstream: "([^"]{1,2000})"/) ?? undefined),
    client: clientOf(part(/[,:] client: ([^\s,]{1,100})/)),
    host: hostOnly(part(/, host: "([^"]{1,300})"/)),
    path: path === null || path === "" ? null : path.slice(0, 500),
    requestId: null,
    method,
    status: null,
    took: null,
    answered: null,
  };
}

const phases: readonly (readonly [RegExp, LoggedError["phase"]])[] = [
  [/ while connecting to upstream/, "connect"],
  [/ while SSL handshaking to upstream/, "tls"],
  [/ while sending request to upstream/, "send"],
  [/ while reading response header from upstream/, "head"],
  [/ while (?:reading upstream|sending to client|proxying (?:upgraded )?connection)/, "body"],
];

const phaseOf = (text: string): LoggedError["phase"] =>
  phases.find(([pattern]) => pattern.test(text))?.[1] ?? null;

/** pino and bunyan write numbers. */
function levelOf(text: string | null): string | null {
  if (text === null) return null;
  const numbered: Readonly<Record<string, string>> = {
    "10": "trace",
    "20": "debug",
    "30": "info",
    "40": "warn",
    "50": "error",
    "60": "fatal",
  };
  return numbered[text] ?? text.toLowerCase();
}

/** Whether a line about a request is more than a word that it was answered: an error by its status, else by its level. */
export const tellsOfError = ({ level, status }: Pick<ErrorStated, "level" | "status">): boolean =>
  (status ?? 0) >= 500 || (isSerious(level) && (level !== null || status === null));

/** Whether a level says that something is wrong; a line without one may. */
export const isSerious = (level: string | null): boolean =>
  !/^(?:trace|debug|info|notice|dbg|inf)$/.test(level ?? "");
