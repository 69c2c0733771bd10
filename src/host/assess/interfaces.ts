import type { InterfaceCounters, InterfaceDirection } from "../../evidence/index.ts";
import { type Assessor, type Finding, grouped, percent, secondsBetween, spanOf } from "./finding.ts";
import { held, thresholds } from "./thresholds.ts";

type Interface = InterfaceCounters["interfaces"][number];

/** Interfaces, their queues, and the queue of each processor. */
export const interfaces: Assessor = (readings) => {
  const { now, before } = readings;
  const span = spanOf(readings);
  return [
    ...(now.interfaces?.interfaces ?? []).flatMap((one) => {
      const earlier = before?.interfaces?.interfaces.find(({ name }) => name === one.name);
      return [
        ...wrong(one, earlier, "received", span),
        ...wrong(one, earlier, "sent", span),
        ...flapping(one, earlier, span),
        ...queue(one, earlier, span),
      ];
    }),
    ...softnet(readings),
  ];
};

/** Errors are damage; drops may be protocols that nobody here speaks, and say little by themselves. */
function wrong(
  one: Interface,
  earlier: Interface | undefined,
  way: "received" | "sent",
  span: string,
): readonly Finding[] {
  const rise = (field: keyof InterfaceDirection) =>
    earlier === undefined ? 0 : Math.max(0, one[way][field] - earlier[way][field]);
  const [packets, errors, dropped] = [rise("packets"), rise("errors"), rise("dropped")];
  const share = errors / Math.max(packets + errors, 1);
  const total = one[way];
  const shareSinceUp = total.errors / Math.max(total.packets + total.errors, 1);
  const damages = errors >= thresholds.errors.value && share >= thresholds.errorShare.value;
  const finding = (level: Finding["level"], what: string, numbers: string): Finding => ({
    id: `interface-${way}-${what.startsWith("packets are dropped") ? "drops" : "errors"}`,
    level,
    weight: level === "fault" ? 0.7 : 0.25,
    subject: one.name,
    what,
    numbers,
    threshold: held(thresholds.errorShare, "0.1 % of the packets"),
    command: `ip -s -s link show dev ${one.name}; ethtool -S ${one.name}`,
    advice: ["Look at cable, optics, duplex and the switch port; ethtool says which error it is"],
  });
  return [
    ...(damages
      ? [
          finding(
            "fault",
            `packets are damaged or lost on the interface (${way})`,
            `${grouped(errors)} errors in ${grouped(packets)} packets in ${span}, ${grouped(total.errors)} since it is up`,
          ),
        ]
      : total.errors > 0 && shareSinceUp >= thresholds.errorShare.value
        ? [
            finding(
              "notable",
              `packets were damaged or lost on the interface (${way})`,
              `${grouped(total.errors)} errors in ${grouped(total.packets)} packets since it is up${earlier === undefined ? "" : `, ${grouped(errors)} in the last ${span}`}`,
            ),
          ]
        : []),
    ...(dropped >= thresholds.errors.value && dropped / Math.max(packets, 1) >= thresholds.errorShare.value
      ? [
          finding(
            "notable",
            `packets are dropped at the interface (${way})`,
            `${grouped(dropped)} dropped beside ${grouped(packets)} in ${span}, ${grouped(total.dropped)} since it is up`,
          ),
        ]
      : []),
  ];
}

function flapping(one: Interface, earlier: Interface | undefined, span: string): readonly Finding[] {
  const changes = (one.carrierChanges ?? 0) - (earlier?.carrierChanges ?? one.carrierChanges ?? 0);
  if (changes <= 0) return [];
  return [
    {
      id: "carrier-flaps",
      // A bridge of containers has no carrier while none of them runs.
      level: one.kind === null && changes >= thresholds.carrierChanges.value ? "fault" : "notable",
      weight: 0.8,
      subject: one.name,
      what: "the carrier of the interface comes and goes",
      numbers: `${changes} changes in ${span}, ${grouped(one.carrierChanges ?? 0)} since it is there`,
      threshold: held(thresholds.carrierChanges, "2 changes of hardware while it is looked at"),
      command: `cat /sys/class/net/${one.name}/carrier_changes; dmesg | grep ${one.name}`,
      advice: ["Look at cable, optics and the other end"],
    },
  ];
}

function queue(one: Interface, earlier: Interface | undefined, span: string): readonly Finding[] {
  if (one.queue === null || earlier?.queue == null) return [];
  const dropped = one.queue.dropped - earlier.queue.dropped;
  const sent = Math.max(0, one.sent.packets - earlier.sent.packets);
  const share = dropped / Math.max(dropped + sent, 1);
  if (dropped <= 0) return [];
  const isFault = share >= thresholds.queueDropShare.value;
  return [
    {
      id: "queue-drops",
      level: isFault ? "fault" : "normal",
      weight: isFault ? Math.min(0.5 + share, 0.95) : share,
      subject: one.name,
      what: isFault
        ? "the interface's own queue drops what this host sends"
        : "the interface's queue drops a little, which is how TCP learns the rate",
      numbers: `${grouped(dropped)} dropped by ${one.queue.kind} beside ${grouped(sent)} sent in ${span} (${percent(share)}), ${grouped(one.queue.backlogOctets)} octets wait`,
      threshold: held(thresholds.queueDropShare, "1 %"),
      command: `tc -s qdisc show dev ${one.name}`,
      advice: [
        "See whether a rate limit (tbf, htb, police) is meant: tc -s class show",
        "Send less, or give the queue more rate",
      ],
    },
  ];
}

const softnet: Assessor = (readings) => {
  const { now, before } = readings;
  const [after, at] = [now.interfaces?.softnet ?? null, before?.interfaces?.softnet ?? null];
  if (after === null || at === null) return [];
  const dropped = after.dropped - at.dropped;
  const squeezed = (after.timeSqueezed - at.timeSqueezed) / (secondsBetween(readings) ?? 1);
  if (dropped <= 0 && squeezed < thresholds.squeezes.value) return [];
  return [
    {
      id: "softnet-drops",
      level: dropped > 0 ? "fault" : "notable",
      weight: dropped > 0 ? 0.7 : 0.3,
      subject: null,
      what:
        dropped > 0
          ? "a processor drops packets before any socket sees them: its backlog is full"
          : "processors leave packets for later: they have more than their share of time allows",
      numbers: `${grouped(Math.max(dropped, 0))} dropped, ${grouped(Math.round(squeezed))} squeezes a second in ${spanOf(readings)}`,
      threshold: dropped > 0 ? "any rise (the kernel states it)" : held(thresholds.squeezes),
      command: "cat /proc/net/softnet_stat; mpstat -P ALL 1 3",
      advice: [
        "Spread the load over processors (RSS, RPS: /sys/class/net/*/queues/*/rps_cpus)",
        "sysctl -w net.core.netdev_max_backlog=4096 net.core.netdev_budget=600",
      ],
    },
  ];
};
