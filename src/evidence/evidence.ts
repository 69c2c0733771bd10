import type { Boundary, EpochMs, Ms } from "../base/index.ts";
import type { AddressConflict } from "./address-conflict.ts";
import type { Attempt } from "./attempt.ts";
import type { CaptureComparison } from "./capture-comparison.ts";
import type { CaptureQuality } from "./capture-quality.ts";
import type { CapturedSession } from "./captured-database.ts";
import type { CapturedEndpoint } from "./captured-endpoint.ts";
import type { CapturedFlow } from "./captured-flow.ts";
import type { CapturedUpstream } from "./captured-upstream.ts";
import type { ClockReading } from "./clock-reading.ts";
import type { ComponentLog } from "./component-log.ts";
import type { ConnectionTracking } from "./connection-tracking.ts";
import type { DatabaseSession } from "./database-session.ts";
import type { DatabaseState, PoolState, QueryPlan } from "./database-state.ts";
import type { DebugContainer } from "./debug-container.ts";
import type { DnsDrawnNames } from "./dns-drawn-names.ts";
import type { DnsExchange } from "./dns-exchange.ts";
import type { DnsReplySource } from "./dns-reply-source.ts";
import type { DnsSample } from "./dns-sample.ts";
import type { DnsSurvey } from "./dns-survey.ts";
import type { DnsTrace } from "./dns-trace.ts";
import type { Firewall } from "./firewall.ts";
import type { HostsFile } from "./hosts-file.ts";
import type { HttpExchange } from "./http-exchange.ts";
import type { IdleConnection } from "./idle-connection.ts";
import type { InterfaceCounters } from "./interface-counters.ts";
import type { KernelCounters } from "./kernel-counters.ts";
import type { KernelEvents } from "./kernel-events.ts";
import type { KernelLog } from "./kernel-log.ts";
import type { KubeEndpoints } from "./kube-endpoints.ts";
import type { KubeEvents } from "./kube-events.ts";
import type { KubeMakers } from "./kube-makers.ts";
import type { KubeNodes } from "./kube-nodes.ts";
import type { KubePods } from "./kube-pods.ts";
import type { KubeRoutes } from "./kube-routes.ts";
import type { KubeService } from "./kube-service.ts";
import type { LocalRoutes } from "./local-routes.ts";
import type { LoggedErrors } from "./logged-errors.ts";
import type { LoggedExchanges } from "./logged-exchanges.ts";
import type { NameLookup } from "./name-lookup.ts";
import type { Neighbours } from "./neighbours.ts";
import type { NetworkPolicyFlow } from "./network-policy.ts";
import type { NetworkSettings } from "./network-settings.ts";
import type { NodeNetwork } from "./node-network.ts";
import type { PathProbe } from "./path-probe.ts";
import type { PodNetwork } from "./pod-network.ts";
import type { ProcessLimits } from "./process-limits.ts";
import type { ProcessState, RecentChanges } from "./process-state.ts";
import type { ProxyConfiguration } from "./proxy-configuration.ts";
import type { ProxyConnect } from "./proxy-connect.ts";
import type { ProxyState } from "./proxy-state.ts";
import type { RequestAsked } from "./request-asked.ts";
import type { ResolverConfig } from "./resolver-config.ts";
import type { RouteDecision } from "./route-decision.ts";
import type { Series } from "./series.ts";
import type { ServiceDatapath } from "./service-datapath.ts";
import type { ServiceLook } from "./service-look.ts";
import type { SocketOwners } from "./socket-owners.ts";
import type { SocketTable } from "./socket-table.ts";
import type { Symptom } from "./symptom.ts";
import type { TcpConnect } from "./tcp-connect.ts";
import type { TcpInfo } from "./tcp-info.ts";
import type { TcpLimits } from "./tcp-limits.ts";
import type { TlsHandshake } from "./tls-handshake.ts";
import type { TrafficSamples } from "./traffic-samples.ts";
import type { UpstreamLook } from "./upstream-look.ts";

