import {
  type Attempt,
  type Evidence,
  type KubeName,
  type RequestAsked,
  startOf,
  type TcpConnect,
  type UpstreamLook,
} from "../../evidence/index.ts";
import { type Cluster, lookByTools, podVantage, type ToolRequest } from "../../kube/index.ts";
import type { AttemptMade } from "../attempt.ts";
import { nowhere } from "../connect.ts";
import type { Walk } from "../walk.ts";
import { commandIn, requestOf, tellHindrance } from "./look-by-exec.ts";

/**
 * The request, made by the tools of a Pod's own container, which the API runs in it: for a Pod that this host sees no process of. What
 * those tools do not tell, as times and the kernel's own words, is not known. `null` where it could not be made: a gap then.
 */
export async function attemptFromPod(
  { asked, recorder, clock, signal }: Walk,
  { pod, number }: { readonly pod: Pick<KubeName, "namespace" | "name">; readonly number: number },
  cluster: Cluster,
): Promise<AttemptMade | null> {
  const { host: address, port } = asked;
  const { run } = podVantage({ namespace: pod.namespace, pod: pod.name, container: null }, cluster);
  const request = requestOf(asked);
  const { observedAt, ticks } = startOf(clock);
  const look = await lookByTools(run, { to: "request", address, port }, request);
  signal.throwIfAborted();
  const took = clock.ticks() - ticks;
  if (typeof look === "string" || !isWhole(look) || !isMade(look, request)) {
    tellHindrance(recorder, pod, {
      what: "the request itself",
      why: typeof look === "string" ? look : "missing-tool",
    });
    return null;
  }
  const told = {
    by: "probe",
    purpose: "reference",
    attempt: number,
    observedAt,
    took,
    command: commandIn(pod, { address, port }, request),
  } as const;
  const connect = recorder.record("tcp-connect", connectOf(look), { ...told, boundary: "tcp" });
  const record = recorder.record("attempt", attemptOf(look, { number, asked, took, connect }), {
    ...told,
    boundary: "client",
  });
  return { record, way: { ...nowhere, address, port, records: [connect], connect }, exchanges: [] };
}

/** How its connection ended is known. */
type WholeLook = UpstreamLook & { readonly connect: Exclude<UpstreamLook["connect"], "other"> };

const isWhole = (look: UpstreamLook): look is WholeLook => look.connect !== "other";

/** Of a request by HTTP a connection alone, which is all that nc makes, is no attempt: it neither failed nor was answered. */
const isMade = ({ connect, tls, exchange }: WholeLook, request: ToolRequest | null): boolean =>
  request === null || connect !== "connected" || exchange !== null || tls?.outcome === "failed";

const errnos = { refused: "ECONNREFUSED", unreachable: "EHOSTUNREACH", reset: "ECONNRESET" } as const;

function connectOf({ connect: outcome, address, port, connectTook }: WholeLook): TcpConnect {
  return {
    address,
    port,
    localAddress: null,
    outcome,
    handshake: outcome === "connected" ? connectTook : null,
    errno: outcome === "connected" || outcome === "timed-out" ? null : errnos[outcome],
    isTargetPort: true,
    icmpErrorCounted: null,
    counted: null,
    afterwards: null,
  };
}

function attemptOf(
  { connect, tls, exchange, address, port, connectTook }: UpstreamLook,
  {
    number,
    asked,
    took,
    connect: step,
  }: {
    readonly number: number;
    readonly asked: RequestAsked;
    readonly took: number;
    readonly connect: Evidence<"tcp-connect">;
  },
): Attempt {
  const isProper =
    exchange === null
      ? tls === null && connect === "connected"
      : exchange.outcome === "answered" && isExpected(exchange.status ?? 0, asked);
  const failedAt =
    connect !== "connected" ? "connect" : tls?.outcome === "failed" ? "tls" : isProper ? null : "exchange";
  return {
    number,
    answeredProperly: failedAt === null,
    failedAt,
    address,
    port,
    took,
    phases: {
      ...{ lookup: null, tls: null, firstByte: null, transfer: null },
      connect: connect === "connected" ? connectTook : null,
    },
    status: exchange?.status ?? null,
    steps: [step.id],
  };
}

/** Without a page of the answer its status alone decides. RFC 9110, section 15. */
const isExpected = (status: number, { expectStatus }: RequestAsked): boolean =>
  (expectStatus ?? [[100, 499]]).some(([from, to]) => status >= from && status <= to);
