import { randomInt } from "node:crypto";
import { constants } from "node:os";
import { hostPort, type Ms } from "../base/index.ts";
import { type Evidence, type PathHop, type PathProbe, startOf } from "../evidence/index.ts";
import { KernelError } from "../sys/index.ts";
import type { ProbeContext } from "./context.ts";
import { type MtuFound, searchMtu } from "./path-mtu.ts";
import { openPath, UNLIKELY_PORT } from "./path-open.ts";
import { isFromDestination, type PathAnswer } from "./path-probes.ts";
import { isLoop, rttStepOf } from "./path-shape.ts";
import type { PathState } from "./path-state.ts";
import { hopsNow, preparePath } from "./path-walk.ts";

/** What is to be probed. */
export interface PathRequest {
  /** Numeric, IPv4 or IPv6. */
  readonly destination: string;
  /** `null` for ICMP, and for UDP to a port that nothing listens on. */
  readonly port: number | null;
  readonly protocol: "tcp" | "udp" | "icmp";
  /** Probes to each distance. */
  readonly count: number;
  /** Flows, each with its own ports; 1 follows one way alone. */
  readonly flows: number;
  readonly measureMtu: boolean;
  /** 30 unless given. */
  readonly maxTtl?: number;
  /** Ends the walk then with what it has, and a search for the MTU, of a path that was reached, after twice the time; none unless given. */
  readonly bound?: Ms;
  /** Ends the run early, and keeps what it has. */
  readonly until?: AbortSignal;
  /** Told the hops as they grow, ten times a second at most. */
  readonly onChange?: (hops: readonly PathHop[]) => void;
}

/** What this process lacks for a socket, whatever the network is like. socket(2). */
const outOfFiles: ReadonlySet<number> = new Set([
  constants.errno.EMFILE,
  constants.errno.ENFILE,
  constants.errno.ENOBUFS,
  constants.errno.ENOMEM,
]);

/** traceroute(8). */
const USUAL_MAX_TTL = 30;

/** Between two tellings of what is known so far. */
const TELL_EVERY: Ms = 100;

/**
 * Walks the path to a destination with growing TTL and records each router that answers.
 *
 * Probes of a flow have one 5-tuple and one checksum, so that routers that spread flows send them one way (Paris traceroute). Rows are kept to
 * what a router that limits its answers gives; what it leaves out is asked again slowly.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function probePath(
  request: PathRequest,
  context: ProbeContext,
): Promise<Evidence<"path-probe">> {
  const { destination, flows, onChange } = request;
  const { clock, recorder, signal } = context;
  signal.throwIfAborted();
  const { observedAt, ticks } = startOf(clock);
  const until = request.until === undefined ? signal : AbortSignal.any([signal, request.until]);
  const deadline = request.bound === undefined ? null : ticks + request.bound;
  const count = Math.max(request.count, flows);
  const asked = { destination, count, flows, maxTtl: request.maxTtl ?? USUAL_MAX_TTL };
  const target = {
    address: destination,
    port: request.port ?? UNLIKELY_PORT,
    flows,
    nonce: randomInt(2 ** 32),
  };
  const heard: { take: (answer: PathAnswer) => void } = { take: () => {} };
  const opened = open();
  const protocol = opened?.transport.protocol ?? request.protocol;
  const seesQuotes = opened?.seesQuotes ?? false;
  let toldAt = Number.NEGATIVE_INFINITY;
  const tell = (state: PathState) => {
    if (onChange === undefined || clock.ticks() - toldAt < TELL_EVERY) return;
    toldAt = clock.ticks();
    onChange(hopsNow(state, { destination, seesQuotes, protocol }));
  };
  const run = preparePath(
    {
      ...asked,
      provesLoss: protocol !== "udp",
      repeatsFlow: protocol === "icmp",
      isSerial: opened?.transport.isSerial ?? false,
    },
    { deadline, ticks: () => clock.ticks(), until, onChange: tell },
  );
  heard.take = run.take;
  let mtu: MtuFound | null = null;
  try {
    if (opened !== null) await run.walk(opened);
    const end = run.state.end;
    const isReached = run.state.probes.some(
      ({ answer }) => answer !== null && isFromDestination(answer, destination),
    );
    const mayMeasure = opened !== null && !until.aborted && (deadline === null || isReached);
    if (request.measureMtu && mayMeasure) {
      const bounds = { clock, until, deadline: deadline === null ? null : deadline + (request.bound ?? 0) };
      mtu = await searchMtu({ destination, maxTtl: end ?? asked.maxTtl }, bounds);
    }
  } finally {
    opened?.close();
  }
  signal.throwIfAborted();
  const hops = hopsNow(run.state, { destination, seesQuotes, protocol });
  const value = describePath(hops, {
    protocol,
    destination,
    port: protocol === "icmp" ? null : protocol === request.protocol ? target.port : UNLIKELY_PORT,
    source: opened?.transport.source ?? null,
    flows,
    lastTtlTried: run.state.lastTtlTried,
    mtu,
  });
  return recorder.record("path-probe", value, {
    boundary: "path",
    by: "probe",
    purpose: context.purpose === "reference" ? "difference" : context.purpose,
    observedAt,
    took: clock.ticks() - ticks,
    command: commandFor(value),
  });

  /** `null` where this host has no way there at all: an empty path says so. */
  function open() {
    try {
      return openPath(request.protocol, target, {
        onAnswer: (answer) => heard.take(answer),
        gap: (gap) => recorder.gap(gap),
      });
    } catch (error) {
      if (!(error instanceof KernelError)) throw error;
      if (outOfFiles.has(error.errno)) {
        recorder.gap({
          boundary: "path",
          needs: `the path to ${destination}: this process may open no more files`,
          reason: "bounded",
          allowBy: "Raise the limit: ulimit -n 1024",
        });
      }
      return null;
    }
  }
}

