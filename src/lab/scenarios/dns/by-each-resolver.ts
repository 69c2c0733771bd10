import type { HandProof } from "../../scenario.ts";
import type { NamedSite } from "../../topology/index.ts";

/** Asks the site at the address that each resolver gives; what one of them does not know fails as well. */
export function byEachResolver({ net, port, url }: NamedSite): HandProof {
  const address = `$(dig +short @$resolver ${net.name} | tail -1)`;
  const ask = `curl -sS -o /dev/null --max-time 3 --resolve "${net.name}:${port}:${address}" ${url}`;
  return {
    argv: ["sh", "-c", `for resolver in ${net.resolverAddresses.join(" ")}; do ${ask} || echo fails; done`],
    faultShows: /fails/,
  };
}
