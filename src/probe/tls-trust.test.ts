import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeCa } from "../../test/certificates.ts";
import { localVantage } from "../vantage/index.ts";
import { loadTrust, readPem } from "./tls-trust.ts";

const folder = await mkdtemp(join(tmpdir(), "faultline-trust-"));
afterAll(() => rm(folder, { recursive: true }));
const [one, two] = [await makeCa("Trust One"), await makeCa("Trust Two")];
await writeFile(join(folder, "one.pem"), `a note\n${one.cert}`);
await writeFile(join(folder, "none.pem"), "nothing");
await mkdir(join(folder, "certs"));
await writeFile(join(folder, "certs", "0123abcd.0"), two.cert);
await writeFile(join(folder, "certs", "README"), one.cert);
const vantage = localVantage("test");
const derOf = ({ cert }: { readonly cert: string }) => readPem(cert)[0] ?? new Uint8Array();

test("a file that is named is trusted alone", async () => {
  const trust = await loadTrust({
    vantage,
    caFile: join(folder, "one.pem"),
    environment: { SSL_CERT_FILE: join(folder, "none.pem") },
  });
  expect([trust.from, trust.has(derOf(one)), trust.has(derOf(two))]).toEqual(["option", true, false]);
});

test("the environment says where the system's are, as for OpenSSL", async () => {
  const environment = { SSL_CERT_FILE: join(folder, "one.pem"), SSL_CERT_DIR: join(folder, "certs") };
  const trust = await loadTrust({ vantage, environment });
  expect([trust.from, trust.has(derOf(one)), trust.has(derOf(two))]).toEqual(["system", true, true]);
});

test("a host without any has the runtime's own list", async () => {
  const environment = { SSL_CERT_FILE: join(folder, "missing"), SSL_CERT_DIR: join(folder, "missing") };
  const trust = await loadTrust({ vantage, environment });
  expect(trust.sources).toEqual(["Node.js"]);
  expect(trust.pem.split("BEGIN CERTIFICATE").length).toBeGreaterThan(100);
});

test.each(["missing.pem", "none.pem"])("a file that cannot serve is said in two lines: %s", async (name) => {
  const loading = loadTrust({ vantage, caFile: join(folder, name), environment: {} });
  await expect(loading).rejects.toMatchObject({
    code: "BAD_FILE",
    message: expect.stringMatching(/^Cannot use ".*\n[A-Z].*$/),
  });
});
