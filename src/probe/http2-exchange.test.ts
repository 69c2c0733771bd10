import { createServer as createHttp2Server, type ServerHttp2Stream } from "node:http2";
import type { Server } from "node:net";
import { describe, expect, test } from "vitest";
import { ask, context, raw } from "../../test/http-asking.ts";

describe("exchangeHttp() over HTTP/2", () => {
  const h2 = (onStream: (stream: ServerHttp2Stream) => void) => {
    const server = createHttp2Server();
    server.on("stream", (stream) => {
      stream.on("error", () => {});
      onStream(stream);
    });
    server.on("sessionError", () => {});
    return server as unknown as Server; // A net.Server in all that is used here.
  };
  const overH2 = { protocol: "h2" } as const;

  test("records a whole answer", async () => {
    const server = h2((stream) => {
      stream.respond({ ":status": 200, server: "envoy", "set-cookie": "a=secret" });
      stream.end("hello");
    });
    const value = await ask(server, overH2);
    expect(value).toMatchObject({
      outcome: "answered",
      status: 200,
      bodyOctets: 5,
      endsBy: "frames",
      headers: { server: "envoy" },
      setsCookie: true,
    });
  });

  test("sends a body", async () => {
    let got = 0;
    const server = h2((stream) => {
      stream.on("data", (octets: Buffer) => {
        got += octets.length;
      });
      stream.on("end", () => {
        stream.respond({ ":status": 204 });
        stream.end();
      });
    });
    const value = await ask(server, { ...overH2, method: "POST", bodyOctets: 200_000 });
    expect(value).toMatchObject({ outcome: "answered", status: 204, sentOctets: 200_000 });
    expect(got).toBe(200_000);
  });

  test("records a refused stream by its error code", async () => {
    const server = h2((stream) => stream.close(7));
    expect(await ask(server, overH2)).toMatchObject({ outcome: "stream-reset", error: "REFUSED_STREAM" });
  });

  test("records a stream that ends by an error after its head as truncated", async () => {
    const server = h2((stream) => {
      stream.respond({ ":status": 200, "content-length": 9 });
      stream.write("hell");
      setTimeout(() => stream.close(2), 20);
    });
    expect(await ask(server, overH2)).toMatchObject({ outcome: "truncated", status: 200, bodyOctets: 4 });
  });

  test("records GOAWAY before an answer", async () => {
    const server = h2((stream) => {
      stream.session?.goaway(11);
      stream.session?.destroy();
    });
    expect((await ask(server, overH2)).outcome).toBe("goaway");
  });

  test("records an answer in HTTP/1 as not HTTP/2", async () => {
    const server = raw("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    expect((await ask(server, overH2)).outcome).toBe("not-http");
  });

  test("records silence as no answer", async () => {
    expect(
      (
        await ask(
          h2(() => {}),
          overH2,
          context(80),
        )
      ).outcome,
    ).toBe("no-answer");
  });

  test("records a stream that stops as stalled", async () => {
    const server = h2((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("hell");
    });
    expect((await ask(server, overH2, context(80))).outcome).toBe("stalled");
  });
});
