import type { Entry } from "./entry.ts";
import { type Json, type JsonObject, type Making, placed } from "./made.ts";
import { longNames } from "./placeholders.ts";

/** Options that stand in the JSON as they are written. */
const same: ReadonlySet<string> = new Set([
  ...["dial_timeout", "response_header_timeout", "read_timeout", "write_timeout", "max_conns_per_host"],
  "proxy_protocol",
]);
/** Options that change neither where a request goes nor how long that may take. */
const silent: ReadonlySet<string> = new Set([
  ...["read_buffer", "write_buffer", "max_response_header", "dial_fallback_delay", "expect_continue_timeout"],
  ...[
    "resolvers",
    "tls_client_auth",
    "tls_trusted_ca_certs",
    "tls_trust_pool",
    "tls_renegotiation",
    "tls_curves",
  ],
  ...[
    "keepalive_interval",
    "keepalive_idle_conns",
    "keepalive_idle_conns_per_host",
    "compression",
    "local_address",
  ],
  ...["root", "split", "env", "resolve_root_symlink", "capture_stderr"],
]);

/** How a `reverse_proxy` speaks with its upstreams: `transport http { … }`; `null` where an option of it is not known. */
export function transportOf({ words, block, where }: Entry, making: Making): JsonObject | null {
  const [, protocol = ""] = words;
  const made: Record<string, Json> = { protocol };
  const tls: Record<string, Json> = {};
  let isTls = false;
  if (protocol !== "http" && protocol !== "fastcgi") return null;
  for (const line of block ?? []) {
    const [name = "", ...args] = line.words.map(longNames);
    const [first = ""] = args;
    if (name.startsWith("tls")) isTls = true;
    if (same.has(name)) made[name] = first;
    else if (name === "keepalive")
      made["keep_alive"] = first === "off" ? { enabled: false } : { idle_timeout: first };
    else if (name === "versions") made[name] = args;
    else if (name === "tls_insecure_skip_verify") tls["insecure_skip_verify"] = true;
    else if (name === "tls_server_name") tls["server_name"] = first;
    else if (name === "tls_timeout") tls["handshake_timeout"] = first;
    else if (name !== "tls" && !silent.has(name)) return null;
  }
  return placed(isTls ? { ...made, tls } : made, where, making);
}
