import type { Socket } from "node:net";
import { type Evidence, startOf, type TcpInfo } from "../evidence/index.ts";
import { KernelError, readTcpInfo } from "../sys/index.ts";
import type { ProbeContext } from "./context.ts";
import { descriptorOf } from "./socket-descriptor.ts";

/**
 * Records what the kernel knows of one of our own connections: what was sent again, what nobody acknowledged, how long the peer has
 * been silent. `null` where the connection is closed already, or the system does not tell.
 */
export function recordTcpInfo(
  socket: Socket,
  after: TcpInfo["after"],
  context: ProbeContext,
): Evidence<"tcp-info"> | null {
  const { observedAt, ticks } = startOf(context.clock);
  const fd = descriptorOf(socket);
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (fd === null || remoteAddress === undefined || localAddress === undefined) return null;
  let info: ReturnType<typeof readTcpInfo>;
  try {
    info = readTcpInfo(fd);
  } catch (error) {
    if (error instanceof KernelError) return null; // Closed in the meantime.
    throw error;
  }
  if (info === null) return null;
  const ends = {
    localAddress,
    localPort: localPort ?? 0,
    address: remoteAddress,
    port: remotePort ?? 0,
  };
  const { probes, congestionWindow, sendBufferLimited, sendWindow, ...known } = info;
  return context.recorder.record(
    "tcp-info",
    { after, ...ends, ...known },
    {
      boundary: "tcp",
      by: "observed",
      purpose: context.purpose,
      ...(context.attempt === undefined ? {} : { attempt: context.attempt }),
      observedAt,
      took: context.clock.ticks() - ticks,
      command: `ss -tinO dst ${remoteAddress} dport = :${remotePort ?? 0}`,
    },
  );
}
