import type { Evidence, Gap } from "../evidence/index.ts";
import { isoTime, roundMs } from "./units.ts";

/** The record and its gaps as one JSON document. */
export function pathJson(target: string, record: Evidence<"path-probe">, gaps: readonly Gap[]): string {
  const { observedAt, took, ...rest } = record;
  const evidence = { ...rest, observedAt: isoTime(observedAt), tookMs: roundMs(took) };
  return `${JSON.stringify({ schema: "faultline.path/1", target, gaps, evidence }, rounded, 2)}\n`;
}

const rounded = (_: string, value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? Number(value.toFixed(4)) : value;

/**
 * The same in the form of `mtr --json`, for what reads that.
 *
 * @param host Name of this host.
 * @param target What was asked for.
 */
export function mtrJson(
  record: Evidence<"path-probe">,
  { host, target }: { readonly host: string; readonly target: string },
): string {
  const { hops, protocol, pathMtu } = record.value;
  const hubs = hops.map(({ ttl, addresses, sent: all, answered, rtt, isRateLimited }) => {
    // A router that answers no oftener loses nothing, and this form has no other word for it.
    const sent = isRateLimited ? answered : all;
    return {
      count: ttl,
      host: addresses[0]?.address ?? "???",
      "Loss%": percent(sent === 0 ? 0 : (sent - answered) / sent),
      Snt: sent,
      Last: time(rtt?.last),
      Avg: time(rtt?.mean),
      Best: time(rtt?.best),
      Wrst: time(rtt?.worst),
      StDev: time(rtt?.deviation),
    };
  });
  const mtr = {
    src: host,
    dst: target,
    tos: 0,
    tests: Math.max(0, ...hops.map(({ sent }) => sent)),
    psize: String(pathMtu ?? (protocol === "tcp" ? 44 : 36)),
    bitpattern: "0x00",
  };
  return `${JSON.stringify({ report: { mtr, hubs } }, null, 4)}\n`;
}

/** mtr prints three digits, of milliseconds. */
const time = (value: number | undefined): number => Number((value ?? 0).toFixed(3));
const percent = (share: number): number => Number((share * 100).toFixed(3));
