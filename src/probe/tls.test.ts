import { once } from "node:events";
import {
  type AddressInfo,
  createServer as createTcpServer,
  connect as openSocket,
  type Server,
  type Socket,
} from "node:net";
import { createServer, type TlsOptions } from "node:tls";
import { afterEach, describe, expect, test } from "vitest";
import { makeCa, makeIntermediate, makeLeaf } from "../../test/certificates.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { makeTrust, passesVerification, probeTls, readPem, type TlsAsked } from "./index.ts";

const NAME = "shop.example";
const root = await makeCa("Probe Root");
const between = await makeIntermediate("Probe Intermediate", root);
const leaf = await makeLeaf(
  { names: [NAME, "*.api.example", "127.0.0.1"], aia: "http://ca.example/i.crt" },
  between,
);
const chain = leaf.cert + between.cert;
const clientAuthority = await makeCa("Client Root");
const client = await makeLeaf({ commonName: "client", eku: "clientAuth" }, clientAuthority);
const strangerClient = await makeLeaf({ commonName: "stranger", eku: "clientAuth" }, root);

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** A server of TLS that greets and waits. */
const serve = (options: TlsOptions): Promise<number> => {
  const server = createServer({ key: leaf.key, cert: chain, ...options }, (socket) => {
    socket.on("error", () => {});
    socket.end("hello");
  });
  server.on("tlsClientError", () => {});
  return listen(server);
};

/** A server of TCP that does as it is told. */
const serveTcp = (talk: (socket: Socket) => void): Promise<number> =>
  listen(
    createTcpServer((socket) => {
      socket.on("error", () => {});
      open.push({ close: () => socket.destroy() });
      talk(socket);
    }),
  );

async function probe(port: number, asked: Partial<TlsAsked> = {}, timeout = 2000) {
  const socket = openSocket(port, "127.0.0.1");
  await once(socket, "connect");
  const { record, stream } = await probeTls(
    socket,
    {
      address: "127.0.0.1",
      port,
      serverName: NAME,
      verifyName: NAME,
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.3",
      alpn: ["h2", "http/1.1"],
      trust: trustOf(root),
      ...asked,
    },
    {
      clock: systemClock,
      signal: new AbortController().signal,
      timeout,
      recorder: createRecorder("test"),
      purpose: "reference",
      attempt: 1,
    },
  );
  open.push({ close: () => stream?.destroy() });
  return { value: record.value, record, stream, socket };
}

const trustOf = (...issued: readonly { readonly cert: string }[]) =>
  makeTrust(
    issued.flatMap(({ cert }) => readPem(cert)),
    "option",
    ["ca.pem"],
  );

describe("a handshake that completes", () => {
  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "%s shows the chain as sent, and that no client certificate is asked for",
    async (version) => {
      const { value, stream } = await probe(
        await serve({ minVersion: version, maxVersion: version, ALPNProtocols: ["http/1.1"] }),
      );
      expect(value).toMatchObject({
        outcome: "completed",
        stage: "finished",
        version,
        alpn: "http/1.1",
        clientCertificateAsked: false,
        trust: { trusted: true, error: null, missingIssuer: null, anchorsFrom: "option" },
        nameMatches: true,
        dates: "valid",
        usageAllowsServer: true,
        alert: null,
      });
      expect(value.chain.map(({ subject }) => subject)).toEqual([`CN=${NAME}`, "CN=Probe Intermediate"]);
      expect(value.signatureAlgorithm).toBe("ecdsa_secp256r1_sha256");
      expect(value.offered.helloOctets).toBeGreaterThan(200);
      expect(passesVerification(value)).toBe(true);
      const [data] = (await once(stream ?? expect.fail("no stream"), "data")) as [Buffer];
      expect(data.toString()).toBe("hello");
    },
  );

  test("the default ClientHello fills more than one packet of 1500 octets", async () => {
    const { value } = await probe(await serve({}));
    expect(value.offered.helloOctets).toBeGreaterThan(1460);
    expect(value.group).toBe("X25519MLKEM768");
  });

  test("a server that wants another key share is seen to ask for it", async () => {
    const { value } = await probe(await serve({ ecdhCurve: "P-521" }));
    expect(value).toMatchObject({ outcome: "completed", retryRequested: true, group: "secp521r1" });
  });

  test("the socket is closed when the stream is destroyed", async () => {
    const { stream, socket } = await probe(await serve({}));
    stream?.destroy();
    if (!socket.destroyed) await once(socket, "close");
    expect(socket.destroyed).toBe(true);
  });
});

