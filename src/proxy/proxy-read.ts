import type { EpochMs } from "../base/index.ts";
import type { Evidence, ProxyConfiguration } from "../evidence/index.ts";
import type { AdminAt } from "./ask-http.ts";
import type { NamedLogs } from "./logs.ts";
import type { ProxyRequest } from "./request.ts";

/** Which configuration is read, and for which request. */
export interface ConfigurationAsked {
  /** Absolute path at the vantage, of the file that the program is started with. */
  readonly file: string;
  readonly request: ProxyRequest;
}

/** What was read of a proxy. */
export interface ProxyRead {
  readonly record: Evidence<"proxy-configuration">;
  readonly logs: NamedLogs;
  /** Asks the proxy itself what it thinks of its upstreams, and records it; a gap where it has no way to tell, or does not let us. */
  readState(): Promise<void>;
}

/** A configuration of a product that has an admin interface, and where it comes from. */
export interface Loaded<Config> {
  readonly config: Config;
  readonly from: "files" | "admin";
  readonly files: readonly string[];
  readonly problems: ProxyConfiguration["problems"];
  readonly admin: AdminAt | null;
  readonly version: string | null;
  readonly startedAt: EpochMs | null;
}
