import type { Where } from "../evidence/index.ts";

/** One access log that a configuration names for a route. */
export interface AccessLogNamed {
  /** A path; `syslog:…` and the like as written. */
  readonly target: string;
  /** The format's name; `null` where the product has no names for them. */
  readonly format: string | null;
  /** The format's text; `null` for one that is built in. */
  readonly text: string | null;
  readonly where: Where;
}

/** Where a proxy writes down what it does, by its configuration. */
export interface NamedLogs {
  readonly access: readonly AccessLogNamed[];
  readonly errors: readonly {
    readonly target: string;
    readonly level: string | null;
    readonly where: Where;
  }[];
  /** All formats by name. */
  readonly formats: Readonly<Record<string, { readonly text: string; readonly escapes: string }>>;
}
