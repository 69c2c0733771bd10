import { type AnswerReader, createAnswerReader, MAX_HEAD_OCTETS } from "../wire/index.ts";
import {
  type HttpClientContext,
  type HttpRequest,
  type HttpStream,
  KEPT_BODY_OCTETS,
  PAUSE,
  type RawAnswer,
  SENDING_TIMES_TIMEOUT,
  UNACKNOWLEDGED,
  zeros,
} from "./http-ask.ts";
import { writeHttp1Head } from "./http-request-head.ts";
import { takeUnread } from "./socket-descriptor.ts";
import { watchUnacknowledged } from "./tcp-unacknowledged.ts";

/** Content that has no end: that nothing more comes is how it is. Server-sent events; multipart/x-mixed-replace. */
const ENDLESS_CONTENT = /^(text\/event-stream|multipart\/x-mixed-replace)\b/i;

/**
 * Sends one request on a connected stream and reads the answer.
 *
 *     sending ──▶ waiting ──▶ answer ──▶ whole
 *        │ silence    │ silence    │ silence: stalled; octets or time: bounded
 *        ▼ or end     ▼ or end     ▼ or end: truncated
 *
 * Leaves the stream as it is: open and paused where the peer did not end it.
 *
 * @throws The reason of `signal`.
 */
export function speakHttp1(
  stream: HttpStream,
  request: HttpRequest,
  { clock, signal, timeout, bounds }: HttpClientContext,
): Promise<RawAnswer> {
  signal.throwIfAborted();
  const head = writeHttp1Head(request);
  const reader = createAnswerReader(request.method, KEPT_BODY_OCTETS);
  let resolve: (answer: RawAnswer) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<RawAnswer>((onAnswer, onStop) => {
    resolve = onAnswer;
    reject = onStop;
  });
  let connectionEnd: RawAnswer["connectionEnd"] = "open";
  let settled = false;
  let sentOctets = 0;
  let sentAt = clock.ticks();
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  const paused = { total: 0, longest: 0 };
  let silence: NodeJS.Timeout | undefined;
  let total: NodeJS.Timeout | undefined;
  let endWatch = () => {};

  function settle(outcome: RawAnswer["outcome"], error: string | null = null): void {
    if (settled) return;
    release();
    const { framing } = reader;
    resolve({
      outcome,
      connectionEnd,
      error,
      head: reader.head,
      interim: reader.interim,
      endsBy: framing === null || framing.by === "contradiction" ? null : framing.by,
      promisedOctets: framing?.by === "length" ? framing.octets : null,
      bodyOctets: reader.bodyOctets,
      bodyStart: reader.bodyStart,
      strange:
        outcome === "not-http" ? Uint8Array.from(reader.firstOctets.subarray(0, 1024)) : new Uint8Array(0),
      requestHeadOctets: head.length,
      sentOctets,
      firstByte: firstAt === null ? null : Math.max(firstAt - sentAt, 0),
      transfer: firstAt === null || lastAt === null ? null : lastAt - firstAt,
      ...(firstAt === null ? {} : { paused: { ...paused } }),
    });
  }

  function release(): void {
    settled = true;
    clearTimeout(silence);
    clearTimeout(total);
    endWatch();
    stream.off("data", onData).off("end", onEnd).off("close", onClose).off("error", onError);
    stream.on("error", () => {}); // What comes after the answer is nobody's outcome.
    signal.removeEventListener("abort", onAbort);
    stream.pause();
  }

  function expectWithin(): void {
    clearTimeout(silence);
    silence = setTimeout(() => settle(whenSilent(reader)), timeout);
  }

  function onTotal(): void {
    const isComing = lastAt !== null && clock.ticks() - lastAt < bounds.quiet;
    if (isComing || isEndless(reader)) settle("bounded");
    else total = setTimeout(onTotal, bounds.quiet); // Ends by the next octet, or by silence.
  }

  function onData(octets: Buffer): void {
    const now = clock.ticks();
    const gap = lastAt === null ? 0 : now - lastAt;
    if (gap > PAUSE) {
      paused.total += gap;
      paused.longest = Math.max(paused.longest, gap);
    }
    lastAt = now;
    if (firstAt === null) {
      firstAt = lastAt;
      endWatch();
      clearTimeout(total);
      total = setTimeout(onTotal, bounds.bodyTime);
    }
    expectWithin();
    reader.push(octets);
    if (reader.state === "whole") settle("answered");
    else if (reader.state === "not-http") settle("not-http");
    else if (reader.state === "malformed") settle("malformed", complaintOf(reader));
    else if (reader.bodyOctets >= bounds.bodyOctets) settle("bounded");
  }

  function onEnd(): void {
    connectionEnd = "fin";
    reader.end();
    settle(whenEnded(reader, "closed"));
  }

  function onClose(): void {
    if (connectionEnd === "open") connectionEnd = "reset";
    endEarlyAnswer();
    settle(whenEnded(reader, connectionEnd === "fin" ? "closed" : "reset"));
  }

  /** An answer that ends with its connection, and that came before our body was sent, is whole: the reset is the end of our sending. */
  function endEarlyAnswer(): void {
    if (reader.head !== null && sentOctets < request.bodyOctets && reader.framing?.by === "close")
      reader.end();
  }

  function onUnsent(error: NodeJS.ErrnoException, unread: readonly Buffer[]): void {
    for (const octets of unread) if (!settled) onData(octets);
    if (!settled) onError(error);
  }

  function onError(error: NodeJS.ErrnoException): void {
    connectionEnd = "reset";
    endEarlyAnswer();
    const word = error.code ?? error.message;
    // The kernel gave up on the peer: nothing came, as little as an RST.
    if (word === "ETIMEDOUT" || word === "EHOSTUNREACH") settle(whenSilent(reader), word);
    else settle(whenEnded(reader, "reset"), word);
  }

  function onAbort(): void {
    if (settled) return;
    release();
    reject(signal.reason);
  }

  async function send(): Promise<void> {
    if (!(await write(stream, head, onUnsent))) return;
    sentAt = clock.ticks();
    while (sentOctets < request.bodyOctets && !settled && reader.head === null) {
      const part = zeros.subarray(0, Math.min(zeros.length, request.bodyOctets - sentOctets));
      if (!(await write(stream, part, onUnsent))) return;
      // An answer and an RST behind it may be there already: what can be read goes before what can be written.
      await new Promise((next) => setImmediate(next));
      if (settled) return;
      sentOctets += part.length;
      sentAt = clock.ticks();
      if (firstAt === null) expectWithin();
    }
    if (firstAt === null && !settled) clearTimeout(total);
  }

  stream.on("data", onData).on("end", onEnd).on("close", onClose).on("error", onError);
  signal.addEventListener("abort", onAbort, { once: true });
  if (stream.readableEnded) onEnd();
  else if (stream.destroyed) onClose();
  else {
    expectWithin();
    total = setTimeout(() => settle(whenSilent(reader)), timeout * SENDING_TIMES_TIMEOUT);
    endWatch = watchUnacknowledged(
      stream,
      () => sentOctets >= request.bodyOctets,
      () => settle(whenSilent(reader), UNACKNOWLEDGED),
    );
    stream.resume();
    send().catch(onError);
  }
  return promise;
}

