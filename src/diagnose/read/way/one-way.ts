import { familyOf } from "../../../base/index.ts";
import type { Evidence } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { covers } from "../tcp/route-choice.ts";
import { cameTo, otherPortTries, triesOf } from "../tcp/tries.ts";
import { riseAround } from "./readings.ts";
import { translationsOf, type Walk, walkBack, walkForward } from "./walk.ts";

/** Each SYN of the request, and each time that it is sent again, is answered once: a stranger's packets come by once or twice. */
const ENOUGH_INVALID = 3;

/** Whether the answers take another way than the requests, and what that does to hosts that keep the state of connections. */
export const readOneWay: Reader = (evidence, request) => {
  const there = walkForward(evidence, request);
  const back = walkBack(evidence, request);
  const invalid = readInvalid(evidence);
  if (there.end !== "arrived" || back.end !== "arrived") return invalid;
  const [forward, backward] = [there, back].map(hostsOf);
  const records = [...decisionsOf(there), ...decisionsOf(back)];
  const isSame = forward?.toSorted().join() === backward?.toSorted().join();
  const single = [
    ...(forward ?? []).filter((host) => !backward?.includes(host)),
    ...(backward ?? []).filter((host) => !forward?.includes(host)),
  ];
  const strength = [there, back].every((walk) => isSure(evidence, walk)) ? "states" : "suggests";
  const translating = single.filter((host) => translationsOf(evidence, host, "forward").length > 0);
  return [
    ...invalid,
    ...observe("answers-leave-another-way", !isSame, { records, strength }),
    ...single.flatMap((at) =>
      observe("sees-one-direction", true, { records, at, strength, slots: { router: at } }),
    ),
    ...translating.flatMap((at) =>
      observe("translation-not-undone", true, {
        records: [...records, ...ofKind(evidence, "firewall").filter(({ vantage }) => vantage === at)],
        at,
        slots: {
          router: at,
          behind: translationsOf(evidence, at, "forward")[0]?.newDestination?.address ?? "",
        },
      }),
    ),
  ];

  function hostsOf(walk: Walk): readonly string[] {
    const { client, server } = request;
    return walk.steps.map(({ vantage }) => vantage).filter((host) => host !== client && host !== server);
  }
};

const decisionsOf = ({ steps }: Walk): readonly Evidence[] => steps.flatMap(({ decision }) => decision ?? []);

/**
 * Whether each hop without a gateway surely ends at the host that has the address: where that host does not take the other for a
 * neighbour too, one between them may answer ARP for both. RFC 1027.
 */
const isSure = (evidence: readonly Evidence[], { steps }: Walk): boolean =>
  steps.every(({ vantage, decision }, index) => {
    const next = steps[index + 1];
    if (next === undefined || decision === null || decision.value.gateway !== null) return true;
    const [own, others] = [vantage, next.vantage].map((host) =>
      ofKind(evidence, "local-routes").findLast((one) => one.vantage === host),
    );
    const family = familyOf(decision.value.destination);
    // Every link has the same link-local network: it tells none from another.
    const addresses = (own?.value.interfaces.flatMap((one) => one.addresses) ?? []).filter(
      (one) => familyOf(one.split("/")[0] ?? one) === family && !/^fe80:/i.test(one),
    );
    return (others?.value.routes ?? [])
      .filter(({ gateway, destination }) => gateway === null && !destination.endsWith("/0"))
      .some(({ destination }) => addresses.some((one) => covers(destination, one.split("/")[0] ?? one)));
  });

function readInvalid(evidence: readonly Evidence[]) {
  const tables = ofKind(evidence, "connection-tracking");
  return [...new Set(tables.map(({ vantage }) => vantage))].flatMap((at) => {
    const rise = riseAround(
      tables.filter(({ vantage }) => vantage === at),
      ({ value }) => value.statistics["invalid"] ?? 0,
    );
    if (rise === null || !rise.rose) return [];
    return observe("invalid-packets-counted", true, {
      records: rise.records,
      at,
      strength: rise.by >= ENOUGH_INVALID ? "states" : "suggests",
      slots: { invalid: String(rise.by) },
    });
  });
}

/** States of a connection whose SYN came and that nobody finished. Linux nf_conntrack_proto_tcp.c. */
const inTheMaking: readonly string[] = ["SYN_SENT", "SYN_RECV"];

/** Whether the SYN of the request came to the server, by what its kernel keeps of the flow. */
export const readArrival: Reader = (evidence, request) => {
  const { server, client } = request;
  if (server === null || server === client) return [];
  const own = (address: string) => ownerOf(evidence, address) === client;
  // An entry is kept once the packet has passed every chain of the host on its way in.
  const tables = ofKind(evidence, "connection-tracking").filter(
    ({ vantage, purpose, value }) =>
      vantage === server &&
      purpose !== "freeze" &&
      value.flow.some(({ original, state }) => own(original.source) && inTheMaking.includes(state ?? "")),
  );
  const sockets = ofKind(evidence, "socket-table").filter(
    ({ vantage, purpose, value }) =>
      vantage === server &&
      purpose !== "freeze" &&
      value.byPeer.some(({ peer, byState }) => own(hostOf(peer)) && (byState["SYN-RECV"] ?? 0) > 0),
  );
  const arrived = [...tables, ...sockets];
  return [
    ...observe("syn-arrives-at-server", true, { records: arrived }),
    ...(arrived.length === 0 ? readAbsence(evidence, request, server) : []),
  ];
};

/** Fewer tell no share: hardware counts some packets a second late. */
const ENOUGH_SYNS = 6;
/** Of what is sent to a host that nothing loses, all comes in: strangers' packets only add to that. */
const MOST = 0.5;

/** Fewer packets of any kind came in at the server's interfaces than half of the SYNs that were sent to it in the meantime. */
function readAbsence(
  evidence: readonly Evidence[],
  request: ReferenceRequest,
  server: string,
): readonly Observation[] {
  const readings = ofKind(evidence, "interface-counters").filter(({ vantage }) => vantage === server);
  const rise = riseAround(readings, ({ value }) =>
    value.interfaces
      .filter(({ name }) => name !== "lo")
      .reduce((sum, { received }) => sum + received.packets + received.dropped, 0),
  );
  if (rise === null) return [];
  const [before, after] = rise.records;
  const sent = [...triesOf(evidence, request), ...otherPortTries(evidence, request)].filter(
    (one) =>
      cameTo("timed-out", "unreachable")(one) &&
      one.observedAt > before.observedAt &&
      one.observedAt < after.observedAt,
  );
  const syns = sent.reduce((sum, { value }) => sum + 1 + (value.counted?.synRetransmissions ?? 0), 0);
  if (syns < ENOUGH_SYNS || rise.by >= syns * MOST) return [];
  return observe("syn-arrives-at-server", false, { records: [...rise.records, ...sent] });
}

/** The address of `address:port`, without the brackets of IPv6. */
const hostOf = (peer: string): string => peer.slice(0, peer.lastIndexOf(":")).replace(/^\[|\]$/g, "");
