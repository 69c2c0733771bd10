import { isLoopback } from "../../../base/index.ts";
import type { Evidence, LocalRoutes } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import type { Step } from "./walk.ts";

/**
 * The address over which a host could send the answers: that of the host from which it has the requests, in a network that both
 * are in. `null` where that host was not looked from, or no such address is known.
 *
 * @param there The hosts that the requests pass, in order.
 */
export function backGatewayOf(
  evidence: readonly Evidence[],
  there: readonly Step[],
  vantage: string,
): string | null {
  const index = there.findIndex((step) => step.vantage === vantage);
  const before = there[index - 1]?.vantage;
  if (before === undefined) return null;
  const [own, other] = [vantage, before].map(
    (at) => ofKind(evidence, "local-routes").findLast((record) => record.vantage === at)?.value,
  );
  if (own === undefined || other === undefined) return null;
  const networks = own.routes.filter(
    ({ gateway, destination, type }) => gateway === null && type === "unicast" && !destination.endsWith("/0"),
  );
  const found = addressesOf(other).find((address) =>
    networks.some(({ destination }) => covers(destination, address)),
  );
  return found ?? null;
}

/** Addresses that others on a link can send to. Link-local ones are the same network on every link. */
const addressesOf = ({ interfaces }: LocalRoutes): readonly string[] =>
  interfaces
    .flatMap(({ addresses }) => addresses)
    .map((address) => address.split("/")[0] ?? address)
    .filter((address) => !isLoopback(address) && !/^fe[89ab]/i.test(address));
