import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from "node:http2";
import type { Socket } from "node:net";
import { http2ErrorName } from "../wire/index.ts";
import {
  type HttpClientContext,
  type HttpRequest,
  type HttpStream,
  KEPT_BODY_OCTETS,
  type RawAnswer,
  SENDING_TIMES_TIMEOUT,
  UNACKNOWLEDGED,
  zeros,
} from "./http-ask.ts";
import { requestFields } from "./http-request-head.ts";
import { isEndless, isOurComplaint, promisedBy } from "./http2-answer.ts";
import { fieldsOf, headersOf, octetsOf } from "./http2-fields.ts";
import { pingWhenLate } from "./http2-ping.ts";
import { watchUnacknowledged } from "./tcp-unacknowledged.ts";

/** What is said where the peer's limit lets no request begin. RFC 9113, section 6.5.2. */
const NO_STREAMS = "SETTINGS_MAX_CONCURRENT_STREAMS 0";

/**
 * Sends one request as the first stream of an HTTP/2 connection and reads the answer. The connection is used up by it.
 *
 * @throws The reason of `signal`.
 */
export function speakHttp2(
  stream: HttpStream,
  request: HttpRequest,
  { clock, signal, timeout, bounds, pings = false }: HttpClientContext,
): Promise<RawAnswer> {
  signal.throwIfAborted();
  const fields = requestFields(request);
  let resolve: (answer: RawAnswer) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<RawAnswer>((onAnswer, onStop) => {
    resolve = onAnswer;
    reject = onStop;
  });
  const kept: Buffer[] = [];
  const interim: number[] = [];
  let head: RawAnswer["head"] = null;
  let trailers: RawAnswer["trailers"];
  let bodyOctets = 0;
  let sentOctets = 0;
  let connectionEnd: RawAnswer["connectionEnd"] = "open";
  let goawayCode: number | null = null;
  let settingsSeen = false;
  let allowsNoStream = false;
  let sentAt = clock.ticks();
  let firstAt: number | null = null;
  let lastAt: number | null = null;
  let settled = false;
  let silence: NodeJS.Timeout | undefined;

  // The stream is a socket or a TLS socket in all that is handed in; the type of Duplex is only wider.
  const session = connect(`${request.scheme}://${request.authority}`, {
    createConnection: () => stream as Socket,
  });
  let asked: ClientHttp2Stream | null = null;
  const ping = pingWhenLate(session, { clock, timeout, maySend: () => pings && settingsSeen });

  function settle(outcome: RawAnswer["outcome"], error: string | null = null): void {
    if (settled) return;
    release();
    resolve({
      outcome,
      connectionEnd,
      error,
      head,
      interim,
      endsBy: head === null ? null : "frames",
      promisedOctets: promisedBy(head, request.method),
      bodyOctets,
      bodyStart: Buffer.concat(kept).subarray(0, KEPT_BODY_OCTETS),
      strange: new Uint8Array(0),
      requestHeadOctets: octetsOf(fields),
      sentOctets,
      firstByte: firstAt === null ? null : Math.max(firstAt - sentAt, 0),
      transfer: firstAt === null || lastAt === null ? null : lastAt - firstAt,
      ...(trailers === undefined ? {} : { trailers }),
      ...ping.told(goawayCode),
    });
  }

  function release(): void {
    settled = true;
    clearTimeout(silence);
    clearTimeout(total);
    ping.end();
    endWatch();
    signal.removeEventListener("abort", onAbort);
    closeSession(session, asked);
  }

  function onAbort(): void {
    if (settled) return;
    release();
    reject(signal.reason);
  }

  // A call that was sent whole has one answer; a stream of others may be silent for ever.
  const mayGoOn = () => request.content === undefined && isEndless(head);
  const whenSilent = () => (firstAt === null ? "no-answer" : mayGoOn() ? "bounded" : "stalled");

  function expectWithin(): void {
    clearTimeout(silence);
    ping.expect();
    silence = setTimeout(onSilence, timeout);
  }

  function onSilence(): void {
    if (firstAt === null && allowsNoStream) settle("stream-reset", NO_STREAMS);
    else settle(whenSilent());
  }

  function onTotal(): void {
    const isComing = lastAt !== null && clock.ticks() - lastAt < bounds.quiet;
    if (isComing || mayGoOn()) settle("bounded");
    else total = setTimeout(onTotal, bounds.quiet);
  }

  function onOctets(): void {
    lastAt = clock.ticks();
    if (firstAt === null) {
      firstAt = lastAt;
      endWatch();
      clearTimeout(total);
      total = setTimeout(onTotal, bounds.bodyTime);
    }
    expectWithin();
  }

  /** The answer ended before its end: by what, the connection or the stream knows. */
  function settleBroken(error: string | null): void {
    if (head !== null) settle("truncated", http2ErrorName(goawayCode ?? undefined) ?? error);
    else if (goawayCode !== null) settle("goaway", http2ErrorName(goawayCode) ?? error);
    else if (isOurComplaint(error)) settle(settingsSeen ? "malformed" : "not-http", error);
    else if (connectionEnd === "fin") settle("closed", error);
    else settle("reset", error);
  }

  const endWatch = watchUnacknowledged(
    stream,
    () => sentOctets >= request.bodyOctets,
    () => settle(whenSilent(), UNACKNOWLEDGED),
  );
  let total = setTimeout(() => settle(whenSilent()), timeout * SENDING_TIMES_TIMEOUT);
  expectWithin();
  signal.addEventListener("abort", onAbort, { once: true });
  stream.once("end", () => {
    connectionEnd = "fin";
  });
  stream.on("error", (error: NodeJS.ErrnoException) => {
    connectionEnd = "reset";
    settleBroken(error.code ?? error.message);
  });
  session.on("remoteSettings", ({ maxConcurrentStreams }) => {
    settingsSeen = true;
    allowsNoStream = maxConcurrentStreams === 0;
  });
  session.on("goaway", (code) => {
    goawayCode = code;
  });
  session.on("error", (error: NodeJS.ErrnoException) => settleBroken(error.code ?? error.message));
  session.on("close", () => settleBroken(null));

  try {
    asked = session.request(headersOf(request, fields), { endStream: request.bodyOctets === 0 });
  } catch (error) {
    // Only what the caller's own fields can do wrong: HTTP/2 has stricter names. The rest is thrown as it is.
    release();
    throw error;
  }
  const ofRequest = asked;
  ofRequest.on("ready", () => {
    sentAt = clock.ticks();
  });
  ofRequest.on("headers", (headers) => {
    onOctets();
    interim.push(Number(headers[":status"]));
  });
  ofRequest.on("response", (headers) => {
    onOctets();
    head = { status: Number(headers[":status"]), reason: "", fields: fieldsOf(headers) };
  });
  ofRequest.on("trailers", (headers) => {
    onOctets();
    trailers = fieldsOf(headers);
  });
  ofRequest.on("data", (octets: Buffer) => {
    onOctets();
    if (bodyOctets < KEPT_BODY_OCTETS) kept.push(Buffer.from(octets));
    bodyOctets += octets.length;
    if (bodyOctets >= bounds.bodyOctets) settle("bounded");
  });
  ofRequest.on("error", (error: NodeJS.ErrnoException) => {
    const code = http2ErrorName(ofRequest.rstCode);
    // The peer's RST_STREAM has an error of its own; a complaint of our library has another.
    const byPeer = error.code === "ERR_HTTP2_STREAM_ERROR" && settingsSeen && head === null;
    if (byPeer && goawayCode === null) settle("stream-reset", allowsNoStream ? NO_STREAMS : code);
    else if (byPeer) settle("goaway", http2ErrorName(goawayCode ?? undefined) ?? code);
    else settleBroken(error.code === "ERR_HTTP2_STREAM_ERROR" ? code : (error.code ?? error.message));
  });
  ofRequest.on("end", () => {
    // Node ends a stream that was reset as well; only a whole one has no code.
    if (head !== null && ofRequest.rstCode === constants.NGHTTP2_NO_ERROR) settle("answered");
  });
  ofRequest.on("close", () => {
    if (head !== null && ofRequest.rstCode === constants.NGHTTP2_NO_ERROR) settle("answered");
    else settleBroken(http2ErrorName(ofRequest.rstCode));
  });

  async function send(): Promise<void> {
    while (sentOctets < request.bodyOctets && !settled && head === null) {
      const part =
        request.content?.subarray(sentOctets) ??
        zeros.subarray(0, Math.min(zeros.length, request.bodyOctets - sentOctets));
      await new Promise<void>((sent) => ofRequest.write(part, () => sent()));
      if (settled || ofRequest.destroyed) return;
      sentOctets += part.length;
      sentAt = clock.ticks();
      if (firstAt === null) expectWithin();
    }
    if (!settled && head === null) ofRequest.end();
  }
  if (request.bodyOctets > 0) void send();
  return promise;
}

/** Ends what is left of the request, then the connection, by GOAWAY. */
function closeSession(session: ClientHttp2Session, asked: ClientHttp2Stream | null): void {
  asked?.on("error", () => {});
  session.on("error", () => {});
  if (asked !== null && !asked.closed) asked.close(constants.NGHTTP2_CANCEL);
  if (!session.closed && !session.destroyed) session.close();
}
