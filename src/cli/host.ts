import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { type Clock, FaultlineError, hostPort } from "../base/index.ts";
import { quote } from "../config/index.ts";
import { createRecorder, type Evidence, type Gap } from "../evidence/index.ts";
import {
  assessFlow,
  assessHost,
  type Finding,
  type HostReading,
  lookAtFlow,
  readHost,
  worstFirst,
} from "../host/index.ts";
import { clockTime, type HostPage, hostLive, hostText, isoTime } from "../report/index.ts";
import { localVantage, type Vantage } from "../vantage/index.ts";
import { type Asked, type HostOptions, readAsked } from "./host-asked.ts";
import { exitStatus, type Io } from "./io.ts";
import { openScreen } from "./screen.ts";

/** What the command is given besides its options. */
export interface HostContext {
  readonly io: Io;
  readonly clock: Clock;
  readonly vantage?: Vantage;
}

/** One reading and what came of it. */
interface Look {
  readonly reading: HostReading;
  readonly records: readonly Evidence[];
  readonly gaps: readonly Gap[];
}

/**
 * `faultline host`: what the kernel of this host knows, read twice. @returns 0 nothing wrong, 1 something is.
 *
 * @throws FaultlineError `BAD_OPTION`
 */
export async function hostCommand(
  options: HostOptions,
  { io, clock, vantage }: HostContext,
): Promise<number> {
  const here = vantage ?? localVantage("client");
  const asked = await readAsked(options);
  const first = await look(here, asked, { io, clock });
  if (options.process !== undefined && first.reading.owners?.processes.length === 0) {
    const hint =
      first.gaps.length > 0
        ? "Run as root: other users' processes are not seen without"
        : "See which there are: faultline host";
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot find a process "${quote(options.process)}" that holds a TCP socket\n${hint}`,
    );
  }
  if (options.watch === true) return watch(first, { here, asked, options, io, clock });
  await pause(asked.interval, undefined, { signal: io.signal });
  const second = await look(here, asked, { io, clock });
  const told = tell(first, second, asked);
  if (options.json === true) io.out(`${JSON.stringify(asJson(told, [first, second], true), null, 2)}\n`);
  else io.out(hostText(told, { color: io.color, width: io.columns, verbose: options.verbose === true }));
  return statusOf(told.findings);
}

async function look(
  here: Vantage,
  { only, flow, of }: Asked,
  { io, clock }: { io: Io; clock: Clock },
): Promise<Look> {
  const recorder = createRecorder(here.name);
  const context = { clock, signal: io.signal, recorder };
  const reading = await readHost(
    { vantage: here, context, purpose: "context", target: flow },
    only === null ? {} : { only },
  );
  if (flow !== null) {
    await lookAtFlow({
      vantage: here,
      context,
      flow: { clientAddress: null, serverAddress: flow.address, port: flow.port, protocol: "tcp" },
      purpose: "context",
    });
  }
  // What concerns the whole host says nothing of one process.
  const isProcess = of !== null && flow === null;
  const ofSockets = { ...reading, counters: null, interfaces: null, log: null, limits: null };
  const ofFlow = {
    ...reading,
    counters: onTheWay(reading.counters),
    interfaces: ofDevices(reading.interfaces, recorder.evidence),
  };
  const narrowed = isProcess ? ofSockets : flow === null ? reading : ofFlow;
  return { reading: narrowed, records: recorder.evidence, gaps: recorder.gaps };
}

/** Counters of what a packet to somewhere meets on its way out of this host, and its answer on the way in. */
const onTheWay = (counters: HostReading["counters"]): HostReading["counters"] =>
  counters === null
    ? null
    : {
        counters: Object.fromEntries(
          Object.entries(counters.counters).filter(([name]) =>
            /^(nf_conntrack_|IpOutNoRoutes$|TcpExtIPReversePathFilter$)/.test(name),
          ),
        ),
      };

/** The interfaces that the flow's packets leave and come by, as the kernel routes them. */
function ofDevices(
  counters: HostReading["interfaces"],
  records: readonly Evidence[],
): HostReading["interfaces"] {
  const devices = records.flatMap((record) =>
    record.kind === "route-decision" ? [record.value.device] : [],
  );
  if (counters === null || devices.every((device) => device === null)) return counters;
  return { ...counters, interfaces: counters.interfaces.filter(({ name }) => devices.includes(name)) };
}

/** What two looks come to. */
function tell(
  before: Look | null,
  now: Look,
  { of, flow }: Asked,
): Omit<HostPage, "findings"> & { readonly findings: readonly Finding[] } {
  const findings = [
    ...assessHost({ now: now.reading, before: before?.reading ?? null }),
    ...(flow === null ? [] : assessFlow(now.records, hostPort(flow.address, flow.port))),
  ];
  return {
    host: hostname(),
    of,
    findings: worstFirst(findings),
    gaps: now.gaps,
    now: now.reading,
    before: before?.reading ?? null,
    span: before === null ? null : now.reading.ticks - before.reading.ticks,
  };
}

const statusOf = (findings: readonly Finding[]): number =>
  findings.some(({ level }) => level === "fault") ? exitStatus.fault : exitStatus.healthy;

function asJson(
  { host, of, findings, gaps, span }: ReturnType<typeof tell>,
  looks: readonly Look[],
  withEvidence: boolean,
) {
  const at = looks.at(-1)?.records[0]?.observedAt ?? 0;
  return {
    schema: "faultline.host/1",
    host,
    of,
    at: isoTime(at),
    secondsBetween: span === null ? null : Number((span / 1000).toFixed(3)),
    isWrong: statusOf(findings) === exitStatus.fault,
    findings: findings.map(({ weight: _, ...finding }) => finding),
    gaps,
    ...(withEvidence
      ? {
          readings: looks.map(({ records }) =>
            records.map(({ observedAt, took, kind, command, value }) => ({
              kind,
              observedAt: isoTime(observedAt),
              tookMs: Number(took.toFixed(3)),
              command,
              value,
            })),
          ),
        }
      : {}),
  };
}

/** Looks again and again until a key or a signal ends it. @returns the status of the last look. */
async function watch(
  first: Look,
  how: { here: Vantage; asked: Asked; options: HostOptions; io: Io; clock: Clock },
): Promise<number> {
  const { here, asked, options, io, clock } = how;
  const ending = new AbortController();
  const signal = AbortSignal.any([io.signal, ending.signal]);
  let page = tell(null, first, asked);
  const draw = () => {
    if (screen === null) return;
    const size = screen.size();
    screen.draw(hostLive(page, { ...size, color: io.color, at: clockTime(clock.now()) }));
  };
  const screen = options.json === true ? null : openScreen(() => ending.abort(), draw);
  try {
    draw();
    let before = first;
    while (!signal.aborted) {
      await pause(asked.interval, undefined, { signal });
      const now = await look(here, asked, { io, clock });
      page = tell(before, now, asked);
      before = now;
      if (options.json === true) io.out(`${JSON.stringify(asJson(page, [now], false))}\n`);
      else if (screen === null)
        io.out(`${hostText(page, { color: io.color, width: io.columns, verbose: false })}\n`);
      else draw();
    }
  } catch (error) {
    // A key or ctrl-C is how a view ends.
    if (!signal.aborted) throw error;
  } finally {
    screen?.close();
  }
  return statusOf(page.findings);
}
