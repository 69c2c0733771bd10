import type { Ms } from "../base/index.ts";
import {
  MOST_OWN_OCTETS,
  type OwnPackets,
  type OwnRecording,
  type PacketEnd,
  recordOwn,
} from "../capture/index.ts";
import type { CapturedFlow, Evidence, RequestAsked, ResolverConfig } from "../evidence/index.ts";
import type { Walk } from "./walk.ts";

/** Where plain and encrypted redirects lead, and resolvers are asked. */
const [HTTP, HTTPS, DNS] = [80, 443, 53];
/** Connections of a run that are taken down; the file has all. */
const MOST_FLOWS = 64;
/** Between the kernel's stamp of a SYN and ours around the connect. */
const SLACK: Ms = 5;

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

async function takeDown(recording: OwnRecording, { recorder, vantage }: Walk): Promise<Uint8Array> {
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
  for (const { flow, connect } of ownFlows(packets, evidence).slice(0, MOST_FLOWS)) {
    recorder.at(vantage.name).record("captured-flow", flow, {
      boundary: "tcp",
      by: "observed",
      purpose: "context",
      observedAt: connect.observedAt,
      took: flow.last.at - flow.first.at,
      command: `tshark -r capture.pcap -Y 'tcp.stream==${flow.stream}'`,
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

/**
 * The flows that the run itself opened: to the address of a connect, begun while it was made. Where others of this host began one at the
 * same time it is not known which is whose, and none is taken.
 */
function ownFlows(
  { flows, startedAt }: OwnPackets,
  evidence: readonly Evidence[],
): readonly { readonly flow: CapturedFlow; readonly connect: Evidence<"tcp-connect"> }[] {
  const connects = evidence.filter(
    (record): record is Evidence<"tcp-connect"> => record.kind === "tcp-connect",
  );
  const fits = (
    { observedAt, took, value }: Evidence<"tcp-connect">,
    { server, client, first, syns }: CapturedFlow,
  ) => {
    const at = startedAt + first.at;
    return (
      syns.length > 0 &&
      server.address === value.address &&
      server.port === value.port &&
      (value.localAddress === null || client.address === value.localAddress) &&
      at >= observedAt - SLACK &&
      at <= observedAt + took + SLACK
    );
  };
  return flows.flatMap((flow) => {
    const mine = connects.filter((connect) => fits(connect, flow));
    const [connect] = mine;
    if (connect === undefined || flows.filter((other) => fits(connect, other)).length > mine.length)
      return [];
    return [{ flow, connect }];
  });
}
