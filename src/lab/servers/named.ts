import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What BIND is to answer. */
export interface NamedConfig {
  /** Zone text by origin: `{ "shop.lab": "@ IN SOA …" }`. */
  readonly zones?: Readonly<Record<string, string>>;
  /** Further lines within `options { }`: `forwarders { 192.0.2.1; }; forward only;`. */
  readonly options?: string;
  /** Further top-level statements: other `zone` blocks, `key`, `acl`. */
  readonly statements?: string;
  /** Answers recursive questions; default false. */
  readonly recursion?: boolean;
  /** Answers DNSSEC-signed zones as they stand; default `no` validation. */
  readonly validation?: "yes" | "no" | "auto";
}

/** Starts named (BIND 9) in a host. */
export function startNamed(host: Host, config: NamedConfig): Promise<Configured<NamedConfig>> {
  return configured(
    config,
    ({ zones = {}, options = "", statements = "", recursion = false, validation = "no" }) => {
      const folder = join(host.folder, "named");
      const blocks = Object.entries(zones).map(([origin, text]) => {
        const file = host.file(join("named", `${origin === "." ? "root" : origin}.zone`), text);
        return `zone "${origin}" { type primary; file "${file}"; };`;
      });
      const path = host.file(
        join("named", "named.conf"),
        `options { directory "${folder}"; pid-file none; session-keyfile none; listen-on { any; }; listen-on-v6 { any; };
  managed-keys-directory "${folder}"; allow-query { any; }; recursion ${recursion ? "yes" : "no"};
  ${recursion ? "allow-recursion { any; };" : ""} dnssec-validation ${validation}; ${options} };
controls { };
${blocks.join("\n")}
${statements}
`,
      );
      return host.start({ argv: ["named", "-g", "-n", "1", "-c", path], ready: { says: " running" } });
    },
  );
}
