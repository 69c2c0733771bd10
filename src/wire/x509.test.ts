import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import fc from "fast-check";
import { expect, test } from "vitest";
import { makeCa, makeLeaf } from "../../test/certificates.ts";
import { decodeCertificate, decodeStaple } from "./index.ts";

const authority = await makeCa("X509 Root");
const made = await makeLeaf(
  {
    names: ["shop.example", "*.shop.example", "192.0.2.1", "2001:db8::1:0:0:1"],
    aia: "http://ca.example/i.crt",
    keyAlgorithm: "rsa:2048",
  },
  authority,
);
const der = new X509Certificate(made.cert).raw;

test("a certificate is read with all that a verdict needs", () => {
  expect(decodeCertificate(der)).toMatchObject({
    subject: "CN=shop.example",
    issuer: "CN=X509 Root",
    names: ["DNS:shop.example", "DNS:*.shop.example", "IP:192.0.2.1", "IP:2001:db8::1:0:0:1"],
    isCa: false,
    keyUsage: ["digitalSignature", "keyEncipherment"],
    extendedKeyUsage: ["server"],
    issuerUrls: ["http://ca.example/i.crt"],
    keyType: "RSA 2048",
  });
  expect(decodeCertificate(new X509Certificate(authority.cert).raw)).toMatchObject({
    isCa: true,
    extendedKeyUsage: null,
    keyUsage: ["keyCertSign", "cRLSign"],
  });
});

test("every root of the runtime is read as OpenSSL reads it", () => {
  for (const pem of rootCertificates) {
    const expected = new X509Certificate(pem);
    const read = decodeCertificate(expected.raw);
    expect(read?.notBefore).toBe(Date.parse(expected.validFrom));
    expect(read?.notAfter).toBe(Date.parse(expected.validTo));
    expect(BigInt(`0x${read?.serial}`)).toBe(BigInt(`0x${expected.serialNumber}`));
    // A root of version 1 has no basicConstraints.
    expect(read?.isCa ?? expected.ca).toBe(expected.ca);
  }
});

test("a certificate that is cut anywhere is none, and octets that were changed do no harm", () => {
  for (let end = 0; end < der.length; end += 1) expect(decodeCertificate(der.subarray(0, end))).toBeNull();
  fc.assert(
    fc.property(fc.nat(der.length - 1), fc.nat(255), (at, octet) => {
      const changed = Buffer.from(der);
      changed[at] = octet;
      decodeCertificate(changed);
      decodeStaple(changed, "01");
    }),
    { numRuns: 500 },
  );
});

test("control characters in a name do not reach the terminal", async () => {
  const hostile = Buffer.from(der);
  hostile.write("\u001b[31m", hostile.indexOf("shop.example"), "latin1");
  expect(decodeCertificate(hostile)?.subject).not.toMatch(/\p{Cc}/u);
});
