import { once } from "node:events";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { connect, createServer as createTlsServer } from "node:tls";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { makeCa, makeLeaf } from "../../test/certificates.ts";
import {
  alertName,
  decodeAlert,
  decodeCertificate12,
  decodeCertificate13,
  decodeCertificateRequest12,
  decodeCertificateRequest13,
  decodeCertificateStatus,
  decodeClientHello,
  decodeServerHello,
  decodeStaple,
  encodeClientHello,
  messageType,
  soundsLikeTls,
  splitMessages,
  splitRecords,
  versionName,
} from "./index.ts";

const authority = await makeCa("Wire Root");
const leaf = await makeLeaf({ names: ["shop.example"] }, authority);

/** The octets of both directions of one handshake between Node's own client and server. */
async function capture(version: "TLSv1.2" | "TLSv1.3") {
  const server = createTlsServer({
    ...leaf,
    minVersion: version,
    maxVersion: version,
    requestCert: true,
    rejectUnauthorized: false,
    ca: authority.cert,
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const seen = { sent: [] as Buffer[], received: [] as Buffer[] };
  const relay = createServer((near: Socket) => {
    const far = connectTcp((server.address() as AddressInfo).port);
    near.on("data", (data) => seen.sent.push(data)).pipe(far);
    far.on("data", (data) => seen.received.push(data)).pipe(near);
    for (const socket of [near, far]) socket.on("error", () => socket.destroy());
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  const client = connect({
    port: (relay.address() as AddressInfo).port,
    host: "127.0.0.1",
    servername: "shop.example",
    ALPNProtocols: ["h2"],
    rejectUnauthorized: false,
  });
  await once(client, "secureConnect");
  client.destroy();
  relay.close();
  server.close();
  return { sent: Buffer.concat(seen.sent), received: Buffer.concat(seen.received) };
}

const handshakeOf = (octets: Uint8Array) =>
  splitMessages(
    Buffer.concat(
      splitRecords(octets)
        .records.filter(({ type }) => type === 22)
        .map(({ fragment }) => fragment),
    ),
  );
const bodyOf = (octets: Uint8Array, type: number) =>
  handshakeOf(octets).find((message) => message.type === type)?.body ?? new Uint8Array();

describe("a handshake of TLS 1.2", async () => {
  const { sent, received } = await capture("TLSv1.2");

  test("shows what the client offers", () => {
    expect(decodeClientHello(bodyOf(sent, messageType.clientHello))).toMatchObject({
      versions: expect.arrayContaining([0x0303]),
      serverName: "shop.example",
      alpn: ["h2"],
    });
  });

  test("shows what the server chose, its chain, and whom it accepts", () => {
    expect(decodeServerHello(bodyOf(received, messageType.serverHello))).toMatchObject({
      version: 0x0303,
      isRetryRequest: false,
    });
    expect(
      decodeCertificate12(bodyOf(received, messageType.certificate)).certificates.length,
    ).toBeGreaterThan(0);
    expect(decodeCertificateRequest12(bodyOf(received, messageType.certificateRequest), true)).toEqual([
      "CN=Wire Root",
    ]);
  });

  test("cut anywhere is read as far as it goes", () => {
    for (let end = 0; end <= received.length; end += 1) {
      const { records, strange } = splitRecords(received.subarray(0, end));
      expect(strange).toBe(false);
      for (const { body } of splitMessages(Buffer.concat(records.map(({ fragment }) => fragment))))
        decodeServerHello(body);
    }
  });
});

test("a handshake of TLS 1.3 shows the version that was chosen, and the key share", async () => {
  const { received, sent } = await capture("TLSv1.3");
  expect(decodeServerHello(bodyOf(received, messageType.serverHello))).toMatchObject({
    version: 0x0304,
    group: expect.any(Number),
  });
  const hello = bodyOf(sent, messageType.clientHello);
  expect(decodeClientHello(hello)?.versions).toContain(0x0304);
  for (let end = 0; end < hello.length; end += 1) decodeClientHello(hello.subarray(0, end));
  expect(decodeClientHello(hello.subarray(0, 60))).toBeNull();
});

describe("a ClientHello of our own", () => {
  const asked = {
    serverName: "shop.example",
    versions: [0x0303, 0x0304],
    alpn: ["h2", "http/1.1"],
    random: new Uint8Array(32),
    keyShare: new Uint8Array(32),
    padTo: 0,
  };

  test("is read back as it was asked for", () => {
    expect(decodeClientHello(bodyOf(encodeClientHello(asked), messageType.clientHello))).toMatchObject({
      versions: [0x0304, 0x0303],
      serverName: "shop.example",
      alpn: ["h2", "http/1.1"],
      keyShares: [29],
    });
  });

  test("of TLS 1.2 alone has no key share and no supported_versions", () => {
    const hello = decodeClientHello(
      bodyOf(encodeClientHello({ ...asked, versions: [0x0303], serverName: null }), messageType.clientHello),
    );
    expect(hello).toMatchObject({ versions: [0x0303], serverName: null, keyShares: [] });
  });

  test("has exactly the octets that it is padded to, where it is not longer by itself", () => {
    fc.assert(
      fc.property(fc.integer({ min: 600, max: 4000 }), fc.boolean(), (padTo, named) => {
        const octets = encodeClientHello({ ...asked, padTo, serverName: named ? "shop.example" : null });
        return octets.length === padTo && splitRecords(octets).rest === 0;
      }),
    );
    expect(encodeClientHello(asked).length).toBeLessThan(500);
  });
});

test("no octets throw a parser off", () => {
  const decoders = [
    splitRecords,
    splitMessages,
    soundsLikeTls,
    decodeAlert,
    decodeClientHello,
    decodeServerHello,
    decodeCertificate12,
    decodeCertificate13,
    decodeCertificateRequest13,
    decodeCertificateStatus,
    (octets: Uint8Array) => decodeCertificateRequest12(octets, true),
    (octets: Uint8Array) => decodeStaple(octets, "01"),
  ];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.constantFrom(...decoders), (octets, decode) => {
      decode(octets);
    }),
    { numRuns: 2000 },
  );
});

test.each<[readonly number[], boolean]>([
  [[22, 3, 1], true],
  [[21, 3, 3, 0, 2], true],
  [[22], true],
  [[], false],
  [[22, 2], false],
  [[0x48, 0x54, 0x54, 0x50], false],
])("octets %j sound like TLS: %s", (octets, sounds) =>
  expect(soundsLikeTls(Uint8Array.from(octets))).toBe(sounds),
);

test("an alert has two octets, a level and a number", () => {
  expect(decodeAlert(Uint8Array.from([2, 112]))).toEqual({ level: "fatal", number: 112 });
  expect(decodeAlert(Uint8Array.from([1, 0]))).toEqual({ level: "warning", number: 0 });
  expect(decodeAlert(Uint8Array.from([2, 112, 0]))).toBeNull();
  expect([alertName(116), alertName(200), versionName(0x0304), versionName(0x7f1c)]).toEqual([
    "certificate_required",
    "alert 200",
    "TLSv1.3",
    "0x7f1c",
  ]);
});
