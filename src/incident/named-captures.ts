import { type EpochMs, groupBy, hostPort, type Ms } from "../base/index.ts";
import { type CaptureFacts, CaptureReading, incidentsOf } from "../capture/index.ts";
import type { CapturedFlow, Details, Evidence, Recorder, RequestAsked } from "../evidence/index.ts";
import { captureGaps } from "./capture-gaps.ts";
import { compareNamed, type NamedPlace } from "./compare-named.ts";
import { takeOthersRequests } from "./others-requests.ts";
import { type OwnFlow, ownFlows } from "./own-flows.ts";
import type { Walk } from "./walk.ts";

/** A capture that the configuration names. */
export interface CaptureAsked {
  /** Name of the place where it was made. */
  readonly at: string;
  readonly file: string;
}

/** What of a run is needed to read a capture for it. */
type Reading = Pick<Walk, "asked" | "vantage" | "clock" | "recorder" | "signal">;

/** Requests of others count that were made so long before the run. docs/contract.md, "Status". */
const BEFORE: Ms = 300_000;
/** Ports of a connection are not used again for so long: TIME_WAIT lasts 60 s on Linux. Clocks that differ by more share nothing. */
const SAME_PORTS: Ms = 30_000;
/** What began so long before the run is not of it, by whatever clock. */
const APART: Ms = 2_000;
/** Older connections that are taken down beside. */
const MOST_OLDER = 16;

/**
 * Reads the captures that were named, and takes down what they show of the target: the request's own connections, those of others within
 * the time that counts, and older ones beside.
 *
 * @param since when the run began.
 * @throws FaultlineError where one of them cannot be read.
 */
export async function readNamedCaptures(
  captures: readonly CaptureAsked[],
  walk: Reading,
  since: EpochMs,
): Promise<void> {
  const places: NamedPlace[] = [];
  for (const pieces of groupBy(captures, ({ at }) => at)) {
    const { signal } = walk;
    const reading = await CaptureReading.begin(
      pieces.map(({ file }) => file),
      { signal },
    );
    await reading.read({ signal });
    signal.throwIfAborted();
    const { at } = pieces[0];
    const streams = takeDown({ ...reading.finish(), vantage: at }, walk, since);
    places.push({ at, files: reading.files, streams });
  }
  const [first, second] = places;
  const address = goneTo(walk);
  if (first === undefined || second === undefined || address === null) return;
  await compareNamed([first, second], { address, port: walk.asked.port }, walk);
}

/** The address that the request's own last attempt went to; `null` where it went to none. */
const goneTo = ({ recorder: { evidence } }: Reading): string | null => {
  const last = evidence.findLast(
    (record) => record.kind === "attempt" && record.purpose === "reference" && record.by === "probe",
  );
  return last?.kind === "attempt" ? last.value.address : null;
};

/** @returns the connections that count: the request's own, and those of others. */
function takeDown(facts: CaptureFacts, walk: Reading, since: EpochMs): ReadonlySet<number> {
  const { asked, vantage, clock } = walk;
  const recorder = walk.recorder.at(facts.vantage);
  const { quality } = facts;
  const isHere = facts.vantage === vantage.name;
  const startedAt = facts.startedAt - clockOffset(recorder.evidence, facts.vantage);
  recorder.record("capture-quality", quality, {
    ...beside,
    boundary: "client",
    observedAt: startedAt,
    took: quality.took,
    command: `capinfos ${quality.file}`,
  });
  for (const gap of captureGaps(quality)) recorder.gap(gap);
  const place: Place = { facts, startedAt, recorder };
  const own = ownFlows({ flows: facts.flows, startedAt }, recorder.evidence, SAME_PORTS);
  takeOwn(own, place, isHere);
  // What goes to a forward proxy is for whatever targets.
  const ofRequest = own.filter(({ connect }) => connect.purpose === "reference" && connect.attempt !== null);
  const streams = new Set(ofRequest.map(({ flow }) => flow.stream));
  if (asked.proxy !== null) return streams;
  const endOf = (flow: CapturedFlow) => startedAt + flow.last.at;
  const flows = facts.flows.filter(isToTarget(walk, facts));
  const isOthers = othersIn(own, place, since);
  const counting = flows.filter((flow) => endOf(flow) >= since - BEFORE && isOthers(flow));
  const incidents = incidentsOf({ ...facts, startedAt, flows: counting });
  // The run's own questions cannot be told from those of others.
  const until = asked.scheme === "dns" ? since : clock.now();
  for (const { evidence } of incidents)
    if (isAbout(evidence, asked))
      takeOthersRequests(evidence, { asked, recorder, isHere, from: since - BEFORE, until });
  const older = flows.filter((flow) => endOf(flow) < since - BEFORE);
  for (const flow of older.slice(-MOST_OLDER)) takeFlow(flow, beside, place);
  for (const { stream } of counting) streams.add(stream);
  return streams;
}

