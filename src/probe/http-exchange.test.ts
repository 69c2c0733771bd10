import { once } from "node:events";
import { connect, createServer } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { ask, context, listen, node, raw } from "../../test/http-asking.ts";
import { isProperAnswer } from "../evidence/index.ts";
import { exchangeHttp, httpBounds } from "./index.ts";

describe("exchangeHttp() over HTTP/1.1", () => {
  test("records a whole answer by length, and closes by FIN", async () => {
    let ending = "";
    const server = node((request, answer) => {
      request.socket.on("end", () => {
        ending = "fin";
      });
      answer.setHeader("Set-Cookie", "session=secret");
      answer.end("hello");
    });
    const value = await ask(server);
    expect(value).toMatchObject({
      outcome: "answered",
      status: 200,
      reason: "OK",
      promisedOctets: 5,
      bodyOctets: 5,
      endsBy: "length",
      url: expect.stringMatching(/^http:\/\/shop\.example:\d+\/api$/),
      setsCookie: true,
      connectionEnd: "open",
      errorBody: null,
    });
    expect(JSON.stringify(value)).not.toContain("secret");
    expect(ending).toBe("fin");
  });

  test("sends what an ordinary client sends", async () => {
    let seen = {};
    await ask(
      node((request, answer) => {
        seen = { ...request.headers, target: request.url };
        answer.end();
      }),
      { headers: [["X-Trace", "a\r\nInjected: b"]] },
    );
    expect(seen).toMatchObject({
      "user-agent": "faultline/0.1",
      accept: "*/*",
      connection: "keep-alive",
      "x-trace": "aInjected: b",
      target: "/api?token=secret",
    });
    expect(seen).not.toHaveProperty("injected");
  });

  test("reads chunks", async () => {
    const value = await ask(node((_, answer) => [answer.write("one"), answer.end("two")]));
    expect(value).toMatchObject({
      outcome: "answered",
      endsBy: "chunks",
      promisedOctets: null,
      bodyOctets: 6,
    });
  });

  test("takes the FIN for the end of a body that has no other", async () => {
    const value = await ask(raw("HTTP/1.0 200 OK\r\n\r\nhello"));
    expect(value).toMatchObject({
      outcome: "answered",
      endsBy: "close",
      bodyOctets: 5,
      connectionEnd: "fin",
    });
  });

  test.each([
    ["204", "GET", "HTTP/1.1 204 No Content\r\n\r\n"],
    ["304", "GET", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n"],
    ["HEAD", "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"],
  ])("waits for no body after %s", async (_, method, answer) => {
    expect(
      await ask(
        raw(answer, () => {}),
        { method },
      ),
    ).toMatchObject({ outcome: "answered", bodyOctets: 0 });
  });

  test("passes over interim answers", async () => {
    const interim = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n";
    const value = await ask(raw(`${interim}HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n`));
    expect(value).toMatchObject({ outcome: "answered", status: 200, interim: [100, 103] });
  });

  test.each([
    ["an answer that ends before its length", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell"],
    ["chunks without the last one", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhell"],
    ["a head that does not end", "HTTP/1.1 200 OK\r\nContent-Le"],
  ])("records %s as truncated", async (_, answer) => {
    expect(await ask(raw(answer))).toMatchObject({ outcome: "truncated", connectionEnd: "fin" });
  });

  test("records a reset in the body as truncated by it", async () => {
    const server = raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell", (socket) =>
      setTimeout(() => socket.resetAndDestroy(), 20),
    );
    expect(await ask(server)).toMatchObject({
      outcome: "truncated",
      bodyOctets: 4,
      connectionEnd: "reset",
      error: "ECONNRESET",
    });
  });

  test("records a reset before any answer", async () => {
    const value = await ask(raw("", (socket) => socket.resetAndDestroy()));
    expect(value).toMatchObject({ outcome: "reset", status: null, error: "ECONNRESET" });
  });

  test("records a FIN before any answer as closed", async () => {
    expect(await ask(raw(""))).toMatchObject({ outcome: "closed", connectionEnd: "fin" });
  });

  test("records silence as no answer, within its timeout", async () => {
    const value = await ask(
      raw("", () => {}),
      {},
      context(60),
    );
    expect(value).toMatchObject({ outcome: "no-answer", phases: { firstByte: null, transfer: null } });
    expect(value.took).toBeLessThan(1000);
  });

  test("records a body that stops coming as stalled", async () => {
    const server = raw("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhell", () => {});
    expect(await ask(server, {}, context(60))).toMatchObject({ outcome: "stalled", bodyOctets: 4 });
  });

  test("does not take a stream of events for stalled", async () => {
    const server = raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: 1\n\n", () => {});
    expect(await ask(server, {}, context(60))).toMatchObject({ outcome: "bounded", status: 200 });
  });

  test("stops reading a body without end at its bound of octets", async () => {
    const server = node((_, answer) => {
      const more = () => {
        while (answer.write(Buffer.alloc(16_384)));
      };
      answer.on("drain", more).on("error", () => {});
      more();
    });
    const value = await ask(server, { bounds: { ...httpBounds, bodyOctets: 100_000 } });
    expect(value.outcome).toBe("bounded");
    expect(value.bodyOctets).toBeLessThan(1_000_000);
  });

  test("stops reading one octet at a time at its bound of time", async () => {
    const server = node((_, answer) => {
      const timer = setInterval(() => answer.write("."), 10);
      answer.on("close", () => clearInterval(timer));
    });
    const value = await ask(server, { bounds: { bodyOctets: 1000, bodyTime: 100, quiet: 50 } });
    expect(value).toMatchObject({ outcome: "bounded", status: 200 });
    expect(value.took).toBeLessThan(1500);
  });

  test("never decompresses", async () => {
    const bomb = gzipSync(Buffer.alloc(1 << 20));
    const server = node((_, answer) => {
      answer.writeHead(500, { "Content-Encoding": "gzip", "Content-Type": "text/html" });
      answer.end(bomb);
    });
    expect(await ask(server)).toMatchObject({ outcome: "answered", bodyOctets: bomb.length, errorBody: "" });
  });

  test.each([
    ["a TLS alert", Buffer.from([21, 3, 3, 0, 2, 2, 10]), "tls"],
    ["an SSH banner", "SSH-2.0-OpenSSH_9.6\r\n", "ssh"],
    ["a PROXY header", "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "proxy-header"],
    ["noise", "\u0001\u0002\u0003\u0004\u0005\u0006\u0007\u0008", null],
  ])("records %s as what it is", async (_, answer, strangeProtocol) => {
    const value = await ask(raw(answer));
    expect(value).toMatchObject({ outcome: "not-http", status: null, strangeProtocol });
    expect(value.strangeAnswer).not.toBeNull();
  });

  test("reads the refusal of a body that is still being sent", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      socket.once("data", () => {
        socket.pause();
        socket.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
      });
    });
    const value = await ask(server, { method: "POST", bodyOctets: 64 * 1024 * 1024 });
    expect(value).toMatchObject({ outcome: "answered", status: 413, requestBodyOctets: 64 * 1024 * 1024 });
    expect(value.sentOctets).toBeLessThan(64 * 1024 * 1024);
  });

  test("counts what was sent before a reset", async () => {
    const server = createServer((socket) => {
      socket.on("error", () => {});
      let got = 0;
      socket.on("data", (octets) => {
        got += octets.length;
        if (got > 200_000) socket.resetAndDestroy();
      });
    });
    const value = await ask(server, { method: "POST", bodyOctets: 64 * 1024 * 1024 });
    expect(value).toMatchObject({ outcome: "reset", status: null });
    expect(value.sentOctets).toBeGreaterThan(100_000);
  });

  test("sends a body whole", async () => {
    let got = 0;
    const server = node((request, answer) => {
      request.on("data", (octets: Buffer) => {
        got += octets.length;
      });
      request.on("end", () => answer.end("ok"));
    });
    const value = await ask(server, { method: "PUT", bodyOctets: 300_001 });
    expect(value).toMatchObject({ outcome: "answered", sentOctets: 300_001 });
    expect(got).toBe(300_001);
  });

  test("keeps the connection for a second request", async () => {
    const server = node((_, answer) => answer.end("ok"));
    const port = await listen(server);
    const stream = connect(port, "127.0.0.1");
    await once(stream, "connect");
    const common = {
      stream,
      protocol: "http/1.1",
      scheme: "http",
      address: "127.0.0.1",
      port,
      host: "shop.example",
      path: "/",
      method: "GET",
      headers: [],
      bodyOctets: 0,
      absoluteForm: false,
      idleBefore: 0,
    } as const;
    const first = await exchangeHttp({ ...common, onConnection: 1, keepOpen: true }, context());
    const second = await exchangeHttp({ ...common, onConnection: 2 }, context());
    expect([first.value.outcome, second.value.outcome]).toEqual(["answered", "answered"]);
    expect(stream.destroyed).toBe(true);
  });

  test("knows a redirect that leads back, and tells the query to its caller alone", async () => {
    const told: string[] = [];
    const value = await ask(
      node((_, answer) => answer.writeHead(302, { Location: "/login?next=secret" }).end()),
      { visited: new Set<string>(), onRedirect: (target) => told.push(target.search) },
    );
    expect(value).toMatchObject({ location: expect.stringMatching(/\/login$/), locationSeenBefore: false });
    expect(told).toEqual(["?next=secret"]);
    const back = await ask(
      node((_, answer) => answer.writeHead(302, { Location: "/api?token=secret" }).end()),
    );
    expect(back.locationSeenBefore).toBe(true);
  });

  test("throws the reason when the user stops the run, and records nothing", async () => {
    const stop = new AbortController();
    const reason = new Error("stopped by the user");
    const ctx = context(5000, stop.signal);
    const server = raw("", () => stop.abort(reason));
    await expect(ask(server, {}, ctx)).rejects.toBe(reason);
    expect(ctx.recorder.evidence).toEqual([]);
  });
});

test("isProperAnswer() follows what came over the wire", async () => {
  const answered = async (status: number) => ask(node((_, answer) => answer.writeHead(status).end("x")));
  const asked = { expectStatus: null };
  expect(isProperAnswer(await answered(404), asked)).toBe(true);
  expect(isProperAnswer(await answered(503), asked)).toBe(false);
  expect(isProperAnswer(await answered(503), { expectStatus: [[500, 503]] })).toBe(true);
});
