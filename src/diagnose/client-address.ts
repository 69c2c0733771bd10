import type { Evidence } from "../evidence/index.ts";
import { ofKind } from "./read/reader.ts";
import { covers } from "./read/tcp/route-choice.ts";

/** Where the request comes from, as the client's own kernel says it: what translates on the way does not show here. */
export interface ClientAddress {
  /** Numeric; `null` where no connection was made. */
  readonly clientAddress: string | null;
  /** CIDR of the client's own network that holds it; `null` where its routes do not tell one. */
  readonly clientNetwork: string | null;
}

/** The address that the request's last connection was made from, and the network around it. */
export function clientAddressOf(evidence: readonly Evidence[], client: string): ClientAddress {
  const connects = ofKind(evidence, "tcp-connect").filter(
    ({ vantage, purpose }) => vantage === client && purpose === "reference",
  );
  const decision = ofKind(evidence, "route-decision").findLast(
    ({ vantage, value }) => vantage === client && value.way === "forward",
  );
  const connected = connects.findLast(({ value }) => value.localAddress !== null)?.value.localAddress;
  const clientAddress = connected ?? decision?.value.preferredSource ?? null;
  if (clientAddress === null) return { clientAddress, clientNetwork: null };
  const routes = ofKind(evidence, "local-routes").findLast(({ vantage }) => vantage === client)?.value.routes;
  const own = (routes ?? []).filter(
    ({ gateway, destination, type }) =>
      gateway === null &&
      type === "unicast" &&
      !destination.endsWith("/0") &&
      covers(destination, clientAddress),
  );
  const [narrowest] = own.toSorted((a, b) => lengthOf(b.destination) - lengthOf(a.destination));
  return { clientAddress, clientNetwork: narrowest?.destination ?? null };
}

/** The prefix length of a network in CIDR form. */
const lengthOf = (network: string): number => Number(network.split("/")[1]);
