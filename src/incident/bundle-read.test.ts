import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { strToU8, unzipSync, type Zippable, zipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { brokenRun } from "../../test/run-example.ts";
import type { Evidence } from "../evidence/index.ts";
import { packBundle } from "./bundle.ts";
import { Refused } from "./bundle-fields.ts";
import { sumOf } from "./bundle-manifest.ts";
import { openBundle, readBundle } from "./bundle-read.ts";

const about = { redaction: "none", host: { platform: "linux", kernel: "6.1.0", arch: "x64" } } as const;
const packed = packBundle(brokenRun, about);

/** The bundle with other members; sums are made anew unless they are the point. */
function repacked(
  change: (files: Record<string, Uint8Array>) => void,
  sums: "anew" | "as-they-were" = "anew",
): Uint8Array {
  const files: Record<string, Uint8Array> = { ...unzipSync(packed) };
  change(files);
  const manifest = files["manifest.json"];
  if (sums === "anew" && manifest !== undefined) {
    const members = Object.entries(files).filter(([name]) => name !== "manifest.json");
    const fields = JSON.parse(new TextDecoder().decode(manifest));
    fields.sums = Object.fromEntries(members.map(([name, octets]) => [name, sumOf(octets)]));
    files["manifest.json"] = strToU8(JSON.stringify(fields));
  }
  return zipSync(files as Zippable);
}

const lines = (...records: readonly unknown[]) =>
  strToU8(records.map((record) => `${JSON.stringify(record)}\n`).join(""));

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faultline-bundle-"));
});
afterAll(async () => rm(folder, { recursive: true }));

