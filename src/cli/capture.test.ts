import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { captureRefusalAsNobody } from "../../test/capture-as-nobody.ts";
import {
  captureFolder,
  conversationOctets,
  exchange,
  handshake,
  refusal,
} from "../../test/capture-conversation.ts";
import { readCapture } from "../../test/read-capture.ts";
import { systemClock } from "../base/index.ts";
import { type CaptureArguments, captureCommand } from "./capture.ts";

const { folder, file } = captureFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const healthy = conversationOctets([...handshake(0), ...exchange(0.1)]);
const refused = conversationOctets([...refusal(0), ...refusal(1, 40_001), ...refusal(2, 40_002)]);
const well = file("well.pcap", healthy);
const ill = file("ill.pcap", refused);

function told(signal = new AbortController().signal, onOut: () => void = () => undefined) {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out(text: string) {
      out.push(text);
      onOut();
    },
    err: (text: string) => void err.push(text),
    color: false,
    columns: 80,
    env: {},
    signal,
    stdin: async () => "",
  };
  return {
    context: { io, clock: systemClock, version: "0.0.0" },
    out: () => out.join(""),
    err: () => err.join(""),
  };
}

/** Runs the command on files of one capture. */
async function run(files: readonly string[], args: CaptureArguments = {}) {
  const { context, out, err } = told();
  const status = await captureCommand([{ at: null, files }], args, context);
  return { status, out: out(), err: err() };
}

const refusalOf = (files: readonly string[], args: CaptureArguments = {}): Promise<string> =>
  run(files, args).then(
    () => "",
    (error: Error) => `${error.name}: ${error.message}`,
  );

describe("captureCommand()", () => {
  test("gives 0 and three lines for a healthy capture", async () => {
    const { status, out, err } = await run([well]);
    expect(status).toBe(0);
    expect(out).toMatch(/^HEALTHY: /);
    expect(out.trimEnd().split("\n").length).toBeLessThanOrEqual(5);
    expect(err).toBe("");
  });

  test("gives 1 and the guilty flow for a port where nothing listens", async () => {
    const { status, out } = await run([ill]);
    expect(status).toBe(1);
    expect(out).toMatch(/^BROKEN at /);
    expect(out).toContain("  Wireshark: tcp.stream eq ");
    expect(out).toMatch(/── SYN ─────────> {2}seq 0, ttl 64/);
  });

  test("gives 3 for a capture in which nothing can be judged", async () => {
    const { status, out } = await run([file("none.pcap", conversationOctets([]))]);
    expect(status).toBe(3);
    expect(out).toMatch(/^INCONCLUSIVE/);
  });

  test("prints a report of the contract and what is behind it with --json", async () => {
    const { status, out } = await run([ill], { json: true });
    const report = JSON.parse(out);
    expect(status).toBe(1);
    expect(report).toMatchObject({
      schema: "faultline.report/1",
      target: "ill.pcap",
      verdict: { status: "broken" },
    });
    expect(report.capture.files).toMatchObject([{ frames: 6, damage: null }]);
    expect(report.capture.flow.filters.wireshark).toContain("ip.addr == 192.0.2.10");
    expect(report.capture.targets[0]).toMatchObject({ status: "broken" });
  });

  test("shows the stream that was asked for, and refuses one that is not there", async () => {
    expect((await run([well], { stream: "0" })).out).toContain("Stream 0\n");
    expect(await refusalOf([well], { stream: "7" })).toMatch(
      /^FaultlineError: Cannot show stream 7: its streams are 0 to 0\n/,
    );
    expect(await refusalOf([well], { stream: "x" })).toMatch(/it is no number\n/);
  });

  test("reads pieces of one capture in the order of time", async () => {
    const ring0 = file("ring0", conversationOctets(exchange(0.1)));
    const ring1 = file("ring1", conversationOctets(handshake(0)));
    const { status, out } = await run([ring0, ring1], { json: true });
    expect(status).toBe(0);
    expect(JSON.parse(out).capture.files[0]).toMatchObject({ file: "ring1+ring0", frames: 8, flows: 1 });
  });

  test("writes --html, --export and --cut beside the page, and says so", async () => {
    const [html, csv, cut] = ["page.html", "flows.csv", "cut.pcap"].map((name) => join(folder, name));
    const { err } = await run([ill], { html: html ?? "", export: csv ?? "", cut: cut ?? "" });
    expect(readFileSync(html ?? "", "utf8")).toContain("<svg");
    expect(readFileSync(csv ?? "", "utf8").split("\r\n").length).toBe(5);
    expect(readCapture(readFileSync(cut ?? ""))?.lines.length).toBe(2);
    expect(statSync(cut ?? "").mode & 0o077).toBe(0);
    expect(err).toMatch(/^Wrote .*\nWrote 2 frames of stream \d to .*, zeros in place of its payload\n$/);
  });

  test("cuts nothing out of a healthy capture unless a stream is named, and never over what it reads", async () => {
    const cut = join(folder, "healthy.pcap");
    expect((await run([well], { cut })).err).toMatch(/^Cut nothing: /);
    await run([well], { cut, stream: "0", withPayload: true });
    expect(readFileSync(cut).includes("secret question")).toBe(true);
    expect(await refusalOf([well], { cut: well, stream: "0" })).toMatch(/it is the capture that is read\n/);
    expect(readFileSync(well)).toEqual(Buffer.from(healthy));
  });

  test("analyses what is whole of a damaged file, and says where it is damaged", async () => {
    const cut = file("cut.pcap.part", refused.subarray(0, refused.length - 7));
    const { status, out } = await run([cut], { json: true });
    expect(status).toBe(1);
    const { fileOffset } = JSON.parse(out).capture.files[0].damage;
    expect(fileOffset).toBe(refused.length - 16 - 54);
    expect(JSON.stringify(JSON.parse(out).gaps)).toContain(String(fileOffset));
    expect((await run([cut])).out).toContain(`damaged at octet ${fileOffset}`);
  });
});

