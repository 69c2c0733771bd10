import { expect, test } from "vitest";
import type { CommandRun } from "../../vantage/index.ts";
import { lookByTools, type ToolRequest } from "./look-by-tools.ts";

const way = { to: "endpoint", address: "10.244.1.5", port: 8080 };
const get: ToolRequest = { scheme: "http", method: "GET", path: "/api", hostField: "shop.example" };

/** What a container says that has these tools. */
async function look(
  tools: Readonly<Record<string, readonly [status: number, stderr: string, stdout?: string]>>,
  request: ToolRequest | null = get,
) {
  const asked: (readonly string[])[] = [];
  const run = (argv: readonly string[]): Promise<CommandRun> => {
    asked.push(argv);
    // What is run under a bound of its own is the tool that is meant.
    const said = tools[(argv[0] === "timeout" ? argv[2] : argv[0]) ?? ""];
    if (said === undefined) return Promise.resolve({ outcome: "missing-tool" });
    const [status, stderr, stdout = ""] = said;
    return Promise.resolve({ outcome: "ran", status, stderr, stdout, took: 1 } as CommandRun);
  };
  const seen = await lookByTools(run, way, request);
  const short =
    typeof seen === "string"
      ? seen
      : [seen.connect, seen.exchange?.outcome ?? seen.tls?.outcome, seen.exchange?.status]
          .filter((one) => one != null)
          .join(" ");
  return { short, asked };
}

const took = "\nstatus 000\ntook 0.000412\n";

test.each<[readonly [number, string, string?], string]>([
  [[0, "", "\nstatus 200\ntook 0.000412\n"], "connected answered 200"],
  [[0, "", "\nstatus 503\ntook 0.000412\n"], "connected answered 503"],
  [[7, "* connect to 10.244.1.5 port 8080 failed: Connection refused\ncurl: (7) Failed"], "refused"],
  [[7, "* connect to 10.244.1.5 port 8080 failed: No route to host\ncurl: (7) Failed"], "unreachable"],
  [[28, "curl: (28) Connection timed out", "\nstatus 000\ntook 0.000000\n"], "timed-out"],
  [[28, "curl: (28) Operation timed out", took], "connected no-answer"],
  [[52, "curl: (52) Empty reply from server", took], "connected closed"],
  [[56, "curl: (56) Recv failure: Connection reset by peer", took], "connected reset"],
  [[18, "curl: (18) transfer closed", took], "connected truncated"],
])("curl that ends with %j: %s", async (said, expected) => {
  expect((await look({ curl: said })).short).toBe(expected);
});

test.each<[readonly [number, string, string?], string]>([
  [[0, ""], "connected answered 200"],
  [[1, "wget: server returned error: HTTP/1.1 503 Service Unavailable"], "connected answered 503"],
  [
    [8, "HTTP request sent, awaiting response... 404 Not Found\n2026-01-01 ERROR 404: Not Found."],
    "connected answered 404",
  ],
  [[1, "wget: can't connect to remote host (10.244.1.5): Connection refused"], "refused"],
  [[1, "wget: can't connect to remote host (10.244.1.5): No route to host"], "unreachable"],
  [[4, "Connecting to 10.244.1.5:8080... failed: Connection timed out."], "timed-out"],
  [[1, "wget: error getting response"], "connected closed"],
  [[124, "HTTP request sent, awaiting response... 200 OK"], "connected no-answer"],
])("wget, where there is no curl, that ends with %j: %s", async (said, expected) => {
  expect((await look({ wget: said })).short).toBe(expected);
});

test("what a tool does not know, or was ended at, is left to the next one", async () => {
  expect(
    (await look({ curl: [139, ""], wget: [1, "wget: invalid option -- 'T'\nUsage: wget"], nc: [0, ""] }))
      .short,
  ).toBe("connected");
  expect(
    (
      await look({
        curl: [2, "curl: option --noproxy: is unknown"],
        nc: [1, "nc: 10.244.1.5: Connection refused"],
      })
    ).short,
  ).toBe("refused");
});

test("no tool outlives its bound in the container, however long an answer goes on", async () => {
  const missing = [127, "timeout: can't execute 'wget': No such file or directory"] as const;
  const { short, asked } = await look({ wget: missing, nc: [1, "nc: Connection refused"] });
  expect(short).toBe("refused");
  expect(asked.map((argv) => argv.slice(0, 3).join(" "))).toEqual([
    "curl -sSkgv -o",
    "timeout 6 wget",
    "nc -z -w",
  ]);
  expect(asked[0]).toEqual(expect.arrayContaining(["--max-time", "6"]));
});

test("a container without any of them is told of", async () => {
  expect((await look({})).short).toBe("missing-tool");
});

test("a connection alone is not asked for by HTTP", async () => {
  const { short, asked } = await look({ nc: [0, ""], curl: [0, ""] }, null);
  expect(short).toBe("connected");
  expect(asked).toEqual([["nc", "-z", "-w", "3", "10.244.1.5", "8080"]]);
});

test("nothing of the request is put together by a shell", async () => {
  const { asked } = await look(
    { curl: [0, "", "\nstatus 200\ntook 0.1\n"] },
    { ...get, path: "/$(reboot);`id`" },
  );
  expect(asked[0]?.at(-1)).toBe("http://10.244.1.5:8080/$(reboot);`id`");
  expect(asked[0]).not.toContain("sh");
});
