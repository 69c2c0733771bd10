import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeTraffic } from "../../bench/capture-traffic.ts";
import { analyze, readCapture } from "./library.ts";

const library = fileURLToPath(new URL("library.ts", import.meta.url));
let folder = "";
let file = "";
let made = { packets: 0, flows: 0 };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "library-"));
  file = join(folder, "made.pcap");
  made = writeTraffic(file, { seed: 3, packets: 300, flows: 10 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Octets as a network brings them. */
async function* pieces(octets: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < octets.length; at += size) yield octets.subarray(at, at + size);
}

describe("faultline/capture", () => {
  test("analyze() gives quality, flows, flags and protocols of a file", async () => {
    const { quality, flows, flags, applications } = await analyze(file);
    expect(quality.frames).toBe(made.packets);
    expect(flows.length).toBe(made.flows);
    expect(flags.length).toBeGreaterThan(0);
    expect(applications?.dns.kept.length).toBeGreaterThan(0);
  });

  test("analyze() leaves out the protocols, and hands over the flags, where it is asked to", async () => {
    let count = 0;
    const { flags, applications } = await analyze(file, {
      protocols: false,
      onFlags: () => {
        count += 1;
      },
    });
    expect(count).toBeGreaterThan(0);
    expect(flags).toEqual([]);
    expect(applications).toBeNull();
  });

  test.each([
    ["plain", (octets: Uint8Array) => octets],
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const)("reads a stream of %s octets as it reads the file", async (_name, compress) => {
    const octets = compress(readFileSync(file));
    const { flows } = await analyze(pieces(octets, 100_000));
    expect(flows).toEqual((await analyze(file)).flows);
  });

  test("readCapture() gives each frame with its packet, and in the end the damage", async () => {
    const cut = readFileSync(file).subarray(0, -1);
    const frames = readCapture(pieces(cut, 65_536));
    let count = 0;
    for (;;) {
      const { value, done } = await frames.next();
      if (done === true) {
        expect(value?.what).toMatch(/ends within a record/);
        break;
      }
      count += 1;
      expect(value.number).toBe(count);
      expect(value.packet?.version).toBe(4);
    }
    expect(count).toBe(made.packets - 1);
  });

  test("readCapture() says where compressed data breaks off", async () => {
    const frames = readCapture(pieces(gzipSync(readFileSync(file)).subarray(0, -5_000), 65_536));
    let end = await frames.next();
    while (end.done !== true) end = await frames.next();
    expect(end.value?.what).toBe("the compressed data is damaged or breaks off");
  });

  test("readCapture() refuses what is no capture", async () => {
    await expect(readCapture(pieces(Buffer.from("hello, world"), 4)).next()).rejects.toThrow(/^Cannot read/);
  });

  test("runs in a Worker", async () => {
    const script = join(folder, "worker.mjs");
    writeFileSync(
      script,
      `import { parentPort, workerData } from "node:worker_threads";
       const { analyze } = await import(workerData.library);
       const { quality, flows } = await analyze(workerData.file);
       parentPort.postMessage({ frames: quality.frames, flows: flows.length });`,
    );
    const worker = new Worker(script, { workerData: { library, file } });
    const answer = await new Promise((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    await worker.terminate();
    expect(answer).toEqual({ frames: made.packets, flows: made.flows });
  });

  test("loads nothing but this project's own modules and Node's", () => {
    const seen = new Set<string>([library]);
    const foreign: string[] = [];
    for (const path of seen) {
      const source = readFileSync(path, "utf8");
      for (const [, kind, name = ""] of source.matchAll(
        /^(?:import|export) (type )?[^"]*?from "([^"]+)"/gms,
      )) {
        if (kind !== undefined) continue;
        if (name.startsWith(".")) seen.add(normalize(join(dirname(path), name)));
        else if (!name.startsWith("node:")) foreign.push(`${path}: ${name}`);
      }
    }
    expect(seen.size).toBeGreaterThan(20);
    expect(foreign).toEqual([]);
    expect([...seen].filter((path) => /src\/(sys|probe|host|cli|diagnose|incident)\//.test(path))).toEqual(
      [],
    );
  });
});
