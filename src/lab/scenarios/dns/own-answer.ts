import type { RecursorConfig } from "../../servers/index.ts";

/** The same resolver with an answer of its own for a name, and nothing else for it; none at all without an address. */
export function ownAnswer(
  config: RecursorConfig | undefined,
  name: string,
  answer: { readonly address: string | null; readonly ttl?: number },
): RecursorConfig {
  if (!config) throw new Error("There is no such resolver");
  const { address, ttl = 3600 } = answer;
  return {
    ...config,
    kind: "unbound",
    unbound: [
      ...(config.unbound ?? []),
      `local-zone: "${name}." ${address === null ? "always_nxdomain" : "redirect"}`,
      ...(address === null ? [] : [`local-data: "${name}. ${ttl} A ${address}"`]),
    ],
  };
}
