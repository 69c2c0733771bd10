import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { makeCa, makeIntermediate, makeLeaf } from "../../test/certificates.ts";
import { type TlsOptions, tlsCommand } from "./tls.ts";

const folder = await mkdtemp(join(tmpdir(), "faultline-tls-"));
afterAll(() => rm(folder, { recursive: true }));
const root = await makeCa("Bundle Root");
const between = await makeIntermediate("Bundle Intermediate", root);
const leaf = await makeLeaf({ names: ["shop.example"] }, between);
const old = await makeLeaf({ names: ["shop.example"], notBeforeDays: -30, notAfterDays: -1 }, between);
const client = await makeLeaf({ names: ["shop.example"], eku: "clientAuth" }, between);
const unnamed = await makeLeaf({ commonName: "shop.example" }, between);

const write = async (name: string, ...parts: readonly string[]) => {
  await writeFile(join(folder, name), parts.join(""));
  return join(folder, name);
};
const ca = await write("ca.pem", root.cert);
const key = await write("key.pem", leaf.key);

async function run(files: readonly string[], options: TlsOptions = {}) {
  let text = "";
  const io = {
    out: (more: string) => {
      text += more;
    },
    err: () => {},
    color: false,
    columns: 80,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => "",
  };
  const status = await tlsCommand(files, { ca, ...options }, io);
  return { status, text };
}

test("a whole bundle with its key is fine", async () => {
  const file = await write("full.pem", leaf.cert, between.cert);
  const { status, text } = await run([file], { key, host: "shop.example" });
  expect(text).toContain(
    "FINE: a path leads to a trusted root, it serves shop.example, and the key belongs to it",
  );
  expect(status).toBe(0);
});

test("the files are read in the order given, and a key among them counts", async () => {
  const files = [await write("leaf.pem", leaf.cert, leaf.key), await write("between.pem", between.cert)];
  const { text, status } = await run(files, { json: true });
  expect(JSON.parse(text)).toMatchObject({
    schema: "faultline.tls/1",
    keyMatches: true,
    problems: [],
    certificates: [{ subject: "CN=shop.example" }, { isCa: true }],
  });
  expect(text).not.toContain("PRIVATE");
  expect(status).toBe(0);
});

describe("a problem is named as the fault that it would make", () => {
  test.each<[string, readonly string[], TlsOptions]>([
    ["certificate-chain-incomplete", [leaf.cert], {}],
    ["certificate-expired", [old.cert, between.cert], {}],
    ["certificate-wrong-usage", [client.cert, between.cert], {}],
    ["certificate-name-mismatch", [leaf.cert, between.cert], { host: "other.example" }],
    ["certificate-name-mismatch", [unnamed.cert, between.cert], {}],
    ["key-mismatch", [old.cert, between.cert], { key }],
    ["order-wrong", [leaf.cert, root.cert, between.cert], {}],
    ["certificate-untrusted", [leaf.cert, between.cert], { ca: key.replace("key.pem", "other.pem") }],
  ])("%s", async (id, parts, options) => {
    await write("other.pem", (await makeCa("Another Root")).cert);
    const { status, text } = await run([await write("bundle.pem", ...parts)], { ...options, json: true });
    const ids = JSON.parse(text).problems.map((problem: { id: string }) => problem.id);
    // An unknown root behind a whole chain looks like a missing intermediate to whoever named the trust.
    expect(ids).toContain(id === "certificate-untrusted" ? "certificate-chain-incomplete" : id);
    expect(status).toBe(1);
  });
});

test("a root that is sent along is worth a note, and no problem", async () => {
  const { status, text } = await run([await write("root.pem", leaf.cert, between.cert, root.cert)]);
  expect(text).toContain("Note: CN=Bundle Root is a root");
  expect(status).toBe(0);
});

test.each<[string, () => Promise<readonly [string, TlsOptions]>]>([
  ["a file that is not there", async () => [join(folder, "missing.pem"), {}]],
  ["no certificate", async () => [key, {}]],
  ["a certificate that is cut", async () => [await write("cut.pem", leaf.cert.replace(/\n.{20}/, "\n")), {}]],
  ["a key that is none", async () => [await write("ok.pem", leaf.cert), { key: ca }]],
])("%s is said in two lines", async (_, given) => {
  const [file, options] = await given();
  await expect(run([file], options)).rejects.toMatchObject({
    code: "BAD_FILE",
    message: expect.stringMatching(/^Cannot .*\n[A-Z].*$/),
  });
});
