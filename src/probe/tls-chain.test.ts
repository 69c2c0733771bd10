import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Issued, makeCa, makeIntermediate, makeLeaf } from "../../test/certificates.ts";
import { holdsName, judgeCertificates } from "./tls-certificate.ts";
import { findPath } from "./tls-chain.ts";
import { makeTrust, readPem } from "./tls-trust.ts";

const root = await makeCa("Chain Root");
const stranger = await makeCa("Stranger Root");
/** The same name as the root, and another key: an authority that was made anew. */
const remade = await makeCa("Chain Root", { aia: "http://other.example/" });
const first = await makeIntermediate("First", root);
const second = await makeIntermediate("Second", first);
/** The same name as the first intermediate, another key, and expired. */
const twin = await makeIntermediate("First", root, { notBeforeDays: -40, notAfterDays: -3 });
const leaf = await makeLeaf({ names: ["shop.example", "*.shop.example", "192.0.2.1"] }, first);
const deep = await makeLeaf({ names: ["shop.example"] }, second);
const own = await makeLeaf({ names: ["shop.example"] }, null);
const notAuthority = await makeLeaf({ names: ["x.example"], keyUsage: "digitalSignature" }, root);
const underLeaf = await makeLeaf({ names: ["shop.example"] }, notAuthority);
const client = await makeLeaf({ names: ["shop.example"], eku: "clientAuth" }, first);
const expired = await makeLeaf({ names: ["shop.example"], notBeforeDays: -40, notAfterDays: -1 }, first);

const derOf = (issued: readonly Issued[]) => issued.flatMap(({ cert }) => readPem(cert));
const trustOf = (...issued: readonly Issued[]) => makeTrust(derOf(issued), "option", []);

/** What `openssl verify` says of the same: the first error's number, 0 for none. */
async function openssl(sent: readonly Issued[], trusted: readonly Issued[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), "faultline-verify-"));
  try {
    const file = async (name: string, content: readonly Issued[]) => {
      await writeFile(join(folder, name), content.map(({ cert }) => cert).join(""));
      return join(folder, name);
    };
    const rest = sent.slice(1);
    const args = [
      ...["verify", "-no-CApath", "-no-CAstore", "-partial_chain", "-purpose", "sslserver"],
      ...["-CAfile", await file("trusted.pem", trusted)],
      ...(rest.length > 0 ? ["-untrusted", await file("rest.pem", rest)] : []),
      await file("leaf.pem", sent.slice(0, 1)),
    ];
    return await new Promise((resolve) => {
      execFile("openssl", args, (_, out, err) => resolve(Number(/error (\d+) at/.exec(out + err)?.[1] ?? 0)));
    });
  } finally {
    await rm(folder, { recursive: true });
  }
}

test.each<[string, readonly Issued[], readonly Issued[], boolean]>([
  ["leaf and intermediate", [leaf, first], [root], true],
  ["two intermediates", [deep, second, first], [root], true],
  ["two intermediates in the wrong order", [deep, first, second], [root], true],
  ["the root sent along", [leaf, first, root], [root], true],
  ["an intermediate twice", [leaf, first, first], [root], true],
  ["a strange certificate between", [leaf, stranger, first], [root], true],
  ["an expired twin of the intermediate before the good one", [leaf, twin, first], [root], true],
  ["an intermediate that is trusted by itself", [leaf], [first], true],
  ["a leaf that is trusted by itself", [own], [own], true],
  ["the intermediate missing", [leaf], [root], false],
  ["the upper intermediate missing", [deep, second], [root], false],
  ["another root", [leaf, first], [stranger], false],
  ["another root, and ours sent along", [leaf, first, root], [stranger], false],
  ["self-signed", [own], [root], false],
  ["an authority made anew", [leaf, first], [remade], false],
  ["an issuer that is no authority", [underLeaf, notAuthority], [root], false],
  ["for clients", [client, first], [root], false],
  ["expired", [expired, first], [root], false],
])("%s: as openssl verify has it", async (_, sent, trusted, passes) => {
  const judged = judgeCertificates({
    ...{ sent: derOf(sent), staple: null, name: "shop.example", trust: trustOf(...trusted) },
    now: Date.now(),
  });
  const accepted =
    judged.trust?.trusted === true && judged.dates === "valid" && judged.usageAllowsServer === true;
  expect(accepted).toBe(passes);
  expect((await openssl(sent, trusted)) === 0).toBe(passes);
});

test("the certificate that is missing is named by what would have signed the last one", () => {
  const path = findPath(derOf([deep, second]), trustOf(root), Date.now());
  expect(path).toMatchObject({ trusted: false, missingIssuer: "CN=First", missingIssuerHasUrl: false });
  expect(path?.path.map(({ decoded }) => decoded.subject)).toEqual(["CN=shop.example", "CN=Second"]);
});

test("an authority made anew is no missing intermediate", () => {
  expect(findPath(derOf([leaf, first]), trustOf(remade), Date.now())).toMatchObject({
    error: "CERT_SIGNATURE_FAILURE",
    missingIssuer: null,
    issuerKeyDiffers: true,
  });
});

test("octets that are no certificate have no path", () => {
  expect(findPath([], trustOf(root), Date.now())).toBeNull();
  expect(findPath([Uint8Array.from([1, 2, 3])], trustOf(root), Date.now())).toBeNull();
  expect(findPath([...derOf([leaf]), Uint8Array.from([1])], trustOf(first), Date.now())?.trusted).toBe(true);
});

test.each<[string, boolean]>([
  ["shop.example", true],
  ["SHOP.example", true],
  ["shop.example.", true],
  ["a.shop.example", true],
  ["a.b.shop.example", false],
  ["other.example", false],
  ["192.0.2.1", true],
  ["192.0.2.2", false],
])("%s is a name of the certificate: %s", (name, holds) => {
  expect(holdsName(derOf([leaf])[0] ?? new Uint8Array(), name)).toBe(holds);
});

test("the common name is no name", async () => {
  const unnamed = await makeLeaf({ commonName: "shop.example" }, root);
  expect(holdsName(derOf([unnamed])[0] ?? new Uint8Array(), "shop.example")).toBe(false);
});
