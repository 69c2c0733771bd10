import { createHash } from "node:crypto";
import { isAddress, type Ms, systemClock } from "../../base/index.ts";
import {
  createRecorder,
  type HttpExchange,
  startOf,
  type TlsHandshake,
  type UpstreamLook,
} from "../../evidence/index.ts";
import {
  addressesBySystem,
  closeGently,
  exchangeHttp,
  loadTrust,
  openTcp,
  type ProbeContext,
  passesVerification,
  probeTls,
  type Trust,
  type TrustAsked,
  watchIdle,
} from "../../probe/index.ts";
import { localVantage } from "../../vantage/index.ts";
import { patience } from "../walk.ts";
import type { ServerLooked, UpstreamAsked, UpstreamTask } from "./hop-task.ts";
import { readTrust } from "./proxy-own.ts";

/** Addresses of one name that are looked at. */
const MOST_ADDRESSES = 4;

/** Time for the look-up of one name. */
const LOOKUP: Ms = 5_000;

/** What a look at upstreams is given. */
export type UpstreamContext = Pick<ProbeContext, "clock" | "signal"> & { readonly trust: Trust };

/** Looks at them from this very process, and tells when each was seen. */
export async function lookFromHere(
  task: UpstreamTask,
  { env, signal }: { readonly env: TrustAsked["environment"]; readonly signal: AbortSignal },
  say: (seen: ServerLooked) => void,
): Promise<void> {
  const clock = systemClock;
  const trust = await loadTrust({ vantage: localVantage(task.from), environment: env, caFile: undefined });
  const ticks = clock.ticks();
  await lookAtUpstreams(task, { clock, signal, trust }, (upstream) => {
    const took = clock.ticks() - ticks;
    say({ upstream, observedAt: clock.now() - took, took });
  });
}

/**
 * Looks at each server of an upstream as a client would that stands where this process runs: one connection at a time to each, all of
 * them side by side in small numbers; then, where it is asked for, how long they keep a connection that is idle.
 */
