import type { Ms } from "../base/index.ts";
import type { Step } from "./yaml-places.ts";

/** How a place is looked from, as the configuration says it. */
export type VantageSetting =
  | { readonly kind: "local" }
  | { readonly kind: "netns"; readonly netns: string }
  | { readonly kind: "pid"; readonly pid: number }
  | { readonly kind: "ssh"; readonly destination: string }
  | { readonly kind: "agent" | "pod"; readonly named: string };

/** One place to look from. */
export interface NamedVantage {
  readonly name: string;
  readonly setting: VantageSetting;
}

/** One hop of the path behind the client. Files are absolute, as its vantage has them. */
export type PathEntry =
  | {
      readonly kind: "proxy";
      /** The vantage where its files lie and from which what is behind it is asked; `null` where none is named. */
      readonly at: string | null;
      readonly software: "nginx" | "haproxy" | "envoy" | "traefik" | "caddy" | null;
      readonly url: string | null;
      readonly config: string | null;
      readonly errorLog: string | null;
      readonly accessLog: string | null;
    }
  | {
      readonly kind: "app";
      readonly at: string | null;
      readonly url: string | null;
      /** Where its metrics are, as http or https; `null` where none are named. May hold credentials. */
      readonly metrics: string | null;
      readonly log: string | null;
    }
  | {
      readonly kind: "database";
      /** The vantage that its URL is asked from. */
      readonly at: string | null;
      readonly url: string | null;
      readonly passwordFile: string | null;
    };

/** Packets that were captured at a place. */
export interface NamedCapture {
  readonly at: string;
  /** Absolute: it lies beside the configuration, wherever it was made. */
  readonly file: string;
  /** Where the configuration names it. */
  readonly key: readonly Step[];
}

/** The cluster that the request enters, and the Service that it is for. */
export interface ClusterNamed {
  /** Absolute; `null` for the user's own. */
  readonly kubeconfig: string | null;
  /** `null` for the current one. */
  readonly context: string | null;
  readonly namespace: string | null;
  readonly service: string | null;
}

/** `faultline.yaml`, read and found to be usable. */
export interface ConfigFile {
  /** As the user wrote it, or `faultline.yaml` where it was found. */
  readonly path: string;
  readonly target: string | null;
  readonly symptom: string | null;
  readonly deadline: Ms | null;
  readonly vantages: readonly NamedVantage[];
  /** What the request passes, the client's side first. */
  readonly hops: readonly PathEntry[];
  readonly captures: readonly NamedCapture[];
  /** `null` where none is named. */
  readonly cluster: ClusterNamed | null;
  /** Says what is wrong with a value, by its place. @throws FaultlineError `BAD_CONFIG`, always. */
  refuse(path: readonly Step[], what: string, wanted: string): never;
  /** The same of several values at once, one at least. @throws FaultlineError `BAD_CONFIG`, always. */
  refuseAll(complaints: readonly ValueRefused[]): never;
}

/** A value that cannot be used, by its place. */
export interface ValueRefused {
  readonly key: readonly Step[];
  readonly what: string;
  readonly wanted: string;
}
