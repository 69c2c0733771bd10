import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TlsOptions } from "node:tls";
import { afterAll, describe, expect, test } from "vitest";
import { chain, clientAuthority, leaf, listen, NAME, root, trustOf } from "../../../test/tls-asking.ts";
import { sound } from "../../../test/tls-records.ts";
import { systemClock } from "../../base/index.ts";
import type { UpstreamLook } from "../../evidence/index.ts";
import type { UpstreamAsked } from "./hop-task.ts";
import { lookAtUpstreams, whyNot } from "./look-upstreams.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-upstreams-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const trustFile = file("ca.pem", root.cert);

/** How the look's handshake with a server ends whose authority this host does not know. */
async function tlsOf(
  asked: Partial<NonNullable<UpstreamAsked["tls"]>>,
  options: TlsOptions = {},
): Promise<UpstreamLook["tls"] | undefined> {
  const server = createServer({ key: leaf.key, cert: chain, ...options }, (_, response) =>
    response.end("ok"),
  );
  server.on("tlsClientError", () => {});
  const port = await listen(server);
  const looks: UpstreamLook[] = [];
  await lookAtUpstreams(
    {
      ...{ from: "edge", patience: 2_000, watchIdle: null },
      request: { method: "GET", path: "/", hostField: null, headers: [], bodyOctets: 0 },
      upstreams: [
        {
          ...{ upstream: "app", host: "127.0.0.1", port, isBackup: false, sendsProxyHeader: false },
          tls: { serverName: NAME, verifies: true, ...asked },
        },
      ],
    },
    { clock: systemClock, signal: new AbortController().signal, trust: trustOf(clientAuthority) },
    (look) => looks.push(look),
  );
  return looks[0]?.tls;
}

describe("a server is looked at with what the proxy itself goes by", () => {
  test("its private authority is no failure where the proxy trusts it", async () => {
    expect(await tlsOf({ trustFile })).toMatchObject({ outcome: "completed" });
    expect(await tlsOf({})).toMatchObject({ outcome: "failed", isOfThisClient: true });
  });

  test("an authority that the proxy does not trust either is the proxy's own failure", async () => {
    const failed = await tlsOf({ trustFile: file("other.pem", clientAuthority.cert) });
    expect(failed).toMatchObject({
      outcome: "failed",
      why: "its certificate leads to no authority that is trusted",
    });
    expect(failed).not.toHaveProperty("isOfThisClient");
  });

  test("a file that is none leaves it open whose failure it is", async () => {
    expect(await tlsOf({ trustFile: join(folder, "none.pem") })).toMatchObject({ isOfThisClient: true });
    expect(await tlsOf({ trustFile: file("empty.pem", "no certificate") })).toMatchObject({
      isOfThisClient: true,
    });
  });

  const mutual = {
    ...{ requestCert: true, rejectUnauthorized: true, ca: clientAuthority.cert },
    maxVersion: "TLSv1.2",
  } as const;

  test("where a certificate is asked for, none is shown: whether the proxy's own would do stays open", async () => {
    expect(await tlsOf({ trustFile }, mutual)).toMatchObject({ outcome: "failed", isOfThisClient: true });
  });
});

test.each([
  [{ outcome: "not-tls" }, true, "it does not speak TLS"],
  [{ outcome: "closed" }, true, "closed"],
  [{ dates: "expired", nameMatches: false }, false, "its certificate has expired"],
  [{ dates: "not-yet-valid" }, false, "its certificate is not valid yet"],
  [{ nameMatches: false }, false, "its certificate does not have the name that is asked for"],
  [{ usageAllowsServer: false }, false, "its certificate does not pass verification"],
  [{ alert: { number: 40, name: "handshake_failure", afterFinished: false } }, true, "handshake_failure"],
] as const)("whyNot(%j) says what a person would look at", (changes, isOver, words) =>
  expect(whyNot({ ...sound, ...changes }, isOver)).toBe(words),
);
