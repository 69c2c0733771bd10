import { type Evidence, startOf } from "../evidence/index.ts";
import { anyOf, type EventFormat, type EventWanted, eventFilter, listenToEvents } from "../sys/index.ts";
import { createFlowSorter, type FlowSorter } from "./kernel-events-flow.ts";
import type { HostContext } from "./look.ts";

/** The kernel is listened to until this is stopped, or disposed of, without a record. */
export interface KernelListening extends AsyncDisposable {
  /** The record of what it did meanwhile; `null` where it cannot be heard. The trace is taken away behind. */
  stop(): Promise<Evidence<"kernel-events"> | null>;
}

/** Tracing more than this would cost the host a tenth of a CPU. */
const MOST_PER_SECOND = 20_000;

const NEEDS = "what the kernel does with the packets of this request (drop reasons, retransmissions, resets)";

/** Protocols of `kfree_skb`: IPv4, ARP, IPv6. Not the datagrams of Unix sockets. */
const PROTOCOLS = [0x0800, 0x0806, 0x86dd];

/** No reason at all, and resets that have been obeyed and are then thrown away. */
const SAYING_NOTHING = ["NOT_SPECIFIED", "TCP_RESET"];

/**
 * Listens to the kernel's tracepoints while the request is made. What the kernel does in every network namespace is heard; the
 * record holds what is of connections that this process opened, and counts the rest.
 *
 * @param about.ports Ports that the request goes to; empty: all.
 */
export async function listenToKernel(
  about: { readonly ports: readonly number[] },
  context: HostContext,
): Promise<KernelListening> {
  const { clock, recorder } = context;
  const { observedAt, ticks } = startOf(clock);
  const gap = (reason: "permission" | "not-supported" | "bounded", allowBy: string) =>
    recorder.gap({ boundary: "client", needs: NEEDS, reason, allowBy });
  let sorter: FlowSorter | null = null;
  const instance = await listenToEvents({
    events: eventsWanted(about.ports),
    mostPerSecond: MOST_PER_SECOND,
    onEvent: (event) => sorter?.hear(event),
  });
  if (typeof instance === "string") {
    if (instance === "permission") gap(instance, "Run as root (CAP_SYS_ADMIN), outside a user namespace");
    else gap(instance, "Run on a kernel with CONFIG_TRACING");
    return { stop: async () => null, async [Symbol.asyncDispose]() {} };
  }
  // Events are read no sooner than the event loop turns: none is heard before the sorter is there.
  const wall = clock.now() - performance.now();
  sorter = createFlowSorter({
    thread: instance.thread,
    ports: about.ports,
    wallClock: (at) => (instance.offset === null ? observedAt : wall + instance.offset + at),
  });
  const heard = sorter;
  if (instance.missing.length > 0)
    recorder.gap({
      boundary: "client",
      needs: `events of the kernel: ${instance.missing.join(", ")}`,
      reason: "not-supported",
      allowBy: "Run on a newer kernel",
    });
  let stopped: Evidence<"kernel-events"> | null = null;
  return {
    async stop() {
      if (stopped !== null) return stopped;
      const { lost, wasTooMuch } = instance.stop();
      if (wasTooMuch)
        gap("bounded", `Run while the kernel has fewer than ${MOST_PER_SECOND} events a second`);
      const { events, others, leftOut } = heard.sorted();
      const isPartial = wasTooMuch || lost > 0 || leftOut > 0;
      stopped = recorder.record(
        "kernel-events",
        { events, others, isPartial },
        {
          boundary: "client",
          by: "observed",
          purpose: "context",
          observedAt,
          took: clock.ticks() - ticks,
          command: "cat /sys/kernel/tracing/trace_pipe",
        },
      );
      return stopped;
    },
    async [Symbol.asyncDispose]() {
      instance.stop();
    },
  };
}

/** What is listened to, and what the kernel leaves out for us. @param ports As of `listenToKernel()`. */
export function eventsWanted(ports: readonly number[]): readonly EventWanted[] {
  const atPorts = (format: EventFormat) =>
    ports.length === 0
      ? null
      : anyOf(
          ["sport", "dport"].map((field) => eventFilter(format, [{ field, is: "one-of", values: ports }])),
        );
  const drops = (format: EventFormat) =>
    eventFilter(format, [
      { field: "protocol", is: "one-of", values: PROTOCOLS },
      { field: "reason", is: "none-of", values: SAYING_NOTHING },
    ]);
  return [
    { event: "sock/inet_sock_set_state", filter: atPorts },
    { event: "tcp/tcp_destroy_sock", filter: atPorts },
    { event: "tcp/tcp_retransmit_skb", filter: atPorts },
    { event: "tcp/tcp_receive_reset", filter: atPorts },
    { event: "tcp/tcp_send_reset" },
    { event: "icmp/icmp_send" },
    { event: "neigh/neigh_update" },
    { event: "skb/kfree_skb", filter: drops },
  ];
}
