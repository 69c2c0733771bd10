import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fakeApi, opened } from "./testing/fake-api.ts";

/** A certificate for 127.0.0.1 that is its own authority. */
function ownAuthority(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), "faultline-kube-tls-"));
  const [key, cert] = [join(folder, "key"), join(folder, "cert")];
  try {
    const of = ["-subj", "/CN=api", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2", "-nodes"];
    const made = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"];
    execFileSync("openssl", [...made, ...of, "-keyout", key, "-out", cert], { stdio: "ignore" });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test("the authority that the kubeconfig names is the only one that counts, also for who has no user's fields", async () => {
  const own = ownAuthority();
  await using api = await fakeApi(() => ({ major: "1" }), { tls: { ...own, authority: own.cert }, user: "" });
  const cluster = await opened(api);
  expect(await cluster.get("/version")).toEqual({ outcome: "read", object: { major: "1" } });
  cluster.close();
  const other = ownAuthority();
  await using foreign = await fakeApi(() => ({}), { tls: { ...own, authority: other.cert } });
  const distrusted = await opened(foreign);
  const read = await distrusted.get("/version");
  expect(read).toMatchObject({ outcome: "unreachable" });
  expect(JSON.stringify(read)).toMatch(/SELF_SIGNED|VERIFY|CERT/);
  distrusted.close();
});
