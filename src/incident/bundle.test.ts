import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenRun, exampleRecord, healthyRun } from "../../test/run-example.ts";
import { FaultlineError } from "../base/index.ts";
import { bundleName, saveBundle } from "./bundle.ts";
import { readBundle } from "./bundle-read.ts";
import { boundByEnd } from "./ended-early.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-bundle-"));
});
afterAll(async () => rm(folder, { recursive: true }));

describe("saveBundle()", () => {
  test("makes the folder, names the file by target and time, and leaves nothing else", async () => {
    const directory = join(folder, "new", "folder");
    const path = await saveBundle(brokenRun, { directory, redact: false });
    expect(path).toBe(join(directory, "shop.example-20260606T102433Z.faultline"));
    expect(await readdir(directory)).toEqual(["shop.example-20260606T102433Z.faultline"]);
  });

  test("never writes over a bundle", async () => {
    const directory = join(folder, "twice");
    const first = await saveBundle(brokenRun, { directory, redact: false });
    const before = await readFile(first);
    const second = await saveBundle(healthyRun, { directory, redact: false });
    expect(second).toBe(join(directory, "shop.example-20260606T102433Z-2.faultline"));
    expect(await readFile(first)).toEqual(before);
  });

  test("says in two lines why it cannot save", async () => {
    const file = join(folder, "a-file");
    await writeFile(file, "");
    const failure = await saveBundle(brokenRun, { directory: join(file, "below"), redact: false }).catch(
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(FaultlineError);
    expect(failure).toMatchObject({ code: "CANNOT_SAVE" });
    expect(String((failure as Error).message).split("\n")).toHaveLength(2);
  });

  test("keeps a secret out that came into the evidence all the same", async () => {
    const leak = exampleRecord(
      "e9",
      "symptom",
      { text: "Authorization: Bearer s3cr3t-s3cr3t-s3cr3t", signals: [] },
      { boundary: "client" },
    );
    const run = {
      ...brokenRun,
      target: "https://shop.example/api?token=s3cr3t",
      evidence: [...brokenRun.evidence, leak],
    };
    const path = await saveBundle(run, { directory: join(folder, "secret"), redact: false });
    for (const octets of Object.values(unzipSync(await readFile(path))))
      expect(new TextDecoder().decode(octets)).not.toContain("s3cr3t");
  });

  test("keeps names out of every member, the file's own name included, when it redacts", async () => {
    const path = await saveBundle(brokenRun, { directory: join(folder, "strict"), redact: true });
    expect(path).not.toContain("shop");
    for (const octets of Object.values(unzipSync(await readFile(path)))) {
      expect(new TextDecoder().decode(octets)).not.toMatch(
        /shop\.example|till-7|192\.0\.2\.10(?!\d)|2001:db8::10|Example Trust/,
      );
    }
    expect((await readBundle(path)).redaction).toBe("strict");
  });
});

describe("the packets of a run", () => {
  const capture = Uint8Array.from([0x4d, 0x3c, 0xb2, 0xa1]);
  const saveWith = (redact: boolean) =>
    saveBundle(brokenRun, { directory: join(folder, `capture-${redact}`), redact, capture });

  test("are a member of the bundle with a sum of its own, and it is read as any other", async () => {
    const path = await saveWith(false);
    const members = unzipSync(await readFile(path));
    expect(members["capture.pcap"]).toEqual(capture);
    expect(new TextDecoder().decode(members["manifest.json"])).toContain('"capture.pcap"');
    expect((await readBundle(path)).run.target).toBe(brokenRun.target);
  });

  test("are left out where addresses are hidden: every header holds some", async () => {
    expect(Object.keys(unzipSync(await readFile(await saveWith(true))))).not.toContain("capture.pcap");
  });
});

describe("a run that a bug ended", () => {
  const early = { ...brokenRun, endedEarlyBy: "TypeError: no such field of shop.example" };

  test("is saved under a name that says so, and read as such", async () => {
    const path = await saveBundle(early, { directory: join(folder, "early"), redact: false });
    expect(path).toMatch(/-incomplete\.faultline$/);
    expect((await readBundle(path)).run.endedEarlyBy).toBe(early.endedEarlyBy);
  });

  test("loses the words of the bug when it is redacted", async () => {
    const path = await saveBundle(early, { directory: join(folder, "early"), redact: true });
    expect((await readBundle(path)).run.endedEarlyBy).toBe("TypeError");
  });

  test("never reads as healthy", () => {
    const healthy = healthyRun.diagnosis;
    expect(boundByEnd(early, healthy).verdict.status).toBe("inconclusive");
    expect(boundByEnd(early, brokenRun.diagnosis)).toBe(brokenRun.diagnosis);
    expect(boundByEnd(healthyRun, healthy)).toBe(healthy);
  });
});

test.each([
  ["https://shop.example/api", "shop.example-"],
  ["tcp://[2001:db8::1]:443", "2001-db8-1-443-"],
  ["https://app:x@h.example:8443/a", "h.example-8443-"],
  ["../../etc/passwd", "run-"],
  ["https://💥/", "run-"],
])("bundleName() of %s is a name for a file", (target, start) => {
  const name = bundleName({ ...brokenRun, target });
  expect(name.startsWith(start)).toBe(true);
  expect(name).toMatch(/^[A-Za-z0-9][A-Za-z0-9.-]*$/);
});