/** Whether it was sent; where not, with what the peer had said by then. */
function write(
  stream: HttpStream,
  octets: Uint8Array,
  onUnsent: (error: Error, unread: readonly Buffer[]) => void,
): Promise<boolean> {
  return new Promise((resolve) => {
    stream.write(octets, (error) => {
      // Node closes the socket as soon as this returns.
      if (error) onUnsent(error, stream.readableFlowing === true ? takeUnread(stream) : []);
      resolve(!error);
    });
  });
}

const isEndless = ({ head }: AnswerReader): boolean =>
  head?.fields.some(([name, value]) => name === "content-type" && ENDLESS_CONTENT.test(value)) ?? false;

/** Where an answer breaks the grammar, for people. */
function complaintOf({ head, framing, firstOctets }: AnswerReader): string {
  if (head === null)
    return firstOctets.length >= MAX_HEAD_OCTETS
      ? `a head of more than ${MAX_HEAD_OCTETS} octets`
      : "a head that is none";
  return framing?.by === "contradiction" ? "lengths that contradict each other" : "chunks that are none";
}

function whenSilent(reader: AnswerReader): RawAnswer["outcome"] {
  if (reader.state === "nothing" && reader.interim.length === 0) return "no-answer";
  return isEndless(reader) ? "bounded" : "stalled";
}

function whenEnded(reader: AnswerReader, before: "closed" | "reset"): RawAnswer["outcome"] {
  if (reader.state === "whole") return "answered";
  return reader.state === "nothing" && reader.interim.length === 0 ? before : "truncated";
}
