import { createServer as createHttp2Server, type Http2Session, type ServerHttp2Stream } from "node:http2";
import type { Server } from "node:net";
import { describe, expect, test } from "vitest";
import { ask, context, raw } from "../../test/http-asking.ts";

/** A server of HTTP/2 that does with each request what it is told. */
function h2(
  onStream: (stream: ServerHttp2Stream) => void,
  onSession: (session: Http2Session) => void = () => {},
) {
  const server = createHttp2Server();
  server.on("session", onSession);
  server.on("stream", (stream) => {
    stream.on("error", () => {});
    onStream(stream);
  });
  server.on("sessionError", () => {});
  return server as unknown as Server; // A net.Server in all that is used here.
}

const overH2 = { protocol: "h2" } as const;
const reference = (timeout: number) => ({ ...context(timeout), purpose: "reference" }) as const;

describe("a PING while an answer is late", () => {
  test("has an answer where only what stands behind is silent", async () => {
    const value = await ask(
      h2(() => {}),
      overH2,
      reference(2_000),
    );
    expect(value).toMatchObject({
      outcome: "no-answer",
      ping: { roundTrip: expect.any(Number), waited: null, isRefused: false },
    });
    expect(value.ping?.sentAfter).toBeGreaterThanOrEqual(190);
  });

  test("has none where the peer's program is silent itself", async () => {
    // An empty SETTINGS frame, and nothing after it. RFC 9113, section 6.5.
    const server = raw(Buffer.from("000000040000000000", "hex"), () => {});
    const value = await ask(server, overH2, reference(2_000));
    expect(value).toMatchObject({ outcome: "no-answer", ping: { roundTrip: null, isRefused: false } });
    expect(value.ping?.waited).toBeGreaterThanOrEqual(100);
  });

  test("is not sent where the answer comes soon, or the request is no reference", async () => {
    const soon = h2((stream) => {
      stream.respond({ ":status": 200 });
      stream.end("hello");
    });
    expect(await ask(soon, overH2, reference(2_000))).not.toHaveProperty("ping");
    expect(
      await ask(
        h2(() => {}),
        overH2,
        { ...context(200), purpose: "context" },
      ),
    ).not.toHaveProperty("ping");
  });

  test("is recorded as refused where the peer ends the connection for it", async () => {
    const server = h2(
      () => {},
      (session) =>
        session.on("ping", () => {
          session.goaway(11, 0, Buffer.from("too_many_pings"));
          session.destroy();
        }),
    );
    expect(await ask(server, overH2, reference(600))).toMatchObject({
      outcome: "goaway",
      error: "ENHANCE_YOUR_CALM",
      ping: { isRefused: true },
    });
  });

  test("is sent once, and ends with an abort", async () => {
    let pings = 0;
    const stop = new AbortController();
    const server = h2(
      () => {},
      (session) =>
        session.on("ping", () => {
          pings += 1;
          if (pings === 1) setImmediate(() => stop.abort(new Error("stopped")));
        }),
    );
    await expect(ask(server, overH2, { ...reference(4_000), signal: stop.signal })).rejects.toThrow(
      "stopped",
    );
    expect(pings).toBe(1);
  });
});
