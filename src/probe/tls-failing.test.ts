import { once } from "node:events";
import { connect as openSocket } from "node:net";
import { describe, expect, test } from "vitest";
import {
  client,
  clientAuthority,
  NAME,
  probe,
  root,
  serve,
  serveTcp,
  strangerClient,
  trustOf,
} from "../../test/tls-asking.ts";
import { systemClock } from "../base/index.ts";
import { createRecorder } from "../evidence/index.ts";
import { probeTls, type TlsAsked } from "./index.ts";

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
