import { familyOf, isLoopback } from "../../../base/index.ts";
import type { Evidence, Listener } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { ownerOf } from "../../way.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { translationsOf, walkForward } from "../way/walk.ts";
import { readCounters } from "./counters.ts";
import { cameTo, portOf, triesOf } from "./tries.ts";

/** Handshakes in the making that no ordinary load leaves: tcp_max_syn_backlog is 128 at the least. tcp(7). */
const MANY_HALF_MADE = 100;
/** What holds more than half of the limit is why it is met. */
const MOST = 0.5;
/** A queue that is full and shorter than that is a short backlog: fewer that stay are a busy moment. listen(2). */
const SOME_HALF_MADE = 8;

/** What the server's own socket table says of the listener, where the server is a host that can be seen. */
export const readListeners: Reader = (evidence, request) => {
  const { server, address: asked } = request;
  const tables = ofKind(evidence, "socket-table").filter(({ vantage }) => vantage === server);
  const last = tables.at(-1);
  if (server === null || asked === null || last === undefined) return [];
  const { address, port, isTranslated } = arrivalOf(evidence, request, asked);
  const ofPort = (table: Evidence<"socket-table">) =>
    table.value.listeners.filter((listener) => listener.port === port);
  const covering = (table: Evidence<"socket-table">) =>
    ofPort(table).filter((one) => covers(one, address) === true);
  const perhapsCovering = (table: Evidence<"socket-table">) =>
    ofPort(table).filter((one) => covers(one, address) !== false);
  // What listens at both ends of the window listened in between; what came or went in it is in doubt.
  const listening = tables.every((table) => covering(table).length > 0) ? covering(last) : [];
  const isUnsure = listening.length === 0 && tables.some((table) => perhapsCovering(table).length > 0);
  const isAbsent =
    listening.length === 0 && !isUnsure && tables.every(({ value }) => value.listsEveryListener);
  const elsewhere = isAbsent ? ofPort(last) : [];
  const slots = {
    ...slotsOf(listening[0] ?? ofPort(last)[0]),
    listensOn: ofPort(last)
      .map(({ address: on }) => on)
      .join(", "),
  };
  const from = { records: tables, slots };
  return [
    ...(listening.length > 0 ? observe("listener-on-port", true, from) : []),
    ...(isUnsure ? observe("listener-on-port", true, { ...from, strength: "suggests" }) : []),
    // Its own stack would have taken the SYN: a filter said no for it, or the SYN was sent on to another.
    ...(listening.length > 0
      ? observe("answered-in-its-place", true, {
          records: triesOf(evidence, request).filter(cameTo("refused")),
          strength: "suggests",
        })
      : []),
    ...(isAbsent
      ? observe("listener-on-port", false, {
          ...from,
          // Where the packets were sent on to another port, that port may be what is wrong.
          strength: isTranslated && servesOthers(last) ? "suggests" : "states",
        })
      : []),
    ...(elsewhere.length > 0 ? observe("listener-on-other-address-only", true, from) : []),
    ...(listening.length > 0 || (isAbsent && elsewhere.length === 0)
      ? observe("listener-on-other-address-only", false, from)
      : []),
    ...readQueue(tables, perhapsCovering, request, evidence),
    ...readDescriptors(perhapsCovering(last), last),
  ];
};

/** The address and port that the packets bear when they come to the server: destination NAT before it changes them. */
export function arrivalOf(evidence: readonly Evidence[], request: ReferenceRequest, asked: string) {
  const port = portOf(evidence, request);
  const owner = ownerOf(evidence, asked);
  const passed = walkForward(evidence, request).steps.map(({ vantage }) => vantage);
  const translation = [...passed, ...(owner === null ? [] : [owner])]
    .flatMap((vantage) => translationsOf(evidence, vantage, "forward"))
    .at(-1)?.newDestination;
  if (translation == null) return { address: asked, port, isTranslated: false };
  return { address: translation.address ?? asked, port: translation.port ?? port, isTranslated: true };
}

/** Every host has this one: it is no sign of a service. */
const SSH = 22;

/** Whether anything else is served to other hosts. */
const servesOthers = ({ value }: Evidence<"socket-table">): boolean =>
  value.listeners.some(({ address, port }) => port !== SSH && !isLoopback(address));