/** A capture, and where what it shows is taken down. */
interface Place {
  readonly facts: CaptureFacts;
  /** When its first frame was captured, by the clock of the run. */
  readonly startedAt: EpochMs;
  readonly recorder: Recorder;
}

const beside = { by: "observed", purpose: "context" } as const;

function takeFlow(
  flow: CapturedFlow,
  as: Pick<Details, "by" | "purpose" | "attempt">,
  { facts, startedAt, recorder }: Place,
): void {
  recorder.record("captured-flow", flow, {
    ...as,
    boundary: "tcp",
    observedAt: startedAt + flow.first.at,
    took: flow.last.at - flow.first.at,
    command: `tshark -r ${facts.quality.file} -Y 'tcp.stream==${flow.stream}'`,
  });
}

/** The connections of the request itself; those that the run recorded as well are there already. */
function takeOwn(own: readonly OwnFlow[], place: Place, isHere: boolean): void {
  const known = new Set(
    place.recorder.evidence.flatMap((record) =>
      isHere && record.kind === "captured-flow" ? [portsOf(record.value)] : [],
    ),
  );
  for (const { flow, connect } of own) {
    const { attempt, purpose } = connect;
    if (purpose === "reference" && attempt !== null && !known.has(portsOf(flow)))
      takeFlow(flow, { by: "probe", purpose, attempt }, place);
  }
}

const portsOf = ({ client, server }: CapturedFlow): string =>
  `${hostPort(client.address, client.port)} ${hostPort(server.address, server.port)}`;

/**
 * Which connections are surely not the run's own. What began before it is not; what began later is another's where its address is, and
 * the run's own connections are seen as they were sent: behind an address translation all may look alike.
 */
function othersIn(
  own: readonly OwnFlow[],
  { startedAt, recorder }: Place,
  since: EpochMs,
): (flow: CapturedFlow) => boolean {
  const ours = new Set(
    recorder.evidence.flatMap((record) =>
      record.kind === "tcp-connect" && record.by === "probe" ? (record.value.localAddress ?? []) : [],
    ),
  );
  for (const { flow } of own) ours.add(flow.client.address);
  return ({ first, client }) =>
    startedAt + first.at < since - APART || (own.length > 0 && !ours.has(client.address));
}

/** To an address and port that the run went to, or made for the target's name at its port. */
function isToTarget(
  { asked, recorder }: Reading,
  { applications }: CaptureFacts,
): (flow: CapturedFlow) => boolean {
  const addresses = new Set(
    recorder.evidence.flatMap((record) => {
      if (record.purpose !== "reference" || record.by !== "probe") return [];
      if (record.kind === "name-lookup") return record.value.addresses;
      return record.kind === "attempt" ? (record.value.address ?? []) : [];
    }),
  );
  if (asked.hostIsAddress) addresses.add(asked.host);
  const isName = (name: string | null | undefined) =>
    name != null && bareName(name.replace(/:\d*$/, "")) === bareName(asked.host);
  const named = new Set([
    ...(applications?.tls.kept ?? []).flatMap((one) =>
      isName(one.clientHello?.serverName) ? [one.stream] : [],
    ),
    ...(applications?.http.kept ?? []).flatMap((one) => (isName(one.host) ? [one.stream] : [])),
  ]);
  return ({ server, stream }) =>
    server.port === asked.port && (addresses.has(server.address) || named.has(stream));
}

/** What was asked for the target's name, or for none that can be seen; another name of the same server is another's. */
function isAbout(evidence: readonly Evidence[], asked: RequestAsked): boolean {
  const told = evidence.find((record) => record.kind === "request-asked");
  if (told?.kind !== "request-asked") return false;
  const { scheme, host, hostIsAddress, questionType } = told.value;
  if ((scheme === "dns") !== (asked.scheme === "dns")) return false;
  if (scheme === "dns" && questionType !== null && asked.questionType !== null)
    return questionType === asked.questionType && bareName(host) === bareName(asked.host);
  return asked.scheme === "tcp" || hostIsAddress || bareName(host) === bareName(asked.host);
}

/** Names are the same whatever their case, with or without the dot at the end. RFC 1035, section 2.3.3. */
const bareName = (name: string): string => name.toLowerCase().replace(/\.$/, "");

/** By how much the clock of a place is ahead, as far as it was read. */
function clockOffset(evidence: readonly Evidence[], place: string): Ms {
  const reading = evidence.find((record) => record.kind === "clock-reading" && record.value.of === place);
  return reading?.kind === "clock-reading" ? (reading.value.offset ?? 0) : 0;
}
