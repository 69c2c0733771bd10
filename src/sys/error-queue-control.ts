import type { EpochMs } from "../base/index.ts";
import { decodeSocketAddress } from "./probe-socket-address.ts";

/** An error that the kernel queued for a socket. `struct sock_extended_err`, ip(7). */
export interface QueuedError {
  readonly errno: number;
  /** Who says so: this host's kernel, or an ICMP message. */
  readonly origin: "local" | "icmp" | "other";
  readonly type: number;
  readonly code: number;
  /** The MTU, of EMSGSIZE. */
  readonly info: number;
  /** The host that sent the ICMP message; `null` where none did. */
  readonly offender: string | null;
}

/** What the control messages beside a received message say. */
export interface ControlRead {
  readonly error: QueuedError | null;
  /** When the kernel took it in, by the wall clock. */
  readonly receivedAt: EpochMs | null;
  /** TTL or hop limit that it arrived with. */
  readonly ttl: number | null;
}

const SOL_SOCKET = 1;
const SOL_IP = 0;
const SOL_IPV6 = 41;
const SCM_TIMESTAMPNS = 35;
const IP_TTL = 2;
const IP_RECVERR = 11;
const IPV6_RECVERR = 25;
const IPV6_HOPLIMIT = 52;

/** Length and kind of one control message, on 64-bit systems. cmsg(3). */
const HEADER = 16;

/*
 *   0 | length with this header (64 bits) | level (32) | type (32) |
 *  16 | data …, then padding to a multiple of 8                    |
 */
/** Reads the control part of a `struct msghdr`; what is unknown or cut short is passed over. cmsg(3). */
export function readControl(octets: Uint8Array): ControlRead {
  const view = new DataView(octets.buffer, octets.byteOffset, octets.length);
  const read: { -readonly [K in keyof ControlRead]: ControlRead[K] } = {
    error: null,
    receivedAt: null,
    ttl: null,
  };
  for (let at = 0; at + HEADER <= octets.length; ) {
    const length = Number(view.getBigUint64(at, true));
    if (length < HEADER || at + length > octets.length) break;
    const level = view.getInt32(at + 8, true);
    const type = view.getInt32(at + 12, true);
    const data = octets.subarray(at + HEADER, at + length);
    if (level === SOL_SOCKET && type === SCM_TIMESTAMPNS) read.receivedAt = readTime(data) ?? read.receivedAt;
    if ((level === SOL_IP && type === IP_TTL) || (level === SOL_IPV6 && type === IPV6_HOPLIMIT)) {
      read.ttl = data.length < 4 ? null : (data[0] ?? null);
    }
    if ((level === SOL_IP && type === IP_RECVERR) || (level === SOL_IPV6 && type === IPV6_RECVERR)) {
      read.error = readError(data) ?? read.error;
    }
    at += (length + 7) & ~7;
  }
  return read;
}

function readTime(data: Uint8Array): EpochMs | null {
  if (data.length < 16) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  return Number(view.getBigInt64(0, true)) * 1000 + Number(view.getBigInt64(8, true)) / 1e6;
}

/** Origins of errors. linux/errqueue.h. */
const origins: Readonly<Record<number, QueuedError["origin"]>> = { 1: "local", 2: "icmp", 3: "icmp" };

function readError(data: Uint8Array): QueuedError | null {
  if (data.length < 16) return null;
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const origin = origins[data[4] ?? 0] ?? "other";
  return {
    errno: view.getUint32(0, true),
    origin,
    type: data[5] ?? 0,
    code: data[6] ?? 0,
    info: view.getUint32(8, true),
    offender: origin === "icmp" ? (decodeSocketAddress(data.subarray(16))?.address ?? null) : null,
  };
}
