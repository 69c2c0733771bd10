import type { Ms } from "../../base/index.ts";
import type { SeenFlow } from "./endpoint.ts";

/** Ports that one client tries side by side, to go on with the one that answers: SMB itself, and SMB over NetBIOS. [MS-SMB2], section 2.1. */
const sideBySide: Readonly<Record<number, number>> = { 139: 445, 445: 139 };
/** The two are tried at once. */
const AT_ONCE: Ms = 1_000;

/** Connections without those that were tried beside another one that was made: these are not missed. */
export function withoutSpares(all: readonly SeenFlow[]): readonly SeenFlow[] {
  const made = new Map<string, Ms[]>();
  for (const one of all) {
    if (one.connect.outcome !== "connected" || sideBySide[one.flow.server.port] === undefined) continue;
    const key = keyOf(one, one.flow.server.port);
    made.set(key, [...(made.get(key) ?? []).slice(-MOST_TIMES), one.flow.first.at]);
  }
  return all.filter((one) => {
    const other = sideBySide[one.flow.server.port];
    if (other === undefined || one.connect.outcome === "connected") return true;
    const times = made.get(keyOf(one, other)) ?? [];
    return !times.some((at) => Math.abs(at - one.flow.first.at) <= AT_ONCE);
  });
}

/** Connections of one pair of hosts whose times are kept, the last ones. */
const MOST_TIMES = 100;

const keyOf = ({ flow }: SeenFlow, port: number): string =>
  `${flow.client.address} ${flow.server.address} ${port}`;
