import type { EpochMs, Ms } from "../../base/index.ts";
import type { RawOptions } from "../../config/index.ts";
import type { Evidence, Gap, ProxyUpstream, RequestAsked, UpstreamLook } from "../../evidence/index.ts";

/** What a process of this program is asked for that looks at one hop from where that hop begins. One line of JSON on its input. */
export interface HopTask {
  /** Counted from 1; the client's own request is not asked for this way. */
  readonly hop: number;
  readonly target: string;
  /** The vantage that it starts at. */
  readonly from: string;
  /** The configuration, for the other vantages; `null` for none. */
  readonly config: string | null;
  /** A process in the namespaces of the host that the configuration calls local. */
  readonly home: number;
  readonly options: RawOptions;
  /** How long an answer is waited for. */
  readonly patience: Ms;
  /** The file with a database's password, at that vantage; `null` for none. */
  readonly passwordFile: string | null;
  /** What the client's own request bears and this one goes without. */
  readonly withheld: NonNullable<RequestAsked["withheld"]>;
}

/** One server of an upstream, as a proxy's configuration has it. */
export interface UpstreamAsked {
  readonly upstream: string;
  readonly host: string;
  readonly port: number;
  readonly isBackup: boolean;
  readonly tls: Pick<NonNullable<ProxyUpstream["tls"]>, "serverName" | "verifies" | "trustFile"> | null;
  readonly sendsProxyHeader: boolean;
}

/** What it is asked for that looks at a proxy's upstreams from where the proxy stands. */
export interface UpstreamTask {
  readonly from: string;
  readonly upstreams: readonly UpstreamAsked[];
  /** The request as the proxy would send it; `null` where connections alone are looked at. */
  readonly request: {
    readonly method: string;
    readonly path: string;
    /** `Host`; `null` for the upstream's own. */
    readonly hostField: string | null;
    /** Fields of the caller's that go with it. */
    readonly headers: readonly (readonly [name: string, value: string])[];
    readonly bodyOctets: number;
  } | null;
  readonly patience: Ms;
  /** How long an idle connection is watched; `null` where it is not. */
  readonly watchIdle: Ms | null;
}

/** One task, of one of these kinds. */
export type LookTask =
  | { readonly look: "hop"; readonly task: HopTask }
  | { readonly look: "upstreams"; readonly task: UpstreamTask };

/** One server that was looked at, and when. */
export interface ServerLooked {
  readonly upstream: UpstreamLook;
  readonly observedAt: EpochMs;
  readonly took: Ms;
}

/** What it answers: a line of JSON for each record as it comes, for each gap, and for its end. */
export type HopLine =
  | { readonly record: Evidence }
  | ServerLooked
  | { readonly gap: Gap }
  | { readonly ended: "whole" }
  | { readonly ended: "refused"; readonly why: string };
