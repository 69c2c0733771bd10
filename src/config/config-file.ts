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

/** Something that the configuration names and that this version makes no use of. */
export interface UnusedPart {
  /** `path.0.proxy` */
  readonly key: string;
  /** What would be looked at: `the nginx proxy at edge`. */
  readonly what: string;
  readonly boundary: "proxy" | "app" | "database" | "service" | "tcp";
}

/** `faultline.yaml`, read and found to be usable. */
export interface ConfigFile {
  /** As the user wrote it, or `faultline.yaml` where it was found. */
  readonly path: string;
  readonly target: string | null;
  readonly symptom: string | null;
  readonly deadline: Ms | null;
  readonly vantages: readonly NamedVantage[];
  readonly unused: readonly UnusedPart[];
  /** Says what is wrong with a value, by its place. @throws FaultlineError `BAD_CONFIG`, always. */
  refuse(path: readonly Step[], what: string, wanted: string): never;
}
