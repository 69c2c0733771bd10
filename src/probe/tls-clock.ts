import type { TLSSocket } from "node:tls";
import type { Ms } from "../base/index.ts";
import { type Evidence, startOf } from "../evidence/index.ts";
import { closeGently } from "./close-gently.ts";
import type { ProbeContext } from "./context.ts";
import type { TlsAsked } from "./tls.ts";
import { quote } from "./tls-command.ts";

/** The Date field has whole seconds, cut off. RFC 9110, section 6.6.1. */
const RESOLUTION: Ms = 1000;

/** The most of an answer's head that is read. */
const MAX_HEAD = 16 * 1024;

/**
 * Asks a web server what time it is, by a HEAD request without credentials, over a stream whose certificate need not
 * have passed; and closes the stream. `null` where it answers no date.
 *
 * @throws The reason of `context.signal`, when the user stops the run.
 */
export async function askClock(
  stream: TLSSocket,
  { address, port, verifyName }: Pick<TlsAsked, "address" | "port" | "verifyName">,
  context: ProbeContext,
): Promise<Evidence<"clock-reading"> | null> {
  const { clock, recorder, signal } = context;
  const { observedAt, ticks } = startOf(clock);
  const head = await readHead(
    stream,
    `HEAD / HTTP/1.1\r\nHost: ${verifyName}\r\nConnection: close\r\n\r\n`,
    context,
  );
  const took = clock.ticks() - ticks;
  await closeGently(stream, signal);
  signal.throwIfAborted();
  const date = Date.parse(/^date:[ \t]*(.*?)[ \t]*\r?$/im.exec(head)?.[1] ?? "");
  // A cache repeats the date of another time. RFC 9111, section 5.1.
  if (!Number.isFinite(date) || /^age:/im.test(head)) return null;
  return recorder.record(
    "clock-reading",
    {
      of: `${address}:${port}`,
      means: "http-date",
      offset: date + RESOLUTION / 2 - (observedAt + took / 2),
      uncertainty: (RESOLUTION + took) / 2,
    },
    {
      ...{ boundary: "client", by: "probe", purpose: "context", observedAt, took },
      command: `date -u; curl -skI --resolve ${quote(`${verifyName}:${port}:${address}`)} ${quote(`https://${verifyName}:${port}/`)} | grep -i ^date`,
    },
  );
}

function readHead(stream: TLSSocket, request: string, { signal, timeout }: ProbeContext): Promise<string> {
  return new Promise((resolve) => {
    let head = "";
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      stream.off("data", onData).off("end", finish).off("close", finish);
      resolve(head.split("\r\n\r\n")[0] ?? "");
    };
    const onData = (chunk: Buffer) => {
      head += chunk.toString("latin1");
      if (head.includes("\r\n\r\n") || head.length > MAX_HEAD) finish();
    };
    const timer = setTimeout(finish, timeout);
    signal.addEventListener("abort", finish, { once: true });
    stream.on("data", onData).on("end", finish).on("close", finish);
    stream.write(request);
  });
}
