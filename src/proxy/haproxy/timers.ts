import type { Ms } from "../../base/index.ts";
import type { ProxyTimer, TimerRole } from "../../evidence/index.ts";
import { type HaproxyProxy, lastLine } from "./proxy.ts";
import type { Line, Sections } from "./sections.ts";

const milliseconds: Readonly<Record<string, number>> = {
  us: 0.001,
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** A time as haproxy writes it; a bare number is milliseconds. `null` where it is none. Its manual, section 2.5. */
export function timeOf(word: string): Ms | null {
  const [, number, unit = "ms"] = /^(\d+)(us|ms|s|m|h|d)?$/.exec(word) ?? [];
  return number === undefined ? null : Number(number) * (milliseconds[unit] ?? 1);
}

/** A timeout, or the one that stands in for it. Absent, or 0, it never fires. */
function timer(role: TimerRole, lines: readonly Line[], ...names: readonly string[]): ProxyTimer {
  const [first = ""] = names;
  for (const name of names) {
    const found = lastLine(lines, "timeout", name);
    const value = timeOf(found?.words[2] ?? "");
    if (found !== null)
      return { role, name: `timeout ${name}`, value: value === 0 ? null : value, where: found.where };
  }
  return { role, name: `timeout ${first}`, value: null, where: "default" };
}

/** The timers of a frontend. haproxy's configuration manual, "timeout http-request", "timeout http-keep-alive". */
export function clientTimers(
  { lines, isHttp }: HaproxyProxy,
  global: readonly Line[],
): readonly ProxyTimer[] {
  const stop = lastLine(global, "hard-stop-after");
  const shutdown: ProxyTimer = {
    ...{ role: "shutdown", name: "hard-stop-after" },
    ...{ value: timeOf(stop?.words[1] ?? ""), where: stop?.where ?? "default" },
  };
  if (!isHttp) return [timer("tunnel", lines, "tunnel", "client"), shutdown];
  return [
    timer("client-head", lines, "http-request", "client"),
    timer("client-body", lines, "client"),
    timer("client-send", lines, "client"),
    timer("client-idle", lines, "http-keep-alive", "http-request", "client"),
    shutdown,
  ];
}

/** How long a kept connection to a server waits for its turn to be purged: haproxy's manual, "pool-purge-delay". */
const PURGE_DELAY: Ms = 5_000;
/** How long an address is held: haproxy's manual, "hold valid". */
const HOLD_VALID: Ms = 10_000;

/** The timers of a backend. */
export function backendTimers(
  { lines, isHttp }: HaproxyProxy,
  {
    upstream,
    resolvers,
    purge,
  }: {
    readonly upstream: {
      readonly tls: unknown;
      readonly keepsConnections: boolean;
      readonly resolves: string;
      readonly servers: readonly { readonly where: string }[];
    };
    readonly resolvers: string | null;
    readonly purge: string | null;
  },
  { all }: Sections,
): readonly ProxyTimer[] {
  const where = purge === null ? "default" : (upstream.servers[0]?.where ?? "default");
  const answer: ProxyTimer[] = isHttp
    ? [
        timer("upstream-send", lines, "server"),
        timer("upstream-response", lines, "server"),
        timer("tunnel", lines, "tunnel", "server"),
      ]
    : [timer("tunnel", lines, "tunnel", "server")];
  return [
    timer("upstream-connect", lines, "connect"),
    ...(upstream.tls === null ? [] : [timer("upstream-tls", lines, "connect")]),
    timer("queue", lines, "queue", "connect"),
    ...answer,
    ...(upstream.keepsConnections
      ? [
          {
            role: "upstream-idle",
            name: "pool-purge-delay",
            value: timeOf(purge ?? "") ?? PURGE_DELAY,
            where,
          } as const,
        ]
      : []),
    ...resolverTimer(upstream.resolves, resolvers, all),
  ];
}

function resolverTimer(resolves: string, name: string | null, all: Sections["all"]): readonly ProxyTimer[] {
  if (resolves === "not-needed") return [];
  if (name === null || resolves === "at-start")
    return [{ role: "resolver-valid", name: "resolved at start", value: null, where: "default" }];
  const section = all.find((each) => each.kind === "resolvers" && each.name === name);
  const hold = lastLine(section?.lines ?? [], "hold", "valid");
  return [
    {
      ...{ role: "resolver-valid", name: "hold valid" },
      ...{ value: timeOf(hold?.words[2] ?? "") ?? HOLD_VALID, where: hold?.where ?? "default" },
    },
  ];
}
