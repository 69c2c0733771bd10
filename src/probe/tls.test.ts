import { once } from "node:events";
import type { TlsOptions } from "node:tls";
import { describe, expect, test } from "vitest";
import { makeIntermediate, makeLeaf } from "../../test/certificates.ts";
import {
  chain,
  client,
  clientAuthority,
  leaf,
  NAME,
  probe,
  root,
  serve,
  trustOf,
} from "../../test/tls-asking.ts";
import { passesVerification, type TlsAsked } from "./index.ts";

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

test("no key material and no secret is in a record", async () => {
  const port = await serve({ requestCert: true, rejectUnauthorized: true, ca: clientAuthority.cert });
  const { record } = await probe(port, { identity: client });
  expect(JSON.stringify(record)).not.toMatch(/PRIVATE|BEGIN/);
});
