import { expect, test } from "vitest";
import { causesCommand } from "./causes.ts";
import { explainCommand } from "./explain.ts";
import type { Io } from "./io.ts";

/** An Io that keeps what was written. */
function recorded(input = "", columns = 80) {
  const written = { out: "", err: "" };
  const io: Io = {
    out(text) {
      written.out += text;
    },
    err(text) {
      written.err += text;
    },
    color: false,
    columns,
    env: {},
    signal: new AbortController().signal,
    stdin: async () => input,
  };
  return { io, written };
}

test("explain tells what a text proves, what it does not, where and what to run next", async () => {
  const { io, written } = recorded();
  expect(await explainCommand(["connect ECONNREFUSED 192.0.2.1:443"], io)).toBe(0);
  for (const label of ["means", "proves", "not proven", "boundary", "likely", "next"]) {
    expect(written.out).toContain(`  ${label} `);
  }
  expect(written.out).toContain("port-not-listening");
});

test("explain - reads standard input", async () => {
  const { io, written } = recorded("SSL alert number 48\n");
  expect(await explainCommand(["-"], io)).toBe(0);
  expect(written.out).toContain("tls-alert-48");
});

test("explain joins its arguments to one text", async () => {
  const { io, written } = recorded();
  expect(await explainCommand(["502", "Bad", "Gateway"], io)).toBe(0);
  expect(written.out).toContain("http-502");
});

test("explain takes the id of a cause", async () => {
  const { io, written } = recorded();
  expect(await explainCommand(["certificate-expired"], io)).toBe(0);
  expect(written.out).toMatch(/^certificate-expired {2}\(cause, boundary tls\)\n/);
});

test("explain of an unknown text says so and ends with 3", async () => {
  const { io, written } = recorded();
  expect(await explainCommand(["hello"], io)).toBe(3);
  expect(written.out).toMatch(/^Unknown/);
  expect(await explainCommand(["response_flags=ZZTOP"], io)).toBe(3);
});

test("explain without a text is wrong usage: two lines, 2", async () => {
  const { io, written } = recorded("  \n");
  expect(await explainCommand([], io)).toBe(2);
  expect(await explainCommand(["-"], io)).toBe(2);
  expect(written.err.split("\n")).toHaveLength(5);
  expect(written.out).toBe("");
});

test("explain --json is one document, without secrets", async () => {
  const { io, written } = recorded();
  const text =
    "curl: (7) Failed to connect to https://app:hunter2@a.example port 443 after 2 ms: Could not connect";
  expect(await explainCommand(["--json", text], io)).toBe(0);
  const document = JSON.parse(written.out);
  expect(document.schema).toBe("faultline.explain/1");
  expect(document.signals[0]).toMatchObject({ id: "curl-7", product: "curl" });
  expect(written.out).not.toContain("hunter2");
});

test("explain shows control characters of a text and does not send them to the terminal", async () => {
  const { io, written } = recorded();
  await explainCommand(['upstream sent invalid header "\u001b[2J"'], io);
  await explainCommand(["connection to server at \u001b[31m failed: Connection refused"], io);
  expect(written.out).not.toContain("\u001b");
});

test("causes lists all 126 rows and what this version can do with them", () => {
  const { io, written } = recorded();
  expect(causesCommand([], io)).toBe(0);
  expect(written.out).toMatch(
    /\n126 causes: \d+ this version can prove, \d+ it can find likely, \d+ not yet\n$/,
  );
});

test("causes PATTERN keeps the rows that hold it, in any case", () => {
  const { io, written } = recorded();
  expect(causesCommand(["MTU", "--json"], io)).toBe(0);
  const { causes } = JSON.parse(written.out);
  expect(causes.map(({ id }: { id: string }) => id)).toEqual(["mtu-black-hole", "overlay-mtu-too-large"]);
});

test("causes without a match ends with 3 and says what to do", () => {
  const { io, written } = recorded();
  expect(causesCommand(["zebra"], io)).toBe(3);
  expect(written.err.trimEnd().split("\n")).toHaveLength(2);
});

test("no line is longer than the terminal is wide", async () => {
  const { io, written } = recorded("", 100);
  causesCommand([], io);
  expect(written.out.split("\n").filter((line) => line.length > 100)).toEqual([]);
});