describe("openBundle()", () => {
  test("gives the run back as it was", () => {
    const { run, judged, notJudged } = openBundle(packed);
    expect(run.evidence).toEqual(brokenRun.evidence);
    expect(judged).toEqual(brokenRun.evidence);
    expect(notJudged).toEqual([]);
    expect(run.diagnosis.verdict).toEqual({ ...brokenRun.diagnosis.verdict, confidence: 0.981 });
    expect(run.diagnosis.boundaries).toEqual(brokenRun.diagnosis.boundaries);
    expect(run.gaps).toEqual(brokenRun.gaps);
    expect(run.experiments).toEqual(brokenRun.experiments);
    expect(run.vantage).toEqual(brokenRun.vantage);
    expect(run.startedAt).toBeCloseTo(brokenRun.startedAt, 3);
  });

  test("holds a manifest with versions, host facts and the sum of each member", () => {
    const manifest = JSON.parse(new TextDecoder().decode(unzipSync(packed)["manifest.json"]));
    expect(manifest).toMatchObject({
      schema: "faultline.bundle/1",
      engineVersion: "0.1.0",
      calibrationVersion: "1",
      host: about.host,
    });
    expect(Object.keys(manifest.sums).sort()).toEqual(["evidence.jsonl", "report.html", "report.json"]);
    expect(manifest.kinds).toMatchObject({ "tls-handshake": 1 });
  });

  test("is the same octets for the same run", () => expect(packBundle(brokenRun, about)).toEqual(packed));

  test("keeps a kind that it does not know, and does not judge it", () => {
    const strange = { ...brokenRun.evidence[0], id: "e99", kind: "quantum-link", value: { spin: "up" } };
    const { run, judged, notJudged } = openBundle(
      repacked((files) => {
        files["evidence.jsonl"] = lines(...brokenRun.evidence, strange);
      }),
    );
    expect(run.evidence.at(-1)).toEqual(strange as unknown as Evidence);
    expect(judged).toEqual(brokenRun.evidence);
    expect(notJudged).toEqual(["quantum-link"]);
  });

  test("keeps a known kind of a newer version, and does not judge it", () => {
    const newer = { ...brokenRun.evidence[3], version: 99, value: { shape: "new" } };
    const { judged, notJudged } = openBundle(
      repacked((files) => {
        files["evidence.jsonl"] = lines(brokenRun.evidence[0], newer);
      }),
    );
    expect(judged).toEqual([brokenRun.evidence[0]]);
    expect(notJudged).toEqual(["tcp-connect@99"]);
  });

  test.each([
    [
      "a wrong sum",
      () =>
        repacked((files) => {
          files["evidence.jsonl"] = strToU8("\n");
        }, "as-they-were"),
      /SHA-256/,
    ],
    [
      "a missing member",
      () =>
        repacked((files) => {
          delete files["report.html"];
        }, "as-they-were"),
      /missing/,
    ],
    [
      "a member without a sum",
      () =>
        repacked((files) => {
          files["extra"] = strToU8("x");
        }, "as-they-were"),
      /no sum/,
    ],
    [
      "no manifest",
      () =>
        repacked((files) => {
          delete files["manifest.json"];
        }),
      /no manifest/,
    ],
    [
      "another schema",
      () =>
        repacked((files) => {
          files["manifest.json"] = strToU8('{"schema":"faultline.bundle/2","sums":{}}');
        }),
      /schema/,
    ],
    [
      "evidence that is no JSON",
      () =>
        repacked((files) => {
          files["evidence.jsonl"] = strToU8("{");
        }),
      /line 1 of its evidence/,
    ],
    [
      "a record without a value",
      () =>
        repacked((files) => {
          files["evidence.jsonl"] = lines({ ...brokenRun.evidence[0], value: null });
        }),
      /value of line 1/,
    ],
    [
      "a report that is none",
      () =>
        repacked((files) => {
          files["report.json"] = strToU8("[]");
        }),
      /report/,
    ],
    [
      "a strange status",
      () =>
        repacked((files) => {
          files["report.json"] = strToU8(
            new TextDecoder().decode(files["report.json"]).replace('"broken"', '"fine"'),
          );
        }),
      /status/,
    ],
    ["no octets of a zip", () => strToU8("not a zip at all"), /zip/],
  ])("refuses %s", (_, make, says) => {
    expect(() => openBundle(make())).toThrow(Refused);
    expect(() => openBundle(make())).toThrow(says);
  });

  test("refuses every truncation", () => {
    for (let length = 0; length < packed.length; length += 97)
      expect(() => openBundle(packed.subarray(0, length))).toThrow(Refused);
    expect(() => openBundle(packed.subarray(0, -1))).toThrow(Refused);
  });

  test("meets random and damaged octets with a refusal or with the run, never with anything else", () => {
    const damaged = fc
      .tuple(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }))
      .map(([at, flip]) => packed.map((octet, index) => (index === at ? octet ^ flip : octet)));
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 400 }), damaged), (octets) => {
        try {
          expect(openBundle(octets).run.target).toBe(brokenRun.target);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
        }
      }),
      { numRuns: 200 },
    );
  });

  /** The bundle with other sizes promised in its directory. APPNOTE.TXT, section 4.3.12: the uncompressed size is at 24. */
  const promising = (octets: number) => {
    const lying = packed.slice();
    const view = new DataView(lying.buffer);
    for (let at = 0; at < lying.length - 46; at++) {
      if (view.getUint32(at, true) === 0x02014b50) view.setUint32(at + 24, octets, true);
    }
    return lying;
  };

  test("refuses a zip bomb by what it promises, before any of it is inflated", () =>
    expect(() => openBundle(promising(200 * 1024 * 1024))).toThrow(/inflate to more than/));

  test("keeps no more of a member than it promises", () =>
    expect(() => openBundle(promising(10))).toThrow(Refused));

  test("refuses more members than any bundle has", () => {
    const many = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [`m${index}`, new Uint8Array(1)]),
    );
    expect(() => openBundle(zipSync(many))).toThrow(/members/);
  });
});

describe("readBundle()", () => {
  test.each([
    ["a missing file", "nowhere.faultline", /does not exist/],
    ["a folder", ".", /folder/],
    ["an empty file", "empty.faultline", /empty/],
    ["a text", "text.faultline", /zip/],
  ])("says of %s in two lines what is wrong", async (_, name, says) => {
    await writeFile(join(folder, "empty.faultline"), "");
    await writeFile(join(folder, "text.faultline"), "hello");
    const failure = await readBundle(join(folder, name)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "BAD_BUNDLE", name: "FaultlineError" });
    const { message } = failure as Error;
    expect(message).toMatch(says);
    expect(message.split("\n")).toHaveLength(2);
  });

  test("does not wait for a writer of a device", async () => {
    await expect(readBundle("/dev/null")).rejects.toMatchObject({ code: "BAD_BUNDLE" });
  });
});
