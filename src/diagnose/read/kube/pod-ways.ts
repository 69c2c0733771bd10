import type { Evidence, PodRoute } from "../../../evidence/index.ts";
import { ofKind } from "../reader.ts";
import { chooseRoute, covers } from "../tcp/route-choice.ts";
import type { NetworkKnown, NodeRecord } from "./network-known.ts";

/** How a node leads to the Pods of another that the request, or its answers, go to. */
export interface PodWay {
  readonly node: string;
  readonly podNode: string;
  /** An address of a Pod there. */
  readonly address: string;
  readonly range: string;
  /** It carries the answers, and not the request. */
  readonly isBack: boolean;
  /** `default`: by the default route alone, or by none that its main table shows. */
  readonly outcome: "missing" | "refused" | "routed" | "default";
  readonly via: string | null;
  readonly device: string | null;
}

/** The last routes that were read at a vantage, where none was left out. */
export const tableAt = (
  vantage: string,
  evidence: readonly Evidence[],
): Evidence<"local-routes"> | undefined =>
  ofKind(evidence, "local-routes").findLast((one) => one.vantage === vantage && one.value.listsEveryRoute);

/** The ways of a node that the request needs. What is known of them neither by the node's own look nor by its table is left out. */
export function waysTo(node: string, record: NodeRecord, known: NetworkKnown): readonly PodWay[] {
  const { entry, endpoints, start, request } = known;
  const there = entry.has(node)
    ? endpoints.flatMap(({ address, node: podNode }) =>
        podNode === null || podNode === node ? [] : [{ address, podNode, isBack: false }],
      )
    : [];
  const answersHere = endpoints.some((endpoint) => endpoint.node === node);
  const back =
    start.isPod && start.node !== null && start.node !== node && request.clientAddress !== null && answersHere
      ? [{ address: request.clientAddress, podNode: start.node, isBack: true }]
      : [];
  return [...there, ...back].flatMap((one) => {
    const told = record.value.routes.find((route) => route.node !== node && covers(route.range, one.address));
    const way =
      told === undefined ? byTable(one.address, record, known) : asTold(told, one.address, record, known);
    return way === null ? [] : [{ node, ...one, ...way }];
  });
}

type Led = Pick<PodWay, "outcome" | "via" | "device" | "range">;

function asTold(
  { outcome, via, device, range }: PodRoute,
  address: string,
  record: NodeRecord,
  known: NetworkKnown,
): Led | null {
  if (outcome !== "elsewhere") return { outcome, via, device, range };
  // By another node, or by the default route: its table tells which.
  const led = byTable(address, record, known);
  return led === null ? null : { ...led, range };
}

/** What the main table says where the node was not asked for this very address: that the default route alone takes it. */
function byTable(address: string, record: NodeRecord, { evidence }: NetworkKnown): Led | null {
  const table = tableAt(record.vantage, evidence);
  if (table === undefined) return null;
  const route = chooseRoute(table.value.routes, address);
  if (route !== null && (route.type !== "unicast" || !route.destination.endsWith("/0"))) return null;
  const range = `${address}/${address.includes(":") ? 128 : 32}`;
  return { outcome: "default", via: route?.gateway ?? null, device: route?.device ?? null, range };
}
