import { join } from "node:path";
import type { Host } from "../world/index.ts";
import { type Configured, configured } from "./configured.ts";
import { startNamed } from "./named.ts";
import { startUnbound } from "./unbound.ts";

/** What a recursive resolver starts from. */
export interface RecursorConfig {
  readonly kind: "unbound" | "named";
  /** Root hints: a zone file's text. */
  readonly hints: string;
  /** Further lines within unbound's `server:`. */
  readonly unbound?: readonly string[];
  /** Further sections of unbound: `forward-zone:`. */
  readonly sections?: string;
  /** unbound's modules; default `iterator`, without validation. */
  readonly modules?: string;
  /** Further lines within named's `options { }`. */
  readonly named?: string;
  /** Further top-level statements of named. */
  readonly statements?: string;
  readonly validation?: "yes" | "no";
}

/** Starts a recursive resolver of either kind, which asks the lab's own root. A restart forgets what it has cached. */
export function startRecursor(host: Host, config: RecursorConfig): Promise<Configured<RecursorConfig>> {
  return configured(config, ({ kind, hints, unbound = [], sections = "", modules = "iterator", ...rest }) => {
    const file = host.file(join(kind, "hints.zone"), hints);
    return kind === "unbound"
      ? startUnbound(host, { server: [`root-hints: "${file}"`, ...unbound], sections, modules })
      : startNamed(host, {
          recursion: true,
          options: rest.named ?? "",
          statements: `zone "." { type hint; file "${file}"; };\n${rest.statements ?? ""}`,
          validation: rest.validation ?? "no",
        });
  });
}
