import { hostPort, isLoopback } from "../../../base/index.ts";
import type { DestinationSockets, Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";

type Owners = Evidence<"socket-owners">;

/** tcp_tw_reuse: a port in TIME_WAIT is given out again after a second, always or on loopback alone. ip-sysctl. */
const [REUSES_TIME_WAIT, REUSES_ON_LOOPBACK] = [1, 2];

/** Whether a new connection of the host that asks, or of the one that answers and asks another in turn, finds no local port. */
export const readLocalPorts: Reader = (evidence, { client, server, address }) => {
  const refused = ofKind(evidence, "tcp-connect").filter(
    ({ vantage, purpose, value }) =>
      vantage === client && purpose === "reference" && value.outcome === "no-local-port",
  );
  return [
    // EADDRNOTAVAIL is said as well where there is no address to send from.
    ...observe("local-port-lacking", true, { records: refused, at: client, strength: "suggests" }),
    ...(server === null || server === client ? [] : readServer(evidence, server, address)),
  ];
};

/** All ports towards one destination of the server's, taken before the first probe and after the last. */
function readServer(
  evidence: readonly Evidence[],
  server: string,
  address: string | null,
): readonly Observation[] {
  const ofServer = <T extends { readonly vantage: string }>(records: readonly T[]) =>
    records.filter(({ vantage }) => vantage === server);
  const owners = ofServer(ofKind(evidence, "socket-owners"));
  const before = owners.find(({ purpose }) => purpose === "freeze");
  const after = owners.findLast(({ purpose }) => purpose === "thaw");
  const table = ofServer(ofKind(evidence, "socket-table")).at(-1);
  const settings = ofServer(ofKind(evidence, "network-settings")).at(-1);
  if (before === undefined || after === undefined || table === undefined) return [];
  const [first, last] = table.value.localPortRange;
  const reuse = settings?.value.timeWaitReuse;
  const boundOf = (peer: DestinationSockets) => {
    const reuses = reuse === REUSES_TIME_WAIT || (reuse === REUSES_ON_LOOPBACK && isLoopback(peer.address));
    return peer.localPorts - (reuses ? peer.timeWaitPorts : 0);
  };
  const taken = ({ value }: Owners) =>
    value.peers.filter((peer) => peer.address !== address && boundOf(peer) >= last - first + 1);
  const full = taken(after).find((peer) =>
    taken(before).some(
      (one) =>
        one.address === peer.address && one.port === peer.port && one.localAddress === peer.localAddress,
    ),
  );
  if (full === undefined) return [];
  return observe("local-port-lacking", true, {
    records: [before, after, table],
    at: server,
    slots: { portsTo: hostPort(full.address, full.port), range: `${first}-${last}` },
  });
}
