import { familyOf } from "../../../base/index.ts";
import type { Evidence, Listener } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { portOf } from "./tries.ts";

/** Handshakes in the making that no ordinary load leaves: tcp_max_syn_backlog is 128 at the least. tcp(7). */
const MANY_HALF_MADE = 100;

/** What the server's own socket table says of the listener, where the server is a host that can be seen. */
export const readListeners: Reader = (evidence, request) => {
  const { server, address } = request;
  const tables = ofKind(evidence, "socket-table").filter(({ vantage }) => vantage === server);
  const last = tables.at(-1);
  if (server === null || address === null || last === undefined) return [];
  const port = portOf(evidence, request);
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
    ...(isAbsent ? observe("listener-on-port", false, from) : []),
    ...(elsewhere.length > 0 ? observe("listener-on-other-address-only", true, from) : []),
    ...(listening.length > 0 || (isAbsent && elsewhere.length === 0)
      ? observe("listener-on-other-address-only", false, from)
      : []),
    ...readQueue(tables, perhapsCovering),
    ...readDescriptors(perhapsCovering(last), last),
  ];
};

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
): readonly Observation[] {
  const waits = (table: Evidence<"socket-table">) =>
    covering(table).some(({ acceptQueue }) => acceptQueue > 0);
  const halfMade = (table: Evidence<"socket-table">) =>
    covering(table).some(({ byState }) => (byState["SYN-RECV"] ?? 0) >= MANY_HALF_MADE);
  // Before the first probe and after the last: what waits is then not ours, nor on its way to be accepted.
  const always = tables.length > 1 && tables.every(waits);
  const queued = Math.max(0, ...tables.flatMap(covering).map(({ acceptQueue }) => acceptQueue));
  return [
    ...observe("listener-queue-waits", true, {
      records: always ? tables : [],
      slots: { queued: String(queued) },
    }),
    ...observe("half-made-connections-pile-up", true, { records: tables.filter(halfMade) }),
  ];
}

function readDescriptors(
  listening: readonly Listener[],
  table: Evidence<"socket-table">,
): readonly Observation[] {
  const known = listening.flatMap(({ openFiles, process }) =>
    openFiles === null ? [] : [{ ...openFiles, process }],
  );
  const full = known.find(({ used, soft }) => used >= soft);
  if (full !== undefined) {
    const slots = { process: full.process ?? "", used: String(full.used), limit: String(full.soft) };
    return observe("descriptors-used-up", true, { records: [table], slots });
  }
  return known.length === 0 ? [] : observe("descriptors-used-up", false, { records: [table] });
}

const slotsOf = (listener: Listener | undefined): Readonly<Record<string, string>> =>
  listener?.process == null ? {} : { process: listener.process };
