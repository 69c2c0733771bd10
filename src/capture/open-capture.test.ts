import { spawn } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { constants, gzipSync, zstdCompressSync } from "node:zlib";
import { afterAll, expect, test } from "vitest";
import { type MadeFrame, pcapOctets } from "../../test/capture-octets.ts";
import { frameLine } from "../../test/read-capture.ts";
import { type ReadOptions, readFrames } from "./open-capture.ts";

const folder = mkdtempSync(join(tmpdir(), "faultline-open-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;
function fileOf(octets: Uint8Array | string): string {
  const path = join(folder, `capture-${files++}`);
  writeFileSync(path, octets);
  return path;
}

/** Octets that do not compress well: a generator of Marsaglia's. */
let state = 1;
function noise(): number {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return state;
}
const frames: readonly MadeFrame[] = Array.from({ length: 3_000 }, (_, seconds) => ({
  seconds,
  fraction: 0,
  octets: Uint8Array.from({ length: 200 }, noise),
}));
const whole = pcapOctets(frames);

async function read(source: string, options: Partial<ReadOptions> = {}) {
  const lines: string[] = [];
  const signal = new AbortController().signal;
  const end = await readFrames(source, { signal, ...options }, (reader) => {
    while (reader.next()) lines.push(frameLine(reader));
  });
  return { ...end, lines };
}

/** The two lines of the refusal. */
const refusal = (source: string) =>
  read(source).then(String, (error: Error) => `${error.name}: ${error.message}`);

test.each([
  ["plain", whole, null],
  ["gzip", gzipSync(whole), "gzip"],
  [
    "gzip in two members",
    Buffer.concat([gzipSync(whole.subarray(0, 9_999)), gzipSync(whole.subarray(9_999))]),
    "gzip",
  ],
  ["zstd", zstdCompressSync(whole), "zstd"],
  [
    "zstd in two frames",
    Buffer.concat([zstdCompressSync(whole.subarray(0, 9_999)), zstdCompressSync(whole.subarray(9_999))]),
    "zstd",
  ],
])("readFrames() reads a file: %s", async (_, octets, compression) => {
  const got = await read(fileOf(octets));
  expect(got.lines.length).toBe(3_000);
  expect(got.lines.at(-1)).toBe("3000\t200\t200\t2999.000000000");
  expect(got).toMatchObject({ compression, damage: null });
});

/** Runs a reader in a process of its own, whose standard input the shell makes, and says what it counted. */
async function countIn(way: string, source: string): Promise<string> {
  const script = `import { readFrames } from ${JSON.stringify(new URL("open-capture.ts", import.meta.url).href)};
    let count = 0;
    const abort = new AbortController();
    process.on("SIGTERM", () => abort.abort());
    const reading = readFrames(process.argv[1], { signal: abort.signal }, (reader) => { while (reader.next()) count++; });
    console.error("reading");
    await reading;
    process.stdout.write(String(count));`;
  const given = ["sh", fileOf(whole), process.execPath, script, source];
  const child = spawn("sh", ["-c", way, ...given], { stdio: ["ignore", "pipe", "ignore"] });
  return text(child.stdout);
}

const reader = '"$2" --input-type=module -e "$3" "$4"';

test.each([
  ["a pipe", `cat "$1" | ${reader}`, "-"],
  ["a pipe that comes bit by bit", `(head -c 3; cat) < "$1" | ${reader}`, "-"],
  ["a file", `${reader} < "$1"`, "-"],
  ["compressed in a pipe", `gzip -c "$1" | ${reader}`, "-"],
  [
    "a FIFO whose writer comes late",
    `mkfifo "$1.fifo"; (cat "$1" > "$1.fifo") & ${reader.replace("$4", "$1.fifo")}`,
    "",
  ],
])("readFrames() reads %s", async (_, way, source) => {
  expect(await countIn(way, source)).toBe("3000");
});

test("readFrames() ends at a signal while a FIFO has no writer", async () => {
  const way = `mkfifo "$1.fifo"; mkfifo "$1.said"
    ${reader.replace("$4", "$1.fifo")} 2> "$1.said" & read -r line < "$1.said"; kill $!; wait`;
  expect(await countIn(way, "")).toBe("0");
});

test.each([
  ["gzip", gzipSync(whole)],
  ["zstd", zstdCompressSync(whole)],
])("readFrames() reads what is whole of %s that breaks off, and says so", async (compression, octets) => {
  const got = await read(fileOf(octets.subarray(0, octets.length - 1_000)));
  expect(got.lines.length).toBeGreaterThan(1_000);
  expect(got.lines.length).toBeLessThan(3_000);
  expect(got.damage?.what).toBe(`the ${compression} data breaks off`);
  expect(got.damage?.fileOffset).toBeGreaterThanOrEqual(24 + got.lines.length * 216);
});

test.each([
  ["gzip", gzipSync(whole)],
  ["zstd", zstdCompressSync(whole, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })],
])("readFrames() reads what lies before a damaged place of %s, and says so", async (_, octets) => {
  const bad = Buffer.from(octets);
  bad.fill(0xff, bad.length - 40_000, bad.length - 39_000);
  const got = await read(fileOf(bad));
  // gzip without structure decodes to anything: then a record shows it.
  expect(got.damage?.what).toMatch(/data is damaged|a record of/);
  expect(got.lines.length).toBeGreaterThan(2_700);
});

test("readFrames() reads all of gzip whose checksum alone is wrong, or behind which something else follows", async () => {
  const packed = gzipSync(whole.subarray(0, 24 + 216 * 10));
  const wrong = Buffer.from(packed);
  wrong[wrong.length - 8] = (wrong.at(-8) ?? 0) ^ 1;
  for (const octets of [wrong, Buffer.concat([packed, Buffer.from("something else")])]) {
    const got = await read(fileOf(octets));
    expect(got.lines.length).toBe(10);
    expect(got.damage).toEqual({ fileOffset: 24 + 216 * 10, what: "the gzip data is damaged" });
  }
});

test("readFrames() says of a file whose last record is cut where it begins", async () => {
  const got = await read(fileOf(whole.subarray(0, whole.length - 1)));
  expect(got.lines.length).toBe(2_999);
  expect(got.damage).toEqual({
    fileOffset: whole.length - 216,
    what: "the file ends within a record of 200 octets",
  });
});

test("readFrames() follows a file that grows until it is aborted", async () => {
  const path = fileOf("");
  const abort = new AbortController();
  const lines: string[] = [];
  const parts = [whole.subarray(0, 10), whole.subarray(10, 1_000), whole.subarray(1_000)];
  const grow = () => appendFileSync(path, parts.shift() ?? new Uint8Array());
  grow();
  const reading = readFrames(path, { signal: abort.signal, follow: true }, (reader) => {
    while (reader.next()) lines.push(frameLine(reader));
    grow();
    if (lines.length === 3_000) abort.abort();
  });
  grow();
  expect((await reading).damage).toBeNull();
  expect(lines.length).toBe(3_000);
});

test("readFrames() ends when it is aborted, whether the file is read or awaited", async () => {
  const abort = new AbortController();
  let seen = 0;
  const ended = await readFrames(fileOf(gzipSync(whole)), { signal: abort.signal }, (reader) => {
    while (reader.next()) seen++;
    abort.abort();
  });
  expect(seen).toBeLessThan(3_000);
  expect(ended.damage).toBeNull();
  const late = new AbortController();
  setImmediate(() => late.abort());
  expect((await read(fileOf(""), { signal: late.signal, follow: true })).reader).toBeNull();
});

test("readFrames() gives back what its caller throws, also from compressed data", async () => {
  for (const octets of [whole, gzipSync(whole), zstdCompressSync(whole)]) {
    const failing = readFrames(fileOf(octets), { signal: new AbortController().signal }, () => {
      throw new Error("the caller's own");
    });
    await expect(failing).rejects.toThrow("the caller's own");
  }
});

test("readFrames() holds a few MiB of what expands a thousandfold", async () => {
  const zeros = new Uint8Array(60_000_000);
  const bomb = Buffer.concat([pcapOctets([]), zeros]);
  for (const octets of [gzipSync(bomb), zstdCompressSync(bomb)]) {
    let largest = 0;
    const got = await readFrames(fileOf(octets), { signal: new AbortController().signal }, (reader) => {
      while (reader.next()) largest = Math.max(largest, reader.frame.octets.length);
    });
    expect(got.reader?.frame.number).toBe(60_000_000 / 16);
    expect(largest).toBeLessThanOrEqual(4 * 1_024 * 1_024);
  }
});

test("readFrames() refuses what is no capture in two lines", async () => {
  mkdirSync(join(folder, "folder"));
  const missing = join(folder, "missing");
  expect(await refusal(missing)).toBe(
    `FaultlineError: Cannot read "${missing}": there is no such file\nCheck the path; - stands for standard input`,
  );
  const first = async (source: string) => (await refusal(source)).split("\n")[0]?.replace(/"[^"]*"/, '"F"');
  expect(await first(join(folder, "folder"))).toBe('FaultlineError: Cannot read "F": it is a directory');
  expect(await first(fileOf(""))).toBe('FaultlineError: Cannot read "F" as a capture: it is empty');
  expect(await first(fileOf("12:00 IP 192.0.2.1\n"))).toBe(
    'FaultlineError: Cannot read "F" as a capture: it is text',
  );
  expect(await first(fileOf(gzipSync("a log")))).toBe(
    'FaultlineError: Cannot read "F" as a capture: it, decompressed from gzip, is text',
  );
  expect(await first(fileOf(gzipSync("")))).toBe(
    'FaultlineError: Cannot read "F" as a capture: it, decompressed from gzip, is empty',
  );
  expect(await first(fileOf(gzipSync(gzipSync(whole))))).toMatch(/decompressed from gzip, is gzip again/);
  expect(await first(fileOf(Uint8Array.of(0, 1, 2, 3)))).toMatch(
    /begins with octets of no known capture format/,
  );
});
