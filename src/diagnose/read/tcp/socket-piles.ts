import { hostPort } from "../../../base/index.ts";
import type { Evidence, PeerSockets, SocketTable } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { portOf } from "./tries.ts";

/** Above this share of the range a free port is found late or not at all: the kernel tries every other one first. */
const NEARLY_ALL = 0.9;
/** Document 002: half of the range towards one destination is a churn that will end in exhaustion. */
const HALF = 0.5;
/** A leak, not a moment: document 001 shows 12,800; a busy and healthy process has tens. */
const MANY_CLOSE_WAIT = 1000;
/** A healthy client waits for few answers to its SYN at a time. */
const MANY_SYN_SENT = 100;
/** Sockets of one peer that retransmit at once; one or two are daily loss. */
const SEVERAL = 3;

/** What stands out in the client's sockets before the first probe, and what the request left behind after the last. */
export const readSocketPiles: Reader = (evidence, request) => {
  const { client, address } = request;
  const tables = ofKind(evidence, "socket-table").filter(({ vantage }) => vantage === client);
  const freeze = tables.find(({ purpose }) => purpose === "freeze");
  const thaw = tables.findLast(({ purpose }) => purpose === "thaw");
  const peer = address === null ? null : hostPort(address, portOf(evidence, request));
  return [
    ...(freeze === undefined ? [] : readPiles(freeze, peer, client)),
    ...readCloseWait(freeze, thaw, client),
    ...readLeftBehind(freeze, thaw, peer),
  ];
};

function readPiles(
  freeze: Evidence<"socket-table">,
  peer: string | null,
  at: string,
): readonly Observation[] {
  const { byPeer, byState, localPortRange } = freeze.value;
  const [first, last] = localPortRange;
  const ports = last - first + 1;
  const target = byPeer.find((one) => one.peer === peer);
  const held =
    target === undefined ? 0 : Object.values(target.byState).reduce((sum, count) => sum + count, 0);
  const churned = byPeer.find((one) => (one.byState["TIME-WAIT"] ?? 0) > ports * HALF);
  const synSent = byState["SYN-SENT"] ?? 0;
  const from = { records: [freeze], at };
  const range = `${first}-${last}`;
  return [
    ...(held >= ports * NEARLY_ALL
      ? observe("local-ports-used-up", true, { ...from, slots: { sockets: String(held), range } })
      : []),
    ...(churned === undefined
      ? []
      : observe("time-wait-piled-up", true, {
          ...from,
          slots: { timeWait: String(churned.byState["TIME-WAIT"] ?? 0), peer: churned.peer, range },
        })),
    ...(synSent >= MANY_SYN_SENT
      ? observe("connects-pile-up", true, { ...from, slots: { synSent: String(synSent) } })
      : []),
    ...((target?.retransmitting ?? 0) >= SEVERAL
      ? observe("established-sockets-unanswered", true, from)
      : []),
  ];
}

/** Many, and not fewer at the end: what a process is about to close goes away in seconds. */
function readCloseWait(
  freeze: Evidence<"socket-table"> | undefined,
  thaw: Evidence<"socket-table"> | undefined,
  at: string,
): readonly Observation[] {
  if (freeze === undefined || thaw === undefined) return [];
  const [before, after] = [freeze, thaw].map(({ value }) => value.byState["CLOSE-WAIT"] ?? 0);
  if (before === undefined || after === undefined || before < MANY_CLOSE_WAIT || after < before) return [];
  return observe("close-wait-piled-up", true, {
    records: [freeze, thaw],
    at,
    slots: { closeWait: String(after) },
  });
}

/** Sockets with the target that were not there before: the request's own, closed by us and not yet by the kernel. */
function readLeftBehind(
  freeze: Evidence<"socket-table"> | undefined,
  thaw: Evidence<"socket-table"> | undefined,
  peer: string | null,
): readonly Observation[] {
  if (freeze === undefined || thaw === undefined || peer === null) return [];
  const grew = (countOf: (one: PeerSockets) => number): boolean => {
    const inTable = ({ byPeer }: SocketTable) => {
      const found = byPeer.find((one) => one.peer === peer);
      return found === undefined ? 0 : countOf(found);
    };
    return inTable(thaw.value) > inTable(freeze.value);
  };
  const from = { records: [freeze, thaw] };
  return [
    ...(grew(({ probingZeroWindow }) => probingZeroWindow) ? observe("peer-window-closed", true, from) : []),
    ...(grew(({ retransmitting }) => retransmitting)
      ? [...observe("data-unacknowledged", true, from), ...observe("stall-has-losses", true, from)]
      : []),
  ];
}
