import { readAttributes, textOf } from "./attributes.ts";
import { HEADER_OCTETS, netlinkFlag } from "./message.ts";

/** NLMSGERR_ATTR_MSG. linux/netlink.h. */
const MESSAGE = 1;

/** What an error message, or the end of a dump, says. */
interface NetlinkVerdict {
  /** errno(3); 0 is an acknowledgement. */
  readonly errno: number;
  /** The kernel's own words; `null` where it has none, or is older than Linux 4.12. */
  readonly explanation: string | null;
}

/**
 * Reads NLMSG_ERROR: the negative errno, the head of the request (and all of it unless "capped"), and attributes.
 */
export function decodeRefusal(payload: Uint8Array, flags: number): NetlinkVerdict {
  const errno = negativeErrno(payload);
  if ((flags & netlinkFlag.acknowledgementAttributes) === 0) return { errno, explanation: null };
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const asked =
    (flags & netlinkFlag.capped) !== 0 || payload.length < 8 ? HEADER_OCTETS : view.getUint32(4, true);
  return { errno, explanation: textOf(readAttributes(payload, 4 + ((asked + 3) & ~3)).get(MESSAGE)) };
}

/** Reads NLMSG_DONE: 0, or the negative errno that cut the dump short, and attributes. */
export function decodeDone(payload: Uint8Array, flags: number): NetlinkVerdict {
  const hasAttributes = (flags & netlinkFlag.acknowledgementAttributes) !== 0;
  return {
    errno: negativeErrno(payload),
    explanation: hasAttributes ? textOf(readAttributes(payload, 4).get(MESSAGE)) : null,
  };
}

function negativeErrno(payload: Uint8Array): number {
  if (payload.length < 4) return 0;
  const value = new DataView(payload.buffer, payload.byteOffset, 4).getInt32(0, true);
  return value < 0 ? -value : 0;
}
