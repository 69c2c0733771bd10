import type { Draw } from "../draw.ts";
import type { Host } from "../world/index.ts";
import { vantages } from "./vantages.ts";

/** One hop of `path:` as a user writes it. Docs: "Configuration" of the contract. */
export type WrittenHop =
  | {
      readonly proxy: {
        readonly at?: string;
        readonly kind?: "nginx" | "haproxy" | "envoy" | "traefik" | "caddy";
        readonly url?: string;
        readonly config?: string;
        readonly errorLog?: string;
        readonly accessLog?: string;
      };
    }
  | {
      readonly app: {
        readonly at?: string;
        readonly url?: string;
        readonly log?: string;
        /** Where it publishes its metrics. */
        readonly metrics?: string;
      };
    }
  | { readonly database: { readonly at?: string; readonly url?: string; readonly passwordFile?: string } };

/** What a configuration says besides its vantages. */
export interface Written {
  /** What the request passes, the client's side first. */
  readonly path?: readonly WrittenHop[];
  /** What the user saw. */
  readonly symptom?: string;
  /** `10s` */
  readonly deadline?: string;
}

/** The text of a `faultline.yaml` with these hosts as vantages and this path. JSON is YAML (YAML 1.2, section 1.3). */
export const configuration = (draw: Draw, hosts: readonly Host[], written: Written = {}): string =>
  [
    ...(written.symptom === undefined ? [] : [`symptom: ${JSON.stringify(written.symptom)}`]),
    ...(written.deadline === undefined ? [] : [`deadline: ${written.deadline}`]),
    vantages(draw, hosts).trimEnd(),
    ...(written.path === undefined
      ? []
      : ["path:", ...written.path.map((hop) => `  - ${JSON.stringify(hop)}`)]),
    "",
  ].join("\n");