/** The record of a run, from its hops. */
export function describePath(
  hops: readonly PathHop[],
  run: Pick<PathProbe, "protocol" | "destination" | "port" | "source" | "flows" | "lastTtlTried"> & {
    readonly mtu: MtuFound | null;
  },
): PathProbe {
  const { mtu, ...rest } = run;
  const destinationHop = hops.find(({ isDestination }) => isDestination);
  const reached = destinationHop !== undefined;
  const last = hops.at(-1);
  const lastWord =
    last === undefined ? undefined : Object.keys(last.said).find((said) => said !== "ttl-exceeded");
  const stopper = last?.addresses[0];
  const exceeded = hops.map(({ said, addresses }) =>
    // A translator lets those behind it speak with the destination's address.
    Object.hasOwn(said, "ttl-exceeded") && addresses[0]?.address !== run.destination
      ? (addresses[0]?.address ?? null)
      : null,
  );
  const mtuOf = (hop: PathHop) =>
    mtu?.saidBy.find(({ address }) => hop.addresses.some((own) => own.address === address))?.mtu ?? hop.mtu;
  return {
    ...rest,
    hops: hops.map((hop) => ({ ...hop, mtu: mtuOf(hop) })),
    reached,
    stoppedBy:
      reached || last === undefined || lastWord === undefined || stopper === undefined
        ? null
        : { ttl: last.ttl, address: stopper.address, said: lastWord },
    atDestination:
      run.protocol === "udp" || destinationHop === undefined
        ? null
        : { sent: destinationHop.sent, answered: destinationHop.answered },
    isLooping: !reached && isLoop(exceeded),
    rttStep: rttStepOf(hops),
    pathMtu: mtu?.pathMtu ?? null,
    mtuSaidBy: mtu?.saidBy ?? [],
    isBlackHole: mtu?.isBlackHole ?? false,
    vanishAfterTtl: mtu?.vanishAfterTtl ?? null,
  };
}

/** How to look again by hand. */
function commandFor({ protocol, destination, port, flows }: PathProbe): string {
  const flag = protocol === "udp" ? "" : ` --${protocol}`;
  const spread = flows > 1 ? ` --flows ${flows}` : "";
  return `faultline path ${port === null || protocol === "udp" ? destination : hostPort(destination, port)}${flag}${spread} --report`;
}
