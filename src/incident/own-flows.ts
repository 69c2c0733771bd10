import type { EpochMs, Ms } from "../base/index.ts";
import type { CapturedFlow, Evidence } from "../evidence/index.ts";

/** A flow that the run itself opened, and the record of the connect that it began with. */
export interface OwnFlow {
  readonly flow: CapturedFlow;
  readonly connect: Evidence<"tcp-connect">;
}

/** Between the kernel's stamp of a SYN and ours around the connect. */
const SLACK: Ms = 5;

/**
 * The flows that the run itself opened: from and to the ends of a connect, begun while it was made, and with the same outcome. Where the
 * system does not tell from which port a connect went, and another one or another process of this host fits as well, it is not known
 * which is whose, and none is taken.
 *
 * @param startedAt when the first frame was captured.
 * @param apart how much the clock of the capture may differ, for connects of which the port is known.
 */
export function ownFlows(
  { flows, startedAt }: { readonly flows: readonly CapturedFlow[]; readonly startedAt: EpochMs },
  evidence: readonly Evidence[],
  apart: Ms = SLACK,
): readonly OwnFlow[] {
  const connects = evidence.filter(
    (record): record is Evidence<"tcp-connect"> => record.kind === "tcp-connect" && record.by === "probe",
  );
  return flows.flatMap((flow) => {
    const mine = connects.filter((connect) => isOf(connect, flow, { startedAt, apart }));
    const [connect] = mine;
    if (connect === undefined || (mine.length > 1 && !areOne(mine))) return [];
    const isShared = flows.some((other) => other !== flow && isOf(connect, other, { startedAt, apart }));
    return isShared ? [] : [{ flow, connect }];
  });
}

/** One connection that was taken down twice: when it was made, and how it ended while it was watched. */
const areOne = (connects: readonly Evidence<"tcp-connect">[]): boolean => {
  const ports = new Set(connects.map(({ value }) => value.localPort ?? null));
  return ports.size === 1 && !ports.has(null);
};

function isOf(
  { observedAt, took, value }: Evidence<"tcp-connect">,
  { server, client, first, syns, firstAck }: CapturedFlow,
  { startedAt, apart }: { readonly startedAt: EpochMs; readonly apart: Ms },
): boolean {
  const slack = value.localPort == null ? SLACK : apart;
  const at = startedAt + first.at;
  return (
    syns.length > 0 &&
    server.address === value.address &&
    server.port === value.port &&
    (value.localAddress === null || client.address === value.localAddress) &&
    (value.localPort == null || client.port === value.localPort) &&
    (value.outcome === "reset" || (value.outcome === "connected") === (firstAck !== null)) &&
    at >= observedAt - slack &&
    at <= observedAt + took + slack
  );
}
