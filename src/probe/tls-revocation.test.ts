import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { decodeCertificate } from "../wire/index.ts";
import { revocationGap } from "./tls-revocation.ts";
import { readPem } from "./tls-trust.ts";

const [named, silent] = readPem(readFileSync(new URL("./tls-revocation.test.pem", import.meta.url), "utf8"));
const server = { address: "192.0.2.1", port: 443 };

it("revocationGap() says what is not asked where the certificate names an address and nothing is stapled", () => {
  const gap = revocationGap({ ...server, leaf: named, staple: null });
  expect(gap).toMatchObject({ boundary: "tls", reason: "not-asked" });
  expect(gap?.needs).toContain("192.0.2.1:443 is revoked");
});

it("a certificate's addresses of OCSP and of lists are read", () => {
  expect(decodeCertificate(named ?? new Uint8Array())?.revocationUrls).toEqual([
    "http://ocsp.shop.test/",
    "http://crl.shop.test/c.crl",
  ]);
});

it("revocationGap() is silent where an answer is stapled, the certificate names no address, or none came", () => {
  expect(revocationGap({ ...server, leaf: named, staple: new Uint8Array([48, 0]) })).toBeNull();
  expect(revocationGap({ ...server, leaf: silent, staple: null })).toBeNull();
  expect(revocationGap({ ...server, leaf: undefined, staple: null })).toBeNull();
  expect(revocationGap({ ...server, leaf: new Uint8Array([48, 3, 1]), staple: null })).toBeNull();
});
