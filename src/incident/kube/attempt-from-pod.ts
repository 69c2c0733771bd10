import type {
  Attempt,
  Evidence,
  KubeName,
  RequestAsked,
  TcpConnect,
  UpstreamLook,
} from "../../evidence/index.ts";
import type { ToolRequest } from "../../kube/index.ts";
import type { AttemptMade } from "../attempt.ts";
import { nowhere } from "../connect.ts";
import type { Walk } from "../walk.ts";
import { commandIn, requestOf, tellHindrance } from "./look-by-exec.ts";
import { lookFromPod, type PodCommands } from "./pod-commands.ts";

/**
 * The request, made by the tools of a Pod's own container, which the API runs in it: for a Pod that this host sees no process of. What
 * those tools do not tell, as times and the kernel's own words, is not known. `null` where it could not be made: a gap then.
 */
export async function attemptFromPod(
  { asked, recorder, clock, signal }: Walk,
  { pod, number }: { readonly pod: Pick<KubeName, "namespace" | "name">; readonly number: number },
  commands: PodCommands,
): Promise<AttemptMade | null> {
  const { host: address, port } = asked;
  const request = requestOf(asked);
  const way = { to: "request", address, port } as const;
  const { look, image, observedAt, took } = await lookFromPod(pod, { way, request, clock }, commands);
  signal.throwIfAborted();
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
    command: commandIn(pod, way, { request, image }),
  } as const;
  const connect = recorder.record("tcp-connect", connectOf(look), { ...told, boundary: "tcp" });
  const record = recorder.record("attempt", attemptOf(look, { number, asked, took, connect }), {
    ...told,
    boundary: "client",
  });
  return { record, way: { ...nowhere, address, port, records: [connect], connect }, exchanges: [] };
}

/** The same until it was made so many times. One that could not be made is a gap, and so would be all after it, each after its whole time. */
export async function attemptAgain(
  walk: Walk,
  { pod, tries }: { readonly pod: Pick<KubeName, "namespace" | "name">; readonly tries: number },
  commands: PodCommands,
): Promise<void> {
  for (let number = 2; number <= tries; number++)
    if ((await attemptFromPod(walk, { pod, number }, commands)) === null) return;
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
