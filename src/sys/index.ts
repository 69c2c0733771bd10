/**
 * The kernel: system calls, namespaces, and its own formats in /proc. No other room touches it.
 *
 * @module
 */
export { type Capability, capabilities, parseCapabilities } from "./capabilities.ts";
export {
  type BpfInstruction,
  encodeBpf,
  expectEqual,
  type FramePart,
  keepOctets,
  keepWhere,
  loadOctets,
} from "./cbpf.ts";
export {
  type ConntrackTable,
  conntrackBetween,
  conntrackTowards,
  dumpConntrack,
  readConntrackCounters,
  readConntrackFill,
} from "./conntrack.ts";
export { parseNamedCounters, parsePairedCounters, parsePerCpuCounters } from "./counters.ts";
export { MessageReader, type ReceivedMessage } from "./error-queue.ts";
export { type ControlRead, type QueuedError, readControl } from "./error-queue-control.ts";
export { type EventLine, lostEvents, parseEventLine, wordAfter } from "./event-line.ts";
export { listenForIcmpErrors } from "./icmp-socket.ts";
export { type InterfaceLink, readInterfaceLink } from "./interface-link.ts";
export { decodeIpv4, decodeIpv6, decodeIpv6Words } from "./kernel-address.ts";
export { type Fd, type FdWatch, KernelError, libc, watchFd } from "./libc.ts";
export { inNamespace } from "./namespace.ts";
export {
  type DumpSink,
  isTableAbsent,
  type Netlink,
  NetlinkRefusal,
  type NetlinkRequest,
  openNetlink,
} from "./netlink.ts";
export { ownerMark, ownerState } from "./owner-mark.ts";
export { openPacketRing, type PacketRing, type PacketRingOptions, type RingCounts } from "./packet-ring.ts";
export type { RingPacket } from "./packet-ring-block.ts";
export { dieWithParent } from "./parent-death.ts";
export { openProbeSocket, type ProbeSocket, type ProbeSocketKind, type Sending } from "./probe-socket.ts";
export { decodeSocketAddress, encodeSocketAddress } from "./probe-socket-address.ts";
export { type ConnectEnd, type ConnectTry, connectWithTtl } from "./probe-socket-connect.ts";
export { reservePort } from "./probe-socket-port.ts";
export {
  listAddresses,
  listLinks,
  listNeighbours,
  listOwnRoutes,
  listQueues,
  listRoutes,
  listRules,
} from "./route-tables.ts";
export { type AskedPacket, askRoute, type RouteTold } from "./route-tables-ask.ts";
export { type AskedRoute, type RouteAnswer, routeTo } from "./route-tables-lookup.ts";
export { dumpSockets, type SocketDump, type SocketTable, socketsOf } from "./sock-diag.ts";
export {
  createOwnerFinder,
  type OwnerFinder,
  type OwnersFound,
  type SocketOwner,
} from "./sock-diag-owners.ts";
export { type Dial, type DialEnd, dialTcp } from "./tcp-dial.ts";
export { readTcpInfo } from "./tcp-info.ts";
export { type NoTracefs, openTracefs, type Tracefs } from "./tracefs.ts";
export { anyOf, type EventFormat, type EventTest, eventFilter, parseEventFormat } from "./tracefs-format.ts";
export {
  type EventWanted,
  type ListenEnd,
  type ListenOptions,
  listenToEvents,
  type TraceInstance,
} from "./tracefs-instance.ts";
