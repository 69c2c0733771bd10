import { MOST_OWN_OCTETS, type OwnRecording, type PacketEnd, recordOwn } from "../capture/index.ts";
import type { Evidence, RequestAsked, ResolverConfig } from "../evidence/index.ts";
import { type OwnFlow, ownFlows } from "./own-flows.ts";
import type { Walk } from "./walk.ts";

/** Where plain and encrypted redirects lead, and resolvers are asked. */
const [HTTP, HTTPS, DNS] = [80, 443, 53];
/** Connections of a run that are taken down; the file has all. */
const MOST_FLOWS = 64;

/** The packets of a run, while it probes. */
export interface OwnCapture extends AsyncDisposable {
  /** Ends it and takes the run's connections down. @returns the file, `null` where nothing could be recorded. */
  finish(walk: Walk): Promise<Uint8Array | null>;
}

/** Begins to record the packets of a run; without CAP_NET_RAW that is a gap, and the run goes on. */
export function captureOwn(
  { vantage, recorder, asked }: Pick<Walk, "vantage" | "recorder" | "asked">,
  resolver: ResolverConfig | null,
): OwnCapture {
  const recording = recordOwn({ ...portsOf(asked, resolver), vantage });
  if (recording === null) {
    recorder.gap({
      boundary: "client",
      needs: "the packets of this run",
      reason: "permission",
      allowBy: "Run as root (CAP_NET_RAW)",
    });
  }
  return {
    finish: async (walk) => (recording === null ? null : await takeDown(recording, walk)),
    async [Symbol.asyncDispose]() {
      await recording?.[Symbol.asyncDispose]();
    },
  };
}

function portsOf(asked: RequestAsked, resolver: ResolverConfig | null) {
  const dnsPorts = (resolver?.nameservers ?? []).map((server) =>
    Number(/^(?:[^:]+|\[.*\]):(\d+)$/.exec(server)?.[1] ?? DNS),
  );
  const proxy = asked.proxy === null ? [] : [asked.proxy.port];
  return { ports: [asked.port, ...proxy, HTTP, HTTPS], dnsPorts: [DNS, ...dnsPorts] };
}

/**
 * Takes the connections down: those of the request itself with the attempt that they are of, all others as what they are beside it. They
 * are the run's own (`probe`): what became of them the probes tell, and how it came about on the wire these records do.
 */
async function takeDown(recording: OwnRecording, walk: Walk): Promise<Uint8Array> {
  const { recorder, vantage } = walk;
  const { evidence } = recorder;
  const packets = await recording.finish({
    ends: evidence.flatMap(endOf),
    names: evidence.flatMap((record) => (record.kind === "dns-exchange" ? [record.value.name] : [])),
  });
  const { leftOut, dropped } = packets;
  if (leftOut + dropped > 0) {
    recorder.gap({
      boundary: "client",
      needs: `${leftOut + dropped} packets of this run or beside it: more than ${MOST_OWN_OCTETS / 1024 / 1024} MiB of headers, or faster than they could be taken`,
      reason: "bounded",
      allowBy: "Capture beside the check: faultline capture live -i any -f 'host ADDRESS' --write FILE",
    });
  }
  const at = recorder.at(vantage.name);
  const { quality, startedAt } = packets;
  const context = { by: "probe", purpose: "context" } as const;
  at.record("capture-quality", quality, {
    ...context,
    boundary: "client",
    observedAt: quality.frames === 0 ? walk.clock.now() : startedAt,
    took: quality.took,
    command: `capinfos ${quality.file}`,
  });
  const isOfRequest = ({ connect }: OwnFlow) => connect.purpose === "reference" && connect.attempt !== null;
  const own = ownFlows(packets, evidence);
  const first = [...own.filter(isOfRequest), ...own.filter((one) => !isOfRequest(one))].slice(0, MOST_FLOWS);
  for (const one of first) {
    const { flow, connect } = one;
    at.record("captured-flow", flow, {
      boundary: "tcp",
      ...(isOfRequest(one) && connect.attempt !== null
        ? { by: "probe", purpose: "reference", attempt: connect.attempt }
        : context),
      observedAt: startedAt + flow.first.at,
      took: flow.last.at - flow.first.at,
      command: `tshark -r ${quality.file} -Y 'tcp.stream==${flow.stream}'`,
    });
  }
  return packets.pcap;
}

/** Whom a record says that the run has talked to. */
function endOf(record: Evidence): readonly PacketEnd[] {
  if (record.kind === "tcp-connect") return [{ address: record.value.address, port: record.value.port }];
  if (record.kind === "dns-exchange") return [{ address: record.value.server, port: record.value.port }];
  return [];
}