describe("captureCommand() refuses in two lines", () => {
  mkdirSync(join(folder, "folder"));
  test.each([
    ["a file that is missing", () => join(folder, "missing"), /there is no such file\n/],
    ["a folder", () => join(folder, "folder"), /it is a directory\n/],
    ["an empty file", () => file("empty", ""), /it is empty\n/],
    ["text", () => file("text", "12:00 IP 192.0.2.1\n"), /it is text\n/],
    ["text in gzip", () => file("text.gz", gzipSync("a log\n")), /decompressed from gzip, is text\n/],
    ["half a magic number", () => file("half", healthy.subarray(0, 3)), /\n/],
    [
      "random octets",
      () => file("random", Uint8Array.of(9, 8, 7, 6, 5, 4, 3, 2, 1)),
      /no known capture format\n/,
    ],
  ])("%s", async (_, make, message) => {
    const refusal = await refusalOf([make()]);
    expect(refusal).toMatch(/^FaultlineError: Cannot read "/);
    expect(refusal).toMatch(message);
    expect(refusal.split("\n").length).toBe(2);
  });

  test("a file that may not be read", async () => {
    const secret = file("secret", healthy);
    chmodSync(secret, 0);
    chmodSync(folder, 0o755);
    expect(await captureRefusalAsNobody(secret)).toMatch(/^FaultlineError: .*permission denied\n/);
  });

  test("one bad file among good ones", async () => {
    expect(await refusalOf([well, join(folder, "missing")])).toMatch(/there is no such file\n/);
  });

  test.each<[string, CaptureArguments, RegExp]>([
    [
      "a page that cannot be written",
      { html: join(folder, "no", "page.html") },
      /its folder does not exist\n/,
    ],
    ["an export without a form", { export: "flows.xls" }, /its ending names no form\n/],
    ["a cut into a folder", { cut: folder, stream: "0" }, /it is a folder\n/],
  ])("%s", async (_, args, message) => {
    expect(await refusalOf([well], args)).toMatch(message);
  });

  test("standard input that is to be cut, and several files that are to be followed", async () => {
    expect(await refusalOf(["-"], { cut: "x.pcap" })).toMatch(/it comes only once\n/);
    expect(await refusalOf([well, ill], { follow: true })).toMatch(/one at a time is written to\n/);
  });
});

test("captureCommand() reads a header whose records are missing at every octet without a crash", async () => {
  for (let octets = 4; octets < 200; octets += 7) {
    const path = file("part", refused.subarray(0, octets));
    const outcome = await run([path]).then(
      ({ status }) => status,
      (error: Error) => error.name,
    );
    expect([0, 1, 3, "FaultlineError"]).toContain(outcome);
  }
});

test("captureCommand() with --follow tells findings as JSON lines, and the report when it is ended", async () => {
  const path = file("grows", refused.subarray(0, 24));
  const abort = new AbortController();
  const { context, out } = told(abort.signal, () => abort.abort());
  const running = captureCommand([{ at: null, files: [path] }], { follow: true, json: true }, context);
  appendFileSync(path, refused.subarray(24));
  expect(await running).toBe(1);
  const lines = out()
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines[0].finding).toMatchObject({ status: "broken" });
  expect(lines.at(-1)).toMatchObject({ schema: "faultline.report/1", verdict: { status: "broken" } });
  expect(lines.at(-1).capture.flow.frames.length).toBe(2);
});

describe("captureCommand() with two points of capture", () => {
  const both = async (a: readonly string[], b: readonly string[], args: CaptureArguments = {}) => {
    const { context, out } = told();
    const points = [
      { at: "client", files: a },
      { at: "server", files: b },
    ];
    const status = await captureCommand(points, args, context);
    return { status, out: out() };
  };

  test("tells of both, and finds the same at both in order", async () => {
    const { status, out } = await both([well], [well], { json: true });
    expect(status).toBe(0);
    const report = JSON.parse(out);
    expect(report.vantage.name).toBe("client");
    expect(report.capture.files.length).toBe(2);
  });

  test("takes the verdict of the one that shows a fault", async () => {
    const { status, out } = await both([well], [ill], { json: true });
    expect(status).toBe(1);
    expect(JSON.parse(out).vantage.name).toBe("server");
  });

  test("compares captures in pieces as it compares whole ones", async () => {
    const { status, out } = await both([well, ill], [well], { json: true });
    expect(status).toBe(1);
    expect(JSON.parse(out).capture.files[0].file).toContain("+");
  });
});
