import { type ClientHttp2Session, constants } from "node:http2";
import type { Clock, Ms } from "../base/index.ts";
import type { HttpPing } from "../evidence/index.ts";

/** Silence after which an answer is late: most come sooner, and a person begins to wonder. */
const LATE: Ms = 1_000;

/** What is known of the one PING that a request may send. */
export interface PingWatch {
  /** Begins to wait anew: something came, or was sent. */
  expect(): void;
  /** What came of it, as the field of an answer; empty where there is nothing to tell. */
  told(goawayCode: number | null): { readonly ping?: HttpPing };
  end(): void;
}

/**
 * Sends one PING after a second of silence, or half of the patience where that is less. Never a second one: servers of gRPC
 * end connections on which too many come. RFC 9113, section 6.7.
 */
export function pingWhenLate(
  session: ClientHttp2Session,
  {
    clock,
    timeout,
    maySend,
  }: { readonly clock: Clock; readonly timeout: Ms; readonly maySend: () => boolean },
): PingWatch {
  const late = Math.min(LATE, timeout / 2);
  let timer: NodeJS.Timeout | undefined;
  let expectedAt = clock.ticks();
  let sent: { readonly at: Ms; readonly after: Ms } | null = null;
  let roundTrip: Ms | null = null;

  function send(): void {
    if (!maySend() || session.closed || session.destroyed) return;
    const at = clock.ticks();
    // What is said of a PING after its session ended is no word of the peer.
    const isOnItsWay = session.ping((error) => {
      if (error === null) roundTrip = clock.ticks() - at;
    });
    if (isOnItsWay) sent = { at, after: at - expectedAt };
  }

  return {
    expect() {
      clearTimeout(timer);
      expectedAt = clock.ticks();
      if (sent === null) timer = setTimeout(send, late);
    },
    told(goawayCode) {
      if (sent === null) return {};
      const waited = clock.ticks() - sent.at;
      const isRefused = goawayCode === constants.NGHTTP2_ENHANCE_YOUR_CALM;
      // An answer that comes right after the PING leaves it no time.
      if (roundTrip === null && !isRefused && waited < late / 2) return {};
      return {
        ping: { sentAfter: sent.after, roundTrip, waited: roundTrip === null ? waited : null, isRefused },
      };
    },
    end: () => clearTimeout(timer),
  };
}