describe("certificates that do not pass", () => {
  const judged = async (options: TlsOptions, asked: Partial<TlsAsked> = {}) => {
    const { value } = await probe(await serve(options), asked);
    expect(passesVerification(value)).toBe(false);
    return value;
  };

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "%s: an intermediate that is not sent is named",
    async (maxVersion) => {
      expect(await judged({ cert: leaf.cert, maxVersion })).toMatchObject({
        trust: {
          trusted: false,
          error: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
          missingIssuer: "CN=Probe Intermediate",
          missingIssuerHasUrl: true,
        },
        nameMatches: true,
        dates: "valid",
      });
    },
  );

  test("a self-signed certificate", async () => {
    const own = await makeLeaf({ names: [NAME] }, null);
    expect(await judged(own)).toMatchObject({
      trust: {
        trusted: false,
        error: "DEPTH_ZERO_SELF_SIGNED_CERT",
        missingIssuer: null,
        endsInSelfSigned: true,
      },
    });
  });

  test("a root of its own, sent along", async () => {
    expect(await judged({ cert: chain + root.cert }, { trust: trustOf(clientAuthority) })).toMatchObject({
      trust: { trusted: false, error: "SELF_SIGNED_CERT_IN_CHAIN", endsInSelfSigned: true },
    });
  });

  test("an expired leaf is trusted and named otherwise well", async () => {
    const old = await makeLeaf({ names: [NAME], notBeforeDays: -90, notAfterDays: -2 }, root);
    expect(await judged(old)).toMatchObject({
      trust: { trusted: true },
      nameMatches: true,
      dates: "expired",
      datesWrongAt: 0,
      datesWrong: { subject: `CN=${NAME}` },
    });
  });

  test("an expired intermediate is the one that is named", async () => {
    const old = await makeIntermediate("Old Intermediate", root, { notBeforeDays: -90, notAfterDays: -2 });
    const signed = await makeLeaf({ names: [NAME] }, old);
    expect(await judged({ key: signed.key, cert: signed.cert + old.cert })).toMatchObject({
      dates: "expired",
      datesWrongAt: 1,
    });
  });

  test("a leaf of tomorrow", async () => {
    const early = await makeLeaf({ names: [NAME], notBeforeDays: 1 }, root);
    expect(await judged(early)).toMatchObject({ dates: "not-yet-valid", datesWrongAt: 0 });
  });

  test("a leaf for clients", async () => {
    const wrong = await makeLeaf({ names: [NAME], eku: "clientAuth" }, root);
    expect(await judged(wrong)).toMatchObject({
      trust: { trusted: true },
      usageAllowsServer: false,
      usageWrong: `CN=${NAME}`,
    });
  });

  test("a key too weak for the library's level, which our own search does not look at", async () => {
    const weak = await makeLeaf({ names: [NAME], keyAlgorithm: "rsa:1024" }, root);
    const value = await judged({ ...weak, ciphers: "DEFAULT@SECLEVEL=0" });
    expect(value.trust).toMatchObject({ trusted: false, error: "EE_KEY_TOO_SMALL" });
  });
});

