import { spawnSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createAuthority } from "./authority.ts";

test.each(["good", "revoked"] as const)("openssl verifies an OCSP response of %s", (status) => {
  const issuer = createAuthority("root").intermediate("issuing");
  const leaf = issuer.issue({ subject: "shop.lab" });
  const folder = mkdtempSync(join(tmpdir(), "ocsp-"));
  try {
    const place = (name: string, content: string | Buffer) => {
      writeFileSync(join(folder, name), content);
      return join(folder, name);
    };
    const ran = spawnSync(
      "openssl",
      [
        ...["ocsp", "-respin", place("staple.der", issuer.ocsp(leaf.serial, status)), "-no_nonce"],
        ...["-issuer", place("issuer.pem", issuer.pem), "-cert", place("leaf.pem", leaf.pem)],
        ...["-CAfile", place("root.pem", issuer.rootPem), "-verify_other", place("other.pem", issuer.pem)],
      ],
      { encoding: "utf8" },
    );
    expect(ran.stderr + ran.stdout).toMatch(new RegExp(`Response verify OK[^]*leaf.pem: ${status}`));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("cross() gives another root's certificate for the same name and key", () => {
  const issuer = createAuthority("root").intermediate("issuing");
  const old = createAuthority("old root");
  const crossed = new X509Certificate(old.cross(issuer, { until: -1 }));
  const own = new X509Certificate(issuer.pem);
  expect(crossed.subject).toBe(own.subject);
  expect(crossed.publicKey.equals(own.publicKey)).toBe(true);
  expect(crossed.verify(new X509Certificate(old.pem).publicKey)).toBe(true);
  expect(crossed.validToDate.getTime()).toBeLessThan(Date.now());
});
