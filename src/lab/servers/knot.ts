import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";

/** What Knot DNS is to answer. */
export interface KnotConfig {
  /** Zone text by origin. */
  readonly zones: Readonly<Record<string, string>>;
  /** Signs its zones by itself. */
  readonly dnssec?: boolean;
}

/** Starts knotd, an authoritative server, in a host. */
export function startKnot(host: Host, config: KnotConfig): Promise<Configured<KnotConfig>> {
  return configured(config, ({ zones, dnssec = false }) => {
    const folder = join(host.folder, "knot");
    // Knot makes its key database, and not the folder that it lies in.
    host.file("knot/db/.made", "");
    const blocks = Object.entries(zones).map(([origin, text]) => {
      const file = origin === "." ? "root.zone" : `${origin}.zone`;
      host.file(join("knot", file), text);
      return `  - domain: ${origin === "." ? "" : origin}.\n    file: ${file}\n    dnssec-signing: ${dnssec ? "on" : "off"}`;
    });
    const path = host.file(
      join("knot", "knot.conf"),
      `server:
  rundir: "${folder}"
  listen: [ 0.0.0.0@53, ::@53 ]
database:
  storage: "${folder}/db"
template:
  - id: default
    storage: "${folder}"
log:
  - target: stderr
    any: info
zone:
${blocks.join("\n")}
`,
    );
    return host.start({
      argv: ["knotd", "-c", path],
      ready: { says: dnssec ? "successfully signed" : "zone file parsed, serial" },
    });
  });
}
