import type { LimitRole, ProxyLimit } from "../../evidence/index.ts";
import type { Bind } from "./bind.ts";
import { conditionOf } from "./condition.ts";
import type { Criterion } from "./criterion.ts";
import { type HaproxyProxy, lastLine } from "./proxy.ts";
import type { Line } from "./sections.ts";
import { timeOf } from "./timers.ts";

/** A buffer, and what of it is left free for fields that are added: haproxy's manual, "tune.bufsize", "tune.maxrewrite". */
const BUFFER_OCTETS = 16_384;
const REWRITE_OCTETS = 1_024;
/** How often a connection is tried: haproxy's manual, "retries". */
const RETRIES = 3;

const plain = (role: LimitRole, name: string, line: Line | null, at = 1): readonly ProxyLimit[] =>
  line === null ? [] : [{ role, name, value: Number(line.words[at]), burst: 0, where: line.where }];

/** Limits of the whole program, of the frontend, and of the backend. */
export function limitsOf(
  global: readonly Line[],
  {
    frontend,
    backend,
    bind,
  }: { frontend: HaproxyProxy | null; backend: HaproxyProxy | null; bind: Bind | null },
  proxies: readonly HaproxyProxy[],
): readonly ProxyLimit[] {
  const buffer = lastLine(global, "tune.bufsize");
  const rewrite = lastLine(global, "tune.maxrewrite");
  const room = Number(buffer?.words[1] ?? BUFFER_OCTETS) - Number(rewrite?.words[1] ?? REWRITE_OCTETS);
  const where = buffer?.where ?? rewrite?.where ?? "default";
  const lines = frontend?.lines ?? [];
  const retries = lastLine(backend?.lines ?? [], "retries");
  const isHttp = frontend?.isHttp === true;
  const head = (role: LimitRole): ProxyLimit => ({
    role,
    name: "tune.bufsize",
    value: room,
    burst: 0,
    where,
  });
  return [
    ...plain("connections", "global maxconn", lastLine(global, "maxconn")),
    ...plain("request-rate", "global maxconnrate", lastLine(global, "maxconnrate")),
    ...plain("request-rate", "global maxsessrate", lastLine(global, "maxsessrate")),
    ...plain("connections", "maxconn", lastLine(lines, "maxconn")),
    ...plain("request-rate", "rate-limit sessions", lastLine(lines, "rate-limit", "sessions"), 2),
    ...(bind?.maxConnections == null
      ? []
      : [
          {
            role: "connections",
            name: "bind maxconn",
            value: bind.maxConnections,
            burst: 0,
            where: bind.where,
          } as const,
        ]),
    ...(isHttp ? [head("request-head"), head("response-head")] : []),
    ...(backend === null
      ? []
      : [
          {
            role: "retries",
            name: "retries",
            value: Number(retries?.words[1] ?? RETRIES),
            burst: 0,
            where: retries?.where ?? "default",
          } as const,
        ]),
    ...[frontend, backend === frontend ? null : backend].flatMap((proxy) =>
      proxy === null ? [] : ruleLimits(proxy, proxies),
    ),
  ];
}

/** Rules that refuse above a number: rates and connections by a stick-table, sizes of bodies. */
function ruleLimits(proxy: HaproxyProxy, proxies: readonly HaproxyProxy[]): readonly ProxyLimit[] {
  return proxy.lines
    .filter(
      ({ words }) =>
        /^(?:http|tcp)-request$/.test(words[0] ?? "") && words.some((word) => refuses.test(word)),
    )
    .flatMap(({ words, where }) => {
      const terms = conditionOf(words, proxy.lines)?.alternatives.flat() ?? [];
      return terms
        .filter(({ isNegated }) => !isNegated)
        .flatMap(({ criteria }) => criteria.flatMap((criterion) => limitOf(criterion, proxies, where)));
    });
}

const refuses = /^(?:deny|reject|tarpit|return|silent-drop)$/;

function limitOf(
  { expression, operator, patterns }: Criterion,
  proxies: readonly HaproxyProxy[],
  where: string,
): readonly ProxyLimit[] {
  const number = Number(patterns[0]);
  if (!Number.isFinite(number) || (operator !== "gt" && operator !== "ge")) return [];
  const value = operator === "gt" ? number : number - 1;
  if (
    /^(?:req\.body_size|req\.body_len|(?:req\.)?hdr_val\(content-length\)|req\.hdr\(content-length\))/i.test(
      expression,
    )
  )
    return [{ role: "request-body", name: expression, value, burst: 0, where }];
  const [, counter] =
    /^(?:sc\d?_|src_)(http_req_rate|conn_rate|conn_cur|sess_rate|http_err_rate)/.exec(expression) ?? [];
  if (counter === undefined) return [];
  if (counter === "conn_cur")
    return [{ role: "client-connections", name: expression, value, burst: 0, where }];
  const period = periodOf(counter, proxies);
  return [
    {
      role: "request-rate",
      name: expression,
      value: period === null ? null : value / (period / 1_000),
      burst: 0,
      where,
    },
  ];
}

/** The time that a counter looks back over: `store http_req_rate(10s)`. */
function periodOf(counter: string, proxies: readonly HaproxyProxy[]): number | null {
  for (const line of proxies.flatMap(({ lines }) => lines)) {
    const stored =
      line.words[0] === "stick-table" ? line.words.flatMap((word) => word.split(/,(?![^(]*\))/)) : [];
    const found = stored.find((word) => word.startsWith(`${counter}(`));
    if (found !== undefined) return timeOf(found.slice(counter.length + 1, -1));
  }
  return null;
}
