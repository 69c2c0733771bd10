/**
 * The product's record of a network: every fact it can hold, as plain immutable data.
 * Collectors write it, readers read it; neither knows the other.
 *
 * @module
 */

export type { AddressConflict } from "./address-conflict.ts";
export { answerReset } from "./answer-reset.ts";
export type { Attempt, AttemptStep } from "./attempt.ts";
export type {
  AppearedPacket,
  CaptureComparison,
  ChangedValue,
  ClockComparison,
  ComparedFlow,
  ComparedPair,
  ComparedPlace,
  DirectionFates,
  LostPacket,
  PacketChanges,
  PacketMark,
  UnmatchedFlow,
} from "./capture-comparison.ts";
export type { CaptureQuality } from "./capture-quality.ts";
export type { CapturedSession, DatabaseErrorSeen } from "./captured-database.ts";
export type { CapturedEndpoint, LossesOfAll } from "./captured-endpoint.ts";
export type {
  AnalysisFlag,
  CapturedFlow,
  Endpoint,
  FlowSide,
  FrameMark,
  PacketSent,
  Pause,
  ResetSeen,
  RoundTrips,
  Side,
  TtlSeen,
} from "./captured-flow.ts";
export { MOST_TTLS, ttlsOfEnd, ttlsOfServers } from "./captured-ttls.ts";
export type { CapturedUpstream } from "./captured-upstream.ts";
export type { ClockReading } from "./clock-reading.ts";
export { bodyToCompare, isSafeMethod, maySendAgain, methodToCompare } from "./comparison.ts";
export type { ComponentLog, LoggedComplaint } from "./component-log.ts";
export type { ConnectionTracking, TrackedTuple } from "./connection-tracking.ts";
export type { DatabaseEngine, DatabaseSession } from "./database-session.ts";
export type {
  DatabaseClient,
  DatabaseState,
  MeasuredRun,
  PoolCounts,
  PoolServer,
  PoolState,
  PoolTotals,
  QueryPlan,
  Replication,
} from "./database-state.ts";
export type { DebugContainer } from "./debug-container.ts";
export type { DnsDrawnNames } from "./dns-drawn-names.ts";
export type { DnsExchange, DnsRecord } from "./dns-exchange.ts";
export type { DnsReplySource } from "./dns-reply-source.ts";
export type { DnsSample } from "./dns-sample.ts";
export type { DnsSurvey } from "./dns-survey.ts";
export type { DnsTrace, DnsTraceStep } from "./dns-trace.ts";
export type { By, Evidence, EvidenceKind, EvidenceValue, Gap, Purpose } from "./evidence.ts";
export type { Firewall, FirewallMatch, FirewallVerdict } from "./firewall.ts";
export { type FlowEnd, flowEnd, resetByServer } from "./flow-end.ts";
export type { ControlBit, FlowFrame } from "./flow-frame.ts";
export { goesToService } from "./goes-to-service.ts";
export { GRPC_HEALTH, httpStatusOf, inWordsOfHttp, isGrpcScheme, isProperGrpc } from "./grpc.ts";
export type { HostsFile } from "./hosts-file.ts";
export type { HttpExchange, HttpPing } from "./http-exchange.ts";
export type { IdleConnection } from "./idle-connection.ts";
export type { InterfaceCounters, InterfaceDirection } from "./interface-counters.ts";
export type { KernelCounters } from "./kernel-counters.ts";
export type { KernelEvent, KernelEvents } from "./kernel-events.ts";
export type { KernelLog } from "./kernel-log.ts";
export { kindVersions } from "./kinds.ts";
export type { KubeEndpoint, KubeEndpoints } from "./kube-endpoints.ts";
export type { KubeEvent, KubeEvents } from "./kube-events.ts";
export type { KubeMaker, KubeMakers } from "./kube-makers.ts";
export type { KubeNode, KubeNodes } from "./kube-nodes.ts";
export type {
  CorefileSeen,
  KubeCounts,
  KubeDnsSeen,
  KubeFinding,
  KubeNetworkSeen,
  KubeOverview,
  KubeProxySeen,
} from "./kube-overview.ts";
export type {
  KubeContainer,
  KubeEnd,
  KubeExit,
  KubeName,
  KubePod,
  KubePods,
  KubeProbe,
} from "./kube-pods.ts";
export type { KubeRoute, KubeRoutes } from "./kube-routes.ts";
export type { KubeService, KubeServicePort } from "./kube-service.ts";
export type { LocalRoute, LocalRoutes } from "./local-routes.ts";
export type { LoggedEnding, LoggedError, LoggedErrors, LoggedRetries } from "./logged-errors.ts";
export type {
  LoggedExchange,
  LoggedExchanges,
  LoggedGroup,
  LoggedOwnGroup,
  LoggedReason,
  LoggedTry,
} from "./logged-exchanges.ts";
export type { LookupQuestion, NameLookup } from "./name-lookup.ts";
export type { Neighbours } from "./neighbours.ts";
export type { NetworkPolicyFlow } from "./network-policy.ts";
export type { NetworkSettings } from "./network-settings.ts";
export type { NodeNetwork, PodRoute } from "./node-network.ts";
export type { PathHop, PathProbe } from "./path-probe.ts";
export { plainRequest } from "./plain-request.ts";
export type { PodNetwork } from "./pod-network.ts";
export {
  kubectlWith,
  type PolicyKind,
  type PolicyNamed,
  type PolicyRule,
  policyOfText,
  policyResources,
  policyText,
} from "./policy-kind.ts";
export type { ProcessLimits } from "./process-limits.ts";
export type { ProcessState, RecentChanges } from "./process-state.ts";
export {
  isProperAnswer,
  isRefusedUnread,
  refusesClientCertificate,
  servesFiles,
  statusesOfLimits,
} from "./proper-answer.ts";
export type {
  AddressRule,
  LimitRole,
  ProxyConfiguration,
  ProxyKind,
  ProxyLimit,
  ProxyTimer,
  ProxyUpstream,
  RouteAction,
  TimerRole,
  UpstreamServer,
  Where,
} from "./proxy-configuration.ts";
export { speaksHttp, takesRequests } from "./proxy-configuration.ts";
export type { ProxyConnect } from "./proxy-connect.ts";
export type { ProxyState, ServerState } from "./proxy-state.ts";
export type { Details, Recorder } from "./recorder.ts";
export { createRecorder, startOf } from "./recorder.ts";
export { refusedAfterReset } from "./refused-after-reset.ts";
export {
  type DatabaseScheme,
  engineOf,
  isDatabaseScheme,
  type RequestAsked,
  type Scheme,
} from "./request-asked.ts";
export type { ResolverConfig } from "./resolver-config.ts";
export type { RouteDecision } from "./route-decision.ts";
export type { KeptRequest, Series, SeriesGroup, SeriesSample } from "./series.ts";
export type { ServiceDatapath } from "./service-datapath.ts";
export type { ServiceLook } from "./service-look.ts";
export { clientFallsSilent } from "./silent-client.ts";
export type {
  DestinationSockets,
  ListeningSocket,
  OwnedSockets,
  SocketOwners,
  SocketPile,
} from "./socket-owners.ts";
export type { Listener, PeerSockets, SocketStates, SocketTable } from "./socket-table.ts";
export type { Symptom } from "./symptom.ts";
export type { IcmpAnswer, TcpConnect, TcpConnectCounts, TcpConnectOutcome } from "./tcp-connect.ts";
export type { TcpInfo } from "./tcp-info.ts";
export type { TcpLimits, Used } from "./tcp-limits.ts";
export type { CertificateSeen, TlsHandshake, TlsVariantId } from "./tls-handshake.ts";
export type { TrafficSamples } from "./traffic-samples.ts";
export { isKnownKind, type Upgrade, upgradeValue } from "./upgrade.ts";
export type { UpstreamLook } from "./upstream-look.ts";