describe("a handshake that fails", () => {
  test("no version in common: alert 70", async () => {
    const { value, stream } = await probe(await serve({ maxVersion: "TLSv1.2" }), { minVersion: "TLSv1.3" });
    expect(value).toMatchObject({
      outcome: "alert",
      stage: "client-hello-sent",
      alert: { number: 70, name: "protocol_version" },
    });
    expect(stream).toBeNull();
  });

  test("no cipher in common: alert 40", async () => {
    const port = await serve({ maxVersion: "TLSv1.2", ciphers: "ECDHE-RSA-AES128-SHA" });
    expect((await probe(port)).value).toMatchObject({
      outcome: "alert",
      alert: { number: 40, afterFinished: false },
    });
  });

  test("no application protocol in common: alert 120", async () => {
    const port = await serve({ ALPNProtocols: ["grpc-exp"] });
    expect((await probe(port)).value).toMatchObject({ outcome: "alert", alert: { number: 120 } });
  });

  test("a client certificate is required, and TLS 1.3 says so only after it completed: alert 116", async () => {
    const port = await serve({ requestCert: true, rejectUnauthorized: true, ca: clientAuthority.cert });
    const { value, stream } = await probe(port);
    expect(value).toMatchObject({
      outcome: "alert",
      stage: "finished",
      alert: { number: 116, name: "certificate_required", afterFinished: true },
      clientCertificateAsked: true,
      clientAuthorities: ["CN=Client Root"],
    });
    expect(stream).toBeNull();
  });

  test("a client certificate is required in TLS 1.2: alert 40 after the request", async () => {
    const port = await serve({
      requestCert: true,
      rejectUnauthorized: true,
      ca: clientAuthority.cert,
      maxVersion: "TLSv1.2",
    });
    expect((await probe(port)).value).toMatchObject({
      outcome: "alert",
      stage: "certificate-received",
      alert: { number: 40 },
      clientCertificateAsked: true,
      clientAuthorities: ["CN=Client Root"],
    });
  });

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "%s: a client certificate that is accepted completes",
    async (maxVersion) => {
      const port = await serve({
        requestCert: true,
        rejectUnauthorized: true,
        ca: clientAuthority.cert,
        maxVersion,
      });
      expect((await probe(port, { identity: client })).value).toMatchObject({
        outcome: "completed",
        clientCertificateAsked: true,
      });
    },
  );

  test.each(["TLSv1.2", "TLSv1.3"] as const)(
    "%s: a client certificate of another authority is refused: Node closes without an alert",
    async (maxVersion) => {
      const port = await serve({
        requestCert: true,
        rejectUnauthorized: true,
        ca: clientAuthority.cert,
        maxVersion,
      });
      expect((await probe(port, { identity: strangerClient })).value).toMatchObject({
        outcome: "closed",
        clientCertificateAsked: true,
      });
    },
  );

  test("plain HTTP on the port", async () => {
    const port = await serveTcp((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")),
    );
    expect((await probe(port)).value).toMatchObject({
      outcome: "not-tls",
      strangeAnswer: "HTTP/1.1 400 Bad Request",
    });
  });

  test("a server that speaks first, and not TLS", async () => {
    const port = await serveTcp((socket) => socket.write("SSH-2.0-OpenSSH_9.2\r\n"));
    expect((await probe(port)).value).toMatchObject({
      outcome: "not-tls",
      strangeAnswer: "SSH-2.0-OpenSSH_9.2",
    });
  });

  test("a FIN after the ClientHello", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.end()));
    expect((await probe(port)).value).toMatchObject({ outcome: "closed", stage: "client-hello-sent" });
  });

  test("an RST after the ClientHello", async () => {
    const port = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
    expect((await probe(port)).value).toMatchObject({
      outcome: "reset",
      stage: "client-hello-sent",
      localError: "ECONNRESET",
    });
  });

  test("silence after the ClientHello, which the peer's kernel acknowledged", async () => {
    const port = await serveTcp(() => {});
    const { value, socket } = await probe(port, {}, 80);
    expect(value).toMatchObject({
      outcome: "timed-out",
      stage: "client-hello-sent",
      helloAcknowledged: true,
      firstAnswer: null,
    });
    expect(socket.destroyed).toBe(true);
  });

  test("a stop by the user is thrown, and nothing is recorded", async () => {
    const port = await serveTcp(() => {});
    const socket = openSocket(port, "127.0.0.1");
    await once(socket, "connect");
    const controller = new AbortController();
    const recorder = createRecorder("test");
    const reason = new Error("stopped by the user");
    setImmediate(() => controller.abort(reason));
    const asked: TlsAsked = {
      ...{ address: "127.0.0.1", port, serverName: null, verifyName: NAME },
      ...{ minVersion: "TLSv1.2", maxVersion: "TLSv1.3", alpn: [], trust: trustOf(root) },
    };
    const context = {
      clock: systemClock,
      signal: controller.signal,
      timeout: 1000,
      recorder,
      purpose: "reference",
    } as const;
    await expect(probeTls(socket, asked, context)).rejects.toBe(reason);
    expect(recorder.evidence).toEqual([]);
    expect(socket.destroyed).toBe(true);
  });
});

test("no key material and no secret is in a record", async () => {
  const port = await serve({ requestCert: true, rejectUnauthorized: true, ca: clientAuthority.cert });
  const { record } = await probe(port, { identity: client });
  expect(JSON.stringify(record)).not.toMatch(/PRIVATE|BEGIN/);
});
