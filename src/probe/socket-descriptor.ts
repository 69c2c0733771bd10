import { readSync } from "node:fs";
import { Socket } from "node:net";
import type { Duplex } from "node:stream";

/** The most that is read at once of what a peer left behind, in octets: an early answer, not a download. */
const MOST_UNREAD = 1024 * 1024;

const PIECE = 64 * 1024;

/** Node keeps the descriptor to itself: it lies in the handle of an open socket, and nowhere else. `null` where there is none. */
export function descriptorOf(socket: Duplex): number | null {
  if (!(socket instanceof Socket)) return null;
  const { _handle: handle } = socket as Socket & { readonly _handle?: { readonly fd?: unknown } | null };
  return typeof handle?.fd === "number" && handle.fd >= 0 ? handle.fd : null;
}

/**
 * What the peer sent on a connection and nobody has read yet, taken from the kernel at once.
 *
 * To be called where a write has just failed, before Node closes the socket: a server that answers and closes while a body is
 * still being sent resets the connection behind its answer (RFC 9112, section 9.6), and the kernel keeps what came before.
 */
export function takeUnread(connection: Duplex): readonly Buffer[] {
  const fd = descriptorOf(connection);
  const pieces: Buffer[] = [];
  let octets = 0;
  while (fd !== null && octets < MOST_UNREAD) {
    const piece = Buffer.allocUnsafe(PIECE);
    const length = readOnce(fd, piece);
    if (length === 0) break;
    octets += length;
    pieces.push(piece.subarray(0, length));
  }
  return pieces;
}

/** Octets that there were; 0 at the end, where there is nothing now, and where the reset itself is next. */
function readOnce(fd: number, room: Buffer): number {
  try {
    return readSync(fd, room);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (
      code === "EAGAIN" ||
      code === "ECONNRESET" ||
      code === "EPIPE" ||
      code === "ETIMEDOUT" ||
      code === "ENOTCONN"
    )
      return 0;
    throw error;
  }
}