/** Whether a listener takes connections to an address; `null` where its socket options, which /proc has not, decide. */
function covers(listener: Listener, address: string): boolean | null {
  if (listener.address === address) return true;
  if (listener.address === "0.0.0.0") return familyOf(address) === 4;
  // `::` takes IPv4 too unless IPV6_V6ONLY is set. ipv6(7).
  if (listener.address === "::") return familyOf(address) === 6 ? true : null;
  return false;
}

function readQueue(
  tables: readonly Evidence<"socket-table">[],
  covering: (table: Evidence<"socket-table">) => readonly Listener[],
  request: ReferenceRequest,
  evidence: readonly Evidence[],
): readonly Observation[] {
  const waits = (table: Evidence<"socket-table">) =>
    covering(table).some(({ acceptQueue }) => acceptQueue > 0);
  const halfMade = (table: Evidence<"socket-table">) =>
    covering(table).some(({ byState }) => (byState["SYN-RECV"] ?? 0) >= MANY_HALF_MADE);
  // A full SYN queue of this host is this listener's where no other has handshakes in the making, before and after.
  const isOnly = (table: Evidence<"socket-table">) => {
    const withHalfMade = table.value.listeners.filter(({ byState }) => (byState["SYN-RECV"] ?? 0) > 0);
    return (
      table.value.listsEveryListener &&
      withHalfMade.every((one) => covering(table).includes(one)) &&
      covering(table).some(({ byState }) => (byState["SYN-RECV"] ?? 0) >= SOME_HALF_MADE)
    );
  };
  const isFull =
    tables.length > 1 &&
    tables.every(isOnly) &&
    readCounters(evidence, request).some(
      ({ name, holds, at }) => name === "syn-queue-full" && holds && at === request.server,
    );
  // Before the first probe and after the last: what waits is then not ours, nor on its way to be accepted.
  const always = tables.length > 1 && tables.every(waits);
  const queued = Math.max(0, ...tables.flatMap(covering).map(({ acceptQueue }) => acceptQueue));
  return [
    ...observe("listener-queue-waits", true, {
      records: always ? tables : [],
      slots: { queued: String(queued) },
    }),
    ...observe("half-made-connections-pile-up", true, {
      records: isFull ? tables : tables.filter(halfMade),
      slots: {
        halfMade: String(
          Math.max(0, ...tables.flatMap(covering).map(({ byState }) => byState["SYN-RECV"] ?? 0)),
        ),
      },
    }),
  ];
}

/**
 * Whether the process that listens is at its limit, and by what. That one of the processes which share a listener is below its own
 * limit says little: the one that accepts may be another.
 */
function readDescriptors(
  listening: readonly Listener[],
  table: Evidence<"socket-table">,
): readonly Observation[] {
  const known = listening.flatMap((listener) =>
    listener.openFiles === null ? [] : [{ ...listener.openFiles, listener }],
  );
  const full = known.find(({ used, soft }) => used >= soft);
  if (full === undefined) {
    return observe("descriptors-used-up", false, {
      at: table.vantage,
      records: known.length === 0 ? [] : [table],
      strength: "suggests",
    });
  }
  const { listener, used, soft } = full;
  // Connections in the accept queue hold no descriptor yet: those of them that their peers have closed are no leak.
  const closeWait = (listener.byState["CLOSE-WAIT"] ?? 0) - listener.acceptQueue;
  const slots = {
    process: listener.process ?? "",
    used: String(used),
    limit: String(soft),
    closeWait: String(closeWait),
  };
  return [
    ...observe("descriptors-used-up", true, { records: [table], slots, at: table.vantage }),
    ...observe("close-wait-fills-limit", closeWait >= soft * MOST, {
      records: [table],
      slots,
      at: table.vantage,
    }),
    // Fewer sockets of the whole host send again than that: those whose peers have gone are among them.
    ...(table.value.retransmitting < soft * MOST
      ? observe("gone-peers-fill-limit", false, { records: [table], at: table.vantage })
      : []),
  ];
}

const slotsOf = (listener: Listener | undefined): Readonly<Record<string, string>> =>
  listener?.process == null ? {} : { process: listener.process };
