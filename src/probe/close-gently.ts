import type { Duplex } from "node:stream";
import type { Ms } from "../base/index.ts";

/** The peer's own FIN comes within a round trip; who is slower is not waited for. */
const GOODBYE: Ms = 250;

/**
 * Ends a connection as a client does: close_notify where there is TLS, then FIN, then the peer's own end.
 *
 * What the peer still sends is read and thrown away: a socket that is closed with unread octets answers with RST.
 */
export async function closeGently(stream: Duplex, signal: AbortSignal): Promise<void> {
  if (stream.destroyed) return;
  stream.on("error", () => {}); // The outcome is known by now.
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, GOODBYE);
    function done(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    }
    stream.once("close", done).once("end", done);
    signal.addEventListener("abort", done, { once: true });
    stream.end();
    stream.resume();
    if (stream.readableEnded || signal.aborted) done();
  });
  stream.destroy();
}
