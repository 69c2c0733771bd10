import type { Entry } from "./entry.ts";
import type { Json, JsonObject, Making } from "./made.ts";
import { privateRanges } from "./matcher.ts";
import { Refused } from "./refused.ts";
import { octetsOf } from "./size.ts";

/** Global options that change nothing here. */
const silent: ReadonlySet<string> = new Set([
  ...["admin", "http_port", "https_port", "default_bind", "auto_https", "servers", "log", "order", "debug"],
  ...[
    "email",
    "acme_ca",
    "acme_ca_root",
    "acme_eab",
    "acme_dns",
    "key_type",
    "local_certs",
    "storage",
    "pki",
  ],
  ...[
    "grace_period",
    "shutdown_delay",
    "skip_install_trust",
    "default_sni",
    "ocsp_stapling",
    "on_demand_tls",
  ],
  ...[
    "cert_issuer",
    "preferred_chains",
    "renew_interval",
    "storage_clean_interval",
    "persist_config",
    "metrics",
  ],
  ...["fallback_sni", "cert_lifetime", "storage_check", "ocsp_interval", "filesystem"],
]);

/** What the global options of a Caddyfile say. */
export interface GlobalOptions {
  readonly ports: { readonly http: number; readonly https: number };
  readonly bind: readonly string[];
  /** `off`, `disable_redirects` and others; `null` where nothing is said. */
  readonly automatic: string | null;
  readonly admin: JsonObject | null;
  readonly all: readonly Entry[];
  /** What `servers` says for a server of these addresses. */
  ofServer(listen: readonly string[]): JsonObject;
}

/** @throws Refused where a port is none. */
export function optionsOf(lines: readonly Entry[], making: Making): GlobalOptions {
  const last = (name: string) => lines.findLast(({ words }) => words[0] === name);
  const port = (name: string, usual: number): number => {
    const line = last(name);
    const written = line?.words[1];
    if (line === undefined || written === undefined) return usual;
    if (!/^\d{1,5}$/.test(written)) throw new Refused(line.where, `${name} is no port`);
    return Number(written);
  };
  for (const { words, where } of lines)
    if (!silent.has(words[0] ?? "")) making.note(where, `the option ${words[0]} is not known`);
  const admin = last("admin")?.words[1];
  return {
    ports: { http: port("http_port", 80), https: port("https_port", 443) },
    bind: last("default_bind")?.words.slice(1) ?? [],
    automatic: last("auto_https")?.words[1] ?? null,
    admin: admin === undefined ? null : admin === "off" ? { disabled: true } : { listen: admin },
    all: lines,
    ofServer(listen) {
      const fitting = lines.filter(
        ({ words }) => words[0] === "servers" && (words[1] === undefined || listen.includes(words[1])),
      );
      const [own] = fitting.toSorted((a, b) => b.words.length - a.words.length);
      return own === undefined ? {} : serverOf(own.block ?? [], making);
    },
  };
}

const timeouts: Readonly<Record<string, string>> = {
  ...{
    read_body: "read_timeout",
    read_header: "read_header_timeout",
    write: "write_timeout",
    idle: "idle_timeout",
  },
};

function serverOf(lines: readonly Entry[], making: Making): JsonObject {
  const made: Record<string, Json> = {};
  for (const { words, block, where } of lines) {
    const [name = "", ...args] = words;
    if (name === "timeouts")
      for (const line of block ?? []) {
        const key = timeouts[line.words[0] ?? ""];
        if (key !== undefined) made[key] = line.words[1] ?? "";
      }
    else if (name === "max_header_size") made["max_header_bytes"] = octetsOf(args[0] ?? "") ?? 0;
    else if (name === "trusted_proxies") {
      if (args[0] !== "static") making.note(where, `trusted_proxies ${args[0] ?? ""} is not known`);
      const ranges = args.slice(1).flatMap((arg) => (arg === "private_ranges" ? privateRanges : arg));
      made[name] = { source: args[0] ?? "", ranges };
    } else if (name === "listener_wrappers")
      made[name] = (block ?? []).map((line) => ({
        wrapper: line.words[0] ?? "",
        fallback_policy:
          (line.block ?? []).find((each) => each.words[0] === "fallback_policy")?.words[1] ?? "",
      }));
  }
  return made;
}
