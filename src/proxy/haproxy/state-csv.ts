import type { ProxyState, ServerState } from "../../evidence/index.ts";

/** Lines of statistics at most. */
const MOST_LINES = 100_000;

/** One row of a CSV whose fields may stand in quotes. */
function fieldsOf(line: string): readonly string[] {
  const fields: string[] = [];
  for (const [, quoted, plain] of line.matchAll(/(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)) {
    fields.push(quoted?.replaceAll('""', '"') ?? plain ?? "");
    if (fields.length > 500) break;
  }
  return fields;
}

/** The servers of `show stat`, and no row that is none. haproxy's management guide, section 9.1. */
export function parseStatistics(text: string): readonly ServerState[] {
  const lines = text.split("\n", MOST_LINES);
  const start = lines.findIndex((line) => line.startsWith("# pxname,"));
  const names = fieldsOf((lines[start] ?? "").replace(/^# /, ""));
  if (start === -1) return [];
  const found: ServerState[] = [];
  for (const line of lines.slice(start + 1)) {
    if (line.trim() === "") break;
    const values = fieldsOf(line);
    const row = new Map(names.map((name, index) => [name, values[index] ?? ""]));
    // Rows of a frontend are of type 0, of a backend 1, of a listener 3.
    if (row.get("type") === "2") found.push(serverOf(row));
  }
  return found;
}

function serverOf(row: ReadonlyMap<string, string>): ServerState {
  const text = (name: string) => row.get(name) ?? "";
  const number = (name: string) => (/^\d+$/.test(text(name)) ? Number(text(name)) : null);
  const [, address, port] = /^\[?([^\]]*?)\]?:(\d+)$/.exec(text("addr")) ?? [];
  const check = [text("check_status").replace(/^\* /, ""), text("last_chk")].filter((part) => part !== "");
  const since = number("lastchg");
  return {
    upstream: text("pxname"),
    name: text("svname"),
    address: address ?? null,
    port: port === undefined ? null : Number(port),
    state: stateOf(text("status")),
    check: check.length === 0 ? null : check.join(", ").slice(0, 200),
    since: since === null ? null : since * 1_000,
    connections: { now: number("scur") ?? 0, most: number("smax"), limit: number("slim") },
    queued: number("qcur"),
    requests: number("stot"),
    connectErrors: number("econ"),
    responseErrors: number("eresp"),
    retries: number("wretr"),
  };
}

/** `UP 1/3` is on its way down and still gets requests, `DOWN 1/2` on its way up and gets none. */
function stateOf(status: string): ServerState["state"] {
  // Without an address after its name was looked up in vain: nobody took it out by hand.
  if (status === "MAINT (resolution)") return "down";
  if (status.startsWith("MAINT")) return "maintenance";
  if (status.startsWith("DRAIN") || status.startsWith("NOLB")) return "draining";
  if (status.startsWith("DOWN")) return "down";
  return status === "no check" ? "unchecked" : "up";
}

/** What `show info` says of the program itself; `null` where it was not asked. */
export function parseInfo(text: string): Pick<ProxyState, "version" | "connections" | "uptime"> {
  const value = (name: string) => new RegExp(`^${name}: *(.*)$`, "m").exec(text)?.[1]?.trim() ?? null;
  const number = (name: string) => {
    const told = value(name);
    return told === null || !/^\d+$/.test(told) ? null : Number(told);
  };
  const now = number("CurrConns");
  const uptime = number("Uptime_sec");
  return {
    version: value("Version"),
    connections: now === null ? null : { now, limit: number("Maxconn") },
    uptime: uptime === null ? null : uptime * 1_000,
  };
}
