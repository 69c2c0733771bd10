import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { startKnot } from "./knot.ts";
import { startNamed } from "./named.ts";

/** What an authoritative server is to answer. */
export interface AuthorityConfig {
  readonly kind: "knot" | "named";
  /** Zone text by origin. */
  readonly zones: Readonly<Record<string, string>>;
}

/** Starts an authoritative server of either kind in a host. */
export function startAuthority(host: Host, config: AuthorityConfig): Promise<Configured<AuthorityConfig>> {
  return configured(config, ({ kind, zones }) =>
    kind === "knot" ? startKnot(host, { zones }) : startNamed(host, { zones }),
  );
}
