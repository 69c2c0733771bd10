import { familyOf } from "../../../base/index.ts";
import type { Evidence, ListeningSocket, OwnedSockets, SocketPile } from "../../../evidence/index.ts";
import type { Observation } from "../../observation.ts";
import type { ReferenceRequest } from "../../request.ts";
import { observe, ofKind, type Reader } from "../reader.ts";
import { portOf } from "../tcp/tries.ts";

type Owners = Evidence<"socket-owners">;

/** What holds more than half of the limit is why it is met. */
const MOST = 0.5;
/** Half of a limit is far beyond what a program has open for a moment. Document 001: 12,800 of 12,847 files. */
const MANY_CLOSE_WAIT = 100;
/** As many are there at any moment of a busy host: their processes have not come to closing them yet. */
const FEW_CLOSE_WAIT = 10;
/** A pool keeps tens of idle connections; hundreds that nobody watches are those of peers that have gone. */
const MANY_IDLE = 100;
/** Connections that a healthy client waits for at a time: fewer. */
const MANY_SYN_SENT = 100;

/** What the processes at the two ends hold, and how long their listeners' queues are, by the kernel's own bounds. */
export const readOwners: Reader = (evidence, request) => {
  const records = ofKind(evidence, "socket-owners");
  const hosts = [...new Set(records.map(({ vantage }) => vantage))].filter(
    (host) => host === request.client || host === request.server,
  );
  return [
    ...hosts.flatMap((at) =>
      readProcesses(
        records.filter(({ vantage }) => vantage === at),
        at,
      ),
    ),
    ...readListener(
      records.filter(({ vantage }) => vantage === request.server),
      evidence,
      request,
    ),
  ];
};

/** Piles that are there before the first probe and have not shrunk after the last. */
function readProcesses(records: readonly Owners[], at: string): readonly Observation[] {
  const before = records.find(({ purpose }) => purpose === "freeze");
  const after = records.findLast(({ purpose }) => purpose === "thaw");
  if (before === undefined || after === undefined) return [];
  const kept = after.value.processes.flatMap((process) => {
    const earlier = before.value.processes.find(({ pid }) => pid === process.pid);
    return earlier === undefined ? [] : [{ process, earlier }];
  });
  const leaking = kept.find(({ process, earlier }) => isLeak(process, earlier));
  const idle = kept.find(({ process, earlier }) =>
    [process, earlier].every(({ idleWithoutKeepalive }) => (idleWithoutKeepalive ?? 0) >= MANY_IDLE),
  );
  const connecting = kept.find(({ process, earlier }) =>
    [process, earlier].every(({ byState }) => (byState["SYN_SENT"] ?? 0) >= MANY_SYN_SENT),
  );
  const from = { records: [before, after], at };
  return [
    ...(leaking === undefined
      ? observe("close-wait-piled-up", false, {
          records: [before, after].every(({ value }) => closeWaitOf(value.total) < FEW_CLOSE_WAIT)
            ? [before, after]
            : [],
          at,
        })
      : observe("close-wait-piled-up", true, { ...from, slots: slotsOf(leaking.process) })),
    ...(idle === undefined
      ? []
      : observe("idle-without-keepalive", true, {
          ...from,
          slots: { ...slotsOf(idle.process), idle: String(idle.process.idleWithoutKeepalive ?? 0) },
        })),
    ...(connecting === undefined
      ? []
      : observe("connects-pile-up", true, {
          ...from,
          slots: {
            ...slotsOf(connecting.process),
            synSent: String(connecting.process.byState["SYN_SENT"] ?? 0),
          },
        })),
  ];
}

/** Held for long, a large share of what the process may have open, and not fewer than before. */
function isLeak(process: OwnedSockets, earlier: OwnedSockets): boolean {
  const [now, then] = [process, earlier].map(closeWaitOf);
  if (now === undefined || then === undefined || now < then || now < MANY_CLOSE_WAIT) return false;
  const isShare = process.openFiles !== null && now >= process.openFiles.soft * MOST;
  const isHeld = process.closeWaitHeld !== null && process.closeWaitHeld >= MANY_CLOSE_WAIT;
  return isShare || (isHeld && now > then);
}

const closeWaitOf = ({ byState }: SocketPile): number => byState["CLOSE_WAIT"] ?? 0;

