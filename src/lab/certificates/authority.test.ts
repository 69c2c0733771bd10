import { X509Certificate } from "node:crypto";
import { expect, test } from "vitest";
import { createAuthority, selfSigned } from "./authority.ts";

const days = (from: number, to: string) => Math.round((Date.parse(to) - from) / 86_400_000);

test("a leaf is signed by its intermediate, and that by the root", () => {
  const root = createAuthority("root");
  const middle = root.intermediate("middle");
  const leaf = new X509Certificate(middle.issue({ subject: "shop.lab" }).pem);
  const issuer = new X509Certificate(middle.pem);
  expect(leaf.verify(issuer.publicKey)).toBe(true);
  expect(issuer.verify(new X509Certificate(root.rootPem).publicKey)).toBe(true);
  expect(leaf.checkIssued(issuer)).toBe(true);
  expect(issuer.ca).toBe(true);
  expect(leaf.ca).toBe(false);
});

test("the chain holds the leaf and its intermediates, and not the root", () => {
  const root = createAuthority("root");
  const { chainPem } = root.intermediate("one").intermediate("two").issue({ subject: "shop.lab" });
  expect(chainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(3);
  expect(chainPem).not.toContain(root.rootPem);
});

test("dates lie as many days from now as was asked", () => {
  const leaf = new X509Certificate(selfSigned({ subject: "shop.lab", from: -60, until: -2 }).pem);
  expect(days(Date.now(), leaf.validFrom)).toBe(-60);
  expect(days(Date.now(), leaf.validTo)).toBe(-2);
});

test("names and addresses of both families are in the subject alternative name", () => {
  const names = ["shop.lab", "192.0.2.7", "2001:db8:1::7"];
  const leaf = new X509Certificate(selfSigned({ subject: "x", names }).pem);
  expect(leaf.checkHost("shop.lab")).toBe("shop.lab");
  expect(leaf.checkIP("192.0.2.7")).toBe("192.0.2.7");
  expect(leaf.checkIP("2001:db8:1::7")).toBeDefined();
});

test("usage and access locations are what was asked", () => {
  const leaf = new X509Certificate(
    selfSigned({
      subject: "x",
      usages: ["clientAuth"],
      issuerUrl: "http://ca.lab/i",
      ocspUrl: "http://ca.lab/o",
    }).pem,
  );
  expect(leaf.keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
  expect(leaf.infoAccess).toContain("CA Issuers - URI:http://ca.lab/i");
  expect(leaf.infoAccess).toContain("OCSP - URI:http://ca.lab/o");
});
