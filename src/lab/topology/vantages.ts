import type { Draw } from "../draw.ts";
import type { Host } from "../world/index.ts";

/**
 * A configuration that lets the product look from these hosts besides the client. A vantage has its host's own name; their
 * order is drawn, so that it does not say which comes first on the way.
 */
export const vantages = (draw: Draw, hosts: readonly Host[]): string =>
  [
    "vantages:",
    "  client: { local: true }",
    ...draw.shuffle(hosts).map(({ name }) => `  ${name}: { netns: ${name} }`),
    "",
  ].join("\n");