export async function lookAtUpstreams(
  task: UpstreamTask,
  context: UpstreamContext,
  say: (look: UpstreamLook) => void,
): Promise<void> {
  const { signal } = context;
  const left = [...task.upstreams];
  const work = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      signal.throwIfAborted();
      for (const address of await addressesOf(next.host)) say(await lookAt(next, address, task, context));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** Servers that are looked at side by side. */
const AT_ONCE = 8;

const addressesOf = async (host: string): Promise<readonly string[]> =>
  isAddress(host) ? [host] : ((await addressesBySystem(host, LOOKUP)) ?? []).slice(0, MOST_ADDRESSES);

async function lookAt(
  asked: UpstreamAsked,
  address: string,
  task: UpstreamTask,
  { clock, signal, trust }: UpstreamContext,
): Promise<UpstreamLook> {
  // The steps are told in one record of their own.
  const recorder = createRecorder(task.from);
  const context: ProbeContext = { clock, signal, recorder, purpose: "context", timeout: patience.connect };
  const { upstream, host, port, isBackup } = asked;
  const at = { upstream, host, address, port, isBackup };
  const opened = await openTcp({ address, port, isTargetPort: true }, context);
  const base = { ...at, connect: connectOf(opened.record.value.outcome), connectTook: opened.record.took };
  const nothing: UpstreamLook = { ...base, tls: null, exchange: null, idle: null };
  if (opened.socket === null) return nothing;
  const secured =
    asked.tls === null
      ? { stream: opened.socket, tls: null }
      : await handshake(opened.socket, { ...asked, tls: asked.tls, address }, { ...context, trust });
  if (secured.stream === null) return { ...nothing, tls: secured.tls };
  const { stream } = secured;
  if (task.request === null) {
    await closeGently(stream, signal);
    return { ...nothing, tls: secured.tls };
  }
  const { method, path, hostField, headers, bodyOctets } = task.request;
  const { ticks } = startOf(clock);
  const { value } = await exchangeHttp(
    {
      ...{ stream, address, port, host, path, method },
      protocol: "http/1.1",
      scheme: asked.tls === null ? "http" : "https",
      ...(hostField === null ? {} : { hostField }),
      headers,
      bodyOctets,
      absoluteForm: false,
      onConnection: 1,
      idleBefore: 0,
      keepOpen: task.watchIdle !== null,
      ...(asked.sendsProxyHeader ? { preamble: "proxy-v1" as const } : {}),
    },
    { ...context, timeout: task.patience },
  );
  const exchange = exchangeOf(value, clock.ticks() - ticks);
  const look: UpstreamLook = { ...base, tls: secured.tls, exchange, idle: null };
  if (task.watchIdle === null || stream.destroyed || !stream.writable) return look;
  const idle = await watchIdle(
    { stream, address, port, requestsBefore: 1 },
    { ...context, timeout: task.watchIdle },
  );
  await closeGently(stream, signal);
  const isClosed = idle.value.outcome !== "open";
  return { ...look, idle: { closedAfter: isClosed ? idle.value.idle : null, watched: idle.value.idle } };
}

function connectOf(outcome: string): UpstreamLook["connect"] {
  switch (outcome) {
    case "connected":
    case "refused":
    case "timed-out":
    case "unreachable":
    case "reset":
      return outcome;
    case "prohibited":
    case "no-route":
      return "unreachable";
    default:
      return "other";
  }
}

async function handshake(
  socket: NonNullable<Awaited<ReturnType<typeof openTcp>>["socket"]>,
  asked: UpstreamAsked & { readonly tls: NonNullable<UpstreamAsked["tls"]>; readonly address: string },
  context: ProbeContext & { readonly trust: Trust },
) {
  const { serverName, verifies, trustFile } = asked.tls;
  const trust = await readTrust(trustFile, context.signal);
  const { record, stream } = await probeTls(
    socket,
    {
      address: asked.address,
      port: asked.port,
      serverName,
      verifyName: serverName ?? asked.host,
      alpn: ["http/1.1"],
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.3",
      trust: trust ?? context.trust,
    },
    { ...context, timeout: patience.tls },
  );
  const { value } = record;
  const isFit = stream !== null && (!verifies || passesVerification(value));
  const tls: UpstreamLook["tls"] = {
    outcome: isFit ? "completed" : "failed",
    why: isFit ? null : whyNot(value, stream === null),
    ...(!isFit && isOfThisClient(value, trust) ? { isOfThisClient: true as const } : {}),
    version: value.version,
    certificate: value.chain[0]?.fingerprint ?? null,
  };
  if (!isFit) stream?.destroy();
  return { stream: isFit ? stream : null, tls };
}

/** It was asked for a certificate, and shows none; or all of the server's is as it must be but for who issued it, by another trust than the proxy's. */
const isOfThisClient = (value: TlsHandshake, trust: Trust | null): boolean =>
  (value.outcome !== "completed" && value.clientCertificateAsked === true) ||
  (trust === null &&
    value.trust?.trusted === false &&
    passesVerification({ ...value, trust: { ...value.trust, trusted: true } }));

/** Why TLS was not made, or what it made is not taken. */
export function whyNot(value: TlsHandshake, isOver: boolean): string {
  if (value.alert !== null) return value.alert.name;
  if (value.localError !== null) return value.localError;
  if (isOver)
    return value.outcome === "not-tls" ? "it does not speak TLS" : value.outcome.replaceAll("-", " ");
  if (value.dates === "expired") return "its certificate has expired";
  if (value.dates === "not-yet-valid") return "its certificate is not valid yet";
  if (value.nameMatches === false) return "its certificate does not have the name that is asked for";
  if (value.trust?.trusted === false) return "its certificate leads to no authority that is trusted";
  return "its certificate does not pass verification";
}

/** Outcomes that say nothing else than that no whole answer came. */
function exchangeOf(value: HttpExchange, waited: Ms): UpstreamLook["exchange"] {
  const { outcome, status, phases, software, headers, errorBody } = value;
  const known = {
    answered: "answered",
    bounded: "answered",
    truncated: "truncated",
    stalled: "truncated",
    "no-answer": "no-answer",
    closed: "closed",
    goaway: "closed",
    reset: "reset",
    "stream-reset": "reset",
    "not-http": "not-http",
    malformed: "not-http",
  } as const satisfies Record<HttpExchange["outcome"], NonNullable<UpstreamLook["exchange"]>["outcome"]>;
  const says = [software, headers["server"], headers["x-version"], headers["x-app-version"]];
  return {
    outcome: known[outcome],
    status,
    firstByte: phases.firstByte,
    software: says.find((word) => word !== undefined && word !== null) ?? null,
    bodySha256: errorBody === null ? null : createHash("sha256").update(errorBody).digest("hex"),
    waited,
  };
}
