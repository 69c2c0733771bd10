import { lookup } from "node:dns/promises";
import { FaultlineError } from "../base/index.ts";
import { quote } from "../config/index.ts";
import type { Narrowing } from "../host/index.ts";
import { destinationOf } from "./host-destination.ts";
import { mustHaveZone } from "./own-zone.ts";

/** Options of `faultline host`, as commander gives them. */
export interface HostOptions {
  readonly json?: boolean;
  readonly watch?: boolean;
  readonly process?: string;
  readonly to?: string;
  /** Seconds between two readings. */
  readonly interval?: string;
  readonly verbose?: boolean;
}

/** Long enough for growth to show, short enough to wait for. */
const DEFAULT_INTERVAL = 2;
/** Seconds. */
const INTERVALS = { least: 0.1, most: 3600 } as const;

/** What one command line asks for. */
export interface Asked {
  readonly of: string | null;
  readonly only: Narrowing | null;
  readonly flow: { readonly address: string; readonly port: number } | null;
  /** Milliseconds. */
  readonly interval: number;
}

/**
 * Reads the options; names are resolved as the system does.
 *
 * @throws FaultlineError `BAD_OPTION`
 */
export async function readAsked({ process: name, to, interval }: HostOptions): Promise<Asked> {
  const seconds = interval === undefined ? DEFAULT_INTERVAL : secondsOf(interval);
  if (!(seconds >= INTERVALS.least && seconds <= INTERVALS.most))
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot use --interval "${quote(interval ?? "")}": it must be ${INTERVALS.least} to ${INTERVALS.most} seconds\nWrite seconds, for example --interval 5`,
    );
  if (name !== undefined && to !== undefined)
    throw new FaultlineError(
      "BAD_OPTION",
      "Cannot use --process together with --to: each narrows the look\nGive one of them",
    );
  if (to !== undefined) {
    const { host, port } = destinationOf(to);
    const addresses = await addressesOf(host);
    const [address = ""] = addresses;
    return { of: to, only: { addresses, port }, flow: { address, port }, interval: seconds * 1000 };
  }
  const isWanted = (owner: { readonly pid: number; readonly name: string }) =>
    String(owner.pid) === name || owner.name === name;
  return {
    of: name ?? null,
    only: name === undefined ? null : { isWanted },
    flow: null,
    interval: seconds * 1000,
  };
}

/** A plain number, with or without its unit. */
const secondsOf = (text: string): number =>
  /^\d*\.?\d+s?$/.test(text) ? Number.parseFloat(text) : Number.NaN;

async function addressesOf(host: string): Promise<readonly string[]> {
  mustHaveZone(host);
  try {
    return (await lookup(host, { all: true })).map(({ address }) => address);
  } catch (cause) {
    throw new FaultlineError(
      "BAD_OPTION",
      `Cannot find an address of "${quote(host)}"\nGive an address, or see why: faultline check dns://${quote(host)}`,
      { cause },
    );
  }
}
