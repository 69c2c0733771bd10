import { connect, createServer } from "node:http2";
import { createConnection, createServer as createTcpServer } from "node:net";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readApplications } from "../../../test/read-applications.ts";
import { Talk } from "../../../test/talk.ts";
import { HpackDecoder } from "./hpack.ts";

const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");

describe("HpackDecoder", () => {
  test("decodes the standard's examples with Huffman codes and a table that grows", () => {
    // RFC 7541, appendix C.4.
    const decoder = new HpackDecoder();
    expect(decoder.decode(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff"))).toContainEqual([
      ":authority",
      "www.example.com",
    ]);
    expect(decoder.decode(hex("8286 84be 5886 a8eb 1064 9cbf"))).toEqual([
      [":method", "GET"],
      [":scheme", "http"],
      [":path", "/"],
      [":authority", "www.example.com"],
      ["cache-control", "no-cache"],
    ]);
    expect(
      decoder.decode(hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf"))?.at(-1),
    ).toEqual(["custom-key", "custom-value"]);
  });

  test("takes any octets", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 5 }), (sections) => {
        const decoder = new HpackDecoder();
        for (const section of sections) decoder.decode(section);
      }),
    );
  });
});

/** What Node's own client and server say to each other, in the order in which it passes. */
async function converse(): Promise<Talk> {
  const talk = new Talk(80).open();
  const server = createServer((request, response) => {
    if (request.url?.startsWith("/slow") === true) request.stream.close(0x7);
    else response.writeHead(503, { server: "nginx", "set-cookie": "id=secret" }).end("sorry");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const between = createTcpServer((near) => {
    const far = createConnection(port, "127.0.0.1");
    near.on("data", (octets) => {
      talk.send("client", octets);
      far.write(octets);
    });
    far.on("data", (octets) => {
      talk.send("server", octets);
      near.write(octets);
    });
    near.on("error", () => far.destroy()).on("close", () => far.destroy());
    far.on("error", () => near.destroy()).on("close", () => near.destroy());
  });
  await new Promise<void>((resolve) => between.listen(0, "127.0.0.1", resolve));
  const middle = between.address();
  const session = connect(
    `http://127.0.0.1:${typeof middle === "object" && middle !== null ? middle.port : 0}`,
  );
  for (const path of ["/a?token=secret", "/slow", "/b"]) {
    await new Promise<void>((resolve) => {
      const request = session.request({ ":path": path, ":authority": "shop.example", cookie: "id=secret" });
      request.on("error", () => undefined).on("close", resolve);
      request.resume().end();
    });
  }
  await new Promise<void>((resolve) => session.close(() => resolve()));
  await new Promise<void>((resolve) => between.close(() => server.close(() => resolve())));
  return talk;
}

describe("Http2Connection", () => {
  test("reads requests, statuses and refused streams of a connection without TLS", async () => {
    const { http } = readApplications((await converse()).octets());
    expect(
      http.kept.map((one) => [
        one.http2Stream,
        one.method,
        one.host,
        one.path,
        one.status,
        one.outcome,
        one.error,
      ]),
    ).toEqual([
      [1, "GET", "shop.example", "/a", 503, "answered", null],
      [3, "GET", "shop.example", "/slow", null, "stream-reset", "REFUSED_STREAM"],
      [5, "GET", "shop.example", "/b", 503, "answered", null],
    ]);
    expect(http.kept[0]).toMatchObject({
      protocol: "h2",
      bodyOctets: 5,
      endsBy: "frames",
      software: "nginx",
    });
    expect(JSON.stringify(http.kept)).not.toContain("secret");
  });

  test("knows a request that a GOAWAY refuses", async () => {
    const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    const request = hex("000003 01 05 00000003 828684");
    const goaway = hex("000008 07 00 00000000 00000001 0000000b");
    const talk = new Talk(80)
      .open()
      .send("client", preface)
      .send("client", request)
      .send("server", goaway)
      .fin("server");
    expect(readApplications(talk.octets()).http.kept).toMatchObject([
      { outcome: "goaway", error: "ENHANCE_YOUR_CALM", path: "/" },
    ]);
  });
});