function readListener(
  records: readonly Owners[],
  evidence: readonly Evidence[],
  request: ReferenceRequest,
): readonly Observation[] {
  const { address } = request;
  const last = records.at(-1);
  if (last === undefined || address === null) return [];
  const port = portOf(evidence, request);
  const covering = ({ value }: Owners) =>
    value.listeners.filter((one) => one.port === port && covers(one, address));
  // Before the first probe and after the last: what is full then is not a burst of ours.
  const isWhole = ["freeze", "thaw"].every((end) => records.some(({ purpose }) => purpose === end));
  // While the process takes a connection its queue is for a moment one shorter than full.
  const isAlways = isWhole && records.every((record) => covering(record).some(isAtBacklog));
  const full = isAlways ? records.filter((record) => covering(record).some(isFull)) : [];
  const listener = covering(last)[0];
  const named = listener?.owner?.name ?? null;
  const serving = last.value.processes.filter(
    ({ name, pid }) => name === named || pid === listener?.owner?.pid,
  );
  const exhausted = serving.find(({ openFiles }) => openFiles !== null && openFiles.used >= openFiles.soft);
  const unread = serving.filter(({ unreadHeld }) => (unreadHeld ?? 0) > 0);
  const halfMade = records.filter((record) =>
    covering(record).some((one) => one.backlog !== null && one.backlog > 0 && one.halfMade >= one.backlog),
  );
  const queue = full.flatMap(covering).find(isFull);
  return [
    ...observe("listener-queue-full", true, {
      records: full.length > 0 ? records : [],
      slots: {
        queued: String(queue?.queue ?? 0),
        backlog: String(queue?.backlog ?? 0),
        process: named ?? "",
      },
    }),
    ...observe("half-made-connections-pile-up", true, {
      records: isWhole && halfMade.length === records.length ? halfMade : [],
      slots: { halfMade: String(listener?.halfMade ?? 0) },
    }),
    ...(exhausted === undefined
      ? []
      : [
          ...observe("descriptors-used-up", true, {
            records: [last],
            slots: { ...slotsOf(exhausted), limitedPid: String(exhausted.pid) },
            at: last.vantage,
          }),
          ...observe(
            "close-wait-fills-limit",
            closeWaitOf(exhausted) >= (exhausted.openFiles?.soft ?? Number.POSITIVE_INFINITY) * MOST,
            { records: [last], slots: slotsOf(exhausted), at: last.vantage },
          ),
          ...readGonePeers(exhausted, last),
        ]),
    ...observe("peer-does-not-read", true, {
      records: unread.length > 0 ? [last] : [],
      slots: unread[0] === undefined ? {} : { ...slotsOf(unread[0]), readerPid: String(unread[0].pid) },
    }),
  ];
}

/** Whether a process at its limit holds mostly connections whose peers acknowledge nothing any more. */
function readGonePeers(exhausted: OwnedSockets, record: Owners): readonly Observation[] {
  const { stalled, openFiles } = exhausted;
  if (stalled === null || openFiles === null) return [];
  const isMost = stalled >= openFiles.soft * MOST;
  const from = {
    records: [record],
    at: record.vantage,
    slots: { ...slotsOf(exhausted), gone: String(stalled), limitedPid: String(exhausted.pid) },
  };
  return [
    ...observe("gone-peers-fill-limit", isMost, from),
    ...(isMost ? observe("established-sockets-unanswered", true, from) : []),
  ];
}

/** Full, or one short of it. */
export const isAtBacklog = ({ queue, backlog }: ListeningSocket): boolean =>
  backlog !== null && queue >= Math.max(backlog, 1);

/** The kernel takes one more than the backlog. Linux sk_acceptq_is_full(). */
const isFull = ({ queue, backlog }: ListeningSocket): boolean => backlog !== null && queue > backlog;

/** Whether a listener takes connections to an address: `::` takes those of IPv4 too, unless the program says otherwise. ipv6(7). */
export function covers({ address: own }: ListeningSocket, address: string): boolean {
  if (own === address || own === "::") return true;
  return own === "0.0.0.0" && familyOf(address) === 4;
}

function slotsOf(process: OwnedSockets): Readonly<Record<string, string>> {
  const { pid, name, openFiles } = process;
  return {
    process: `${name}/${pid}`,
    pid: String(pid),
    closeWait: String(closeWaitOf(process)),
    ...(openFiles === null ? {} : { used: String(openFiles.used), limit: String(openFiles.soft) }),
  };
}