/** Every kind of evidence and its value. A new kind is one new file and one new line here and in `kinds.ts`. */
export interface EvidenceValue {
  readonly "request-asked": RequestAsked;
  readonly symptom: Symptom;
  readonly attempt: Attempt;
  readonly series: Series;
  readonly "hosts-file": HostsFile;
  readonly "resolver-config": ResolverConfig;
  readonly "name-lookup": NameLookup;
  readonly "dns-exchange": DnsExchange;
  readonly "dns-sample": DnsSample;
  readonly "dns-survey": DnsSurvey;
  readonly "dns-trace": DnsTrace;
  readonly "dns-reply-source": DnsReplySource;
  readonly "dns-drawn-names": DnsDrawnNames;
  readonly "tcp-connect": TcpConnect;
  readonly "proxy-connect": ProxyConnect;
  readonly "tls-handshake": TlsHandshake;
  readonly "http-exchange": HttpExchange;
  readonly "idle-connection": IdleConnection;
  readonly "capture-comparison": CaptureComparison;
  readonly "capture-quality": CaptureQuality;
  readonly "captured-flow": CapturedFlow;
  readonly "captured-endpoint": CapturedEndpoint;
  readonly "captured-session": CapturedSession;
  readonly "captured-upstream": CapturedUpstream;
  readonly "clock-reading": ClockReading;
  readonly "kernel-counters": KernelCounters;
  readonly "kernel-log": KernelLog;
  readonly "socket-table": SocketTable;
  readonly "local-routes": LocalRoutes;
  readonly neighbours: Neighbours;
  readonly "process-limits": ProcessLimits;
  readonly "address-conflict": AddressConflict;
  readonly "connection-tracking": ConnectionTracking;
  readonly firewall: Firewall;
  readonly "interface-counters": InterfaceCounters;
  readonly "kernel-events": KernelEvents;
  readonly "network-settings": NetworkSettings;
  readonly "path-probe": PathProbe;
  readonly "route-decision": RouteDecision;
  readonly "socket-owners": SocketOwners;
  readonly "tcp-info": TcpInfo;
  readonly "tcp-limits": TcpLimits;
  readonly "traffic-samples": TrafficSamples;
  readonly "proxy-configuration": ProxyConfiguration;
  readonly "proxy-state": ProxyState;
  readonly "logged-exchanges": LoggedExchanges;
  readonly "logged-errors": LoggedErrors;
  readonly "upstream-look": UpstreamLook;
  readonly "process-state": ProcessState;
  readonly "recent-changes": RecentChanges;
  readonly "database-session": DatabaseSession;
  readonly "database-state": DatabaseState;
  readonly "query-plan": QueryPlan;
  readonly "pool-state": PoolState;
  readonly "kube-service": KubeService;
  readonly "kube-endpoints": KubeEndpoints;
  readonly "kube-pods": KubePods;
  readonly "kube-makers": KubeMakers;
  readonly "kube-events": KubeEvents;
  readonly "component-log": ComponentLog;
  readonly "kube-nodes": KubeNodes;
  readonly "kube-routes": KubeRoutes;
  readonly "network-policy": NetworkPolicyFlow;
  readonly "service-datapath": ServiceDatapath;
  readonly "node-network": NodeNetwork;
  readonly "debug-container": DebugContainer;
  readonly "pod-network": PodNetwork;
  readonly "service-look": ServiceLook;
}

export type EvidenceKind = keyof EvidenceValue;

/**
 * How a record came about.
 *
 * - `probe`: we sent something and this came back.
 * - `observed`: read as it is, without sending anything.
 * - `counted`: a counter, which only a second reading gives meaning.
 * - `logged`: somebody else wrote it down.
 * - `told`: the user or the configuration said so; no evidence by itself.
 */
export type By = "probe" | "observed" | "counted" | "logged" | "told";

/**
 * Why it was looked at. Only `reference` records are the request as the caller would make it; all others are
 * evidence about it and never attempts. docs/contract.md, "Status".
 *
 * - `reference`: a step of an attempt.
 * - `difference`: the same step with something changed: another address, resolver, protocol, size.
 * - `freeze`: state that decays, read before the first probe; `thaw`: the same, read again at the end.
 * - `context`: anything else.
 */
export type Purpose = "reference" | "difference" | "freeze" | "thaw" | "context";

/** One record: what was seen, when, from where, and by what means. Never changed once made. */
export type Evidence<K extends EvidenceKind = EvidenceKind> = {
  [P in K]: {
    /** Unique within one incident; verdicts cite it. Example: `e14`. */
    readonly id: string;
    readonly kind: P;
    /** Version of the kind's shape; 1 unless `kinds.ts` says more. */
    readonly version: number;
    readonly observedAt: EpochMs;
    readonly took: Ms;
    /** The host, container or Pod that looked. */
    readonly vantage: string;
    readonly boundary: Boundary;
    /**
     * The hop of the path that it tells of, counted from 1: the client's own request. Left out for the first. State of a whole host
     * tells of every hop that the host is part of.
     */
    readonly hop?: number;
    readonly by: By;
    readonly purpose: Purpose;
    /** The attempt that it is a step of, counted from 1; `null` when it is none's. */
    readonly attempt: number | null;
    /** How to look again by hand, as one shell command. */
    readonly command: string;
    readonly value: EvidenceValue[P];
  };
}[K];

/** Something that could not be seen. Not a fault of the network: a limit of the observer. */
export interface Gap {
  readonly boundary: Boundary;
  /** What would have been looked at: `nftables rules of this host`. */
  readonly needs: string;
  /** Why not, as one of a few words. */
  readonly reason:
    | "permission"
    | "missing-tool"
    | "not-supported"
    | "not-asked"
    | "unreachable"
    | "bounded"
    | "unreadable";
  /** What to do to let it be seen. */
  readonly allowBy: string;
}
