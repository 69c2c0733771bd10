import type { Ms } from "../../base/index.ts";
import type {
  InterfaceCounters,
  KernelCounters,
  KernelLog,
  ProcessLimits,
  SocketOwners,
  TcpLimits,
} from "../../evidence/index.ts";

/** What a host said of itself at one moment. `null`: it could not be read. */
export interface HostReading {
  /** By the monotonic clock. */
  readonly ticks: Ms;
  readonly owners: SocketOwners | null;
  readonly counters: KernelCounters | null;
  readonly interfaces: InterfaceCounters | null;
  readonly tcp: TcpLimits | null;
  readonly limits: ProcessLimits | null;
  readonly log: KernelLog | null;
  /** Number of the network namespace, as lines of the log name it. */
  readonly namespace: string | null;
  /** Seconds since boot, to tell how old a line of the log is. */
  readonly uptime: number | null;
}

/** Two readings of one host, the later one and the one before it. */
export interface Readings {
  readonly now: HostReading;
  readonly before: HostReading | null;
}

/**
 * What is to be said of one thing.
 *
 * - `fault`: the kernel states that something fails now, or is about to.
 * - `notable`: worth knowing; nothing shows that it hurts.
 * - `normal`: looks like a fault and is none.
 */
export interface Finding {
  /** Stable: `close-wait-leak`. */
  readonly id: string;
  readonly level: "fault" | "notable" | "normal";
  /** Among those of one level the greater comes first: the share of the limit, where there is one. */
  readonly weight: number;
  /** The process, peer, listener or interface; `null` where it is the host. */
  readonly subject: string | null;
  /** What it is. */
  readonly what: string;
  readonly numbers: string;
  /** The number that it is held against, and whose that is. */
  readonly threshold: string;
  /** Shows the same. */
  readonly command: string;
  readonly advice: readonly string[];
}

/** Looks at two readings and says what is to be said. Pure. */
export type Assessor = (readings: Readings) => readonly Finding[];

/** How far a counter rose between the readings; `null` where one of them lacks it, or it was reset between them. */
export function riseOf({ now, before }: Readings, name: string): number | null {
  const after = now.counters?.counters[name];
  const at = before?.counters?.counters[name];
  return after === undefined || at === undefined || after < at ? null : after - at;
}

/** A counter since boot; 0 where the kernel does not have it. */
export const countOf = ({ now }: Readings, name: string): number => now.counters?.counters[name] ?? 0;

/** Between the readings, in seconds; `null` where there is one alone. */
export const secondsBetween = ({ now, before }: Readings): number | null =>
  before === null || now.ticks <= before.ticks ? null : (now.ticks - before.ticks) / 1000;

/** `3 s`, `0.5 s`: for the numbers of a finding. */
export const spanOf = (readings: Readings): string =>
  `${Number((secondsBetween(readings) ?? 0).toFixed(1))} s`;

/** A share of a limit for a person. */
export const percent = (share: number): string =>
  share > 0 && share < 0.01 ? "under 1 %" : `${share > 0.99 && share < 1 ? 99 : Math.round(share * 100)} %`;

/** A number that can be read: `28,232`. */
export const grouped = (number: number): string => String(number).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

/** The sockets of a pile in one state. */
export const inState = (
  pile: { readonly byState: Readonly<Record<string, number>> } | null | undefined,
  state: string,
): number => pile?.byState[state] ?? 0;
