import { expect, test } from "vitest";
import type { Vantage } from "../../vantage/index.ts";
import { context, fakeApi, opened, Refusal } from "../testing/fake-api.ts";
import { podVantage } from "./pod-vantage.ts";
import { readPodNetwork } from "./read-pod-network.ts";

const where = { namespace: "shop", pod: "api-1", container: "app" };
const id = { kind: "Pod", namespace: "shop", name: "api-1", uid: "p1" };

const files: Readonly<Record<string, string>> = {
  "/proc/net/tcp": `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1
   1: 0100007F:1F91 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 1 1
`,
  "/proc/net/tcp6": "  sl  local_address                         remote_address\n",
  "/proc/net/route":
    "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\neth0\t00000000\t0101F40A\t0003\t0\t0\t0\t00000000\n",
  "/etc/resolv.conf":
    "search shop.svc.cluster.local svc.cluster.local\nnameserver 10.96.0.10\noptions ndots:5\n",
  "/sys/class/net/eth0/mtu": "1450\n",
};

/** A frame of a server: unmasked, whole. */
const frame = (channel: number, text: string): Buffer => {
  const payload = Buffer.concat([Buffer.of(channel), Buffer.from(text)]);
  const head =
    payload.length < 126
      ? Buffer.of(0x82, payload.length)
      : Buffer.of(0x82, 126, payload.length >> 8, payload.length & 255);
  return Buffer.concat([head, payload]);
};
const ended = (code: number) =>
  code === 0
    ? { status: "Success" }
    : { status: "Failure", details: { causes: [{ reason: "ExitCode", message: String(code) }] } };

/** An API whose containers have these files, and `cat`. */
async function withFiles() {
  const api = await fakeApi(() => new Refusal(403, "cannot create resource pods/exec"));
  api.onUpgrade((request, socket) => {
    const argv = new URL(request.url ?? "", "http://api").searchParams.getAll("command");
    socket.on("error", () => {});
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
    if (argv[0] !== "cat") {
      socket.write(
        frame(
          3,
          JSON.stringify({
            status: "Failure",
            message: `exec: "${argv[0]}": executable file not found in $PATH`,
          }),
        ),
      );
      return;
    }
    const text = files[argv[2] ?? ""];
    const whole = Buffer.concat([
      text === undefined ? frame(2, "cat: can't open: No such file or directory\n") : frame(1, text),
      frame(3, JSON.stringify(ended(text === undefined ? 1 : 0))),
    ]);
    // In pieces, as a network may deliver them.
    for (let at = 0; at < whole.length; at += 50) socket.write(whole.subarray(at, at + 50));
  });
  return api;
}

test("a Pod's network is read by commands in its container", async () => {
  await using api = await withFiles();
  const cluster = await opened(api);
  const vantage = podVantage(where, cluster);
  const { recorder, ...around } = context();
  const record = await readPodNetwork(vantage, id, recorder, { ...around, how: "exec" });
  expect(record?.value).toEqual({
    pod: id,
    how: "exec",
    listeners: [{ address: "127.0.0.1", port: 8080 }],
    nameservers: ["10.96.0.10"],
    search: ["shop.svc.cluster.local", "svc.cluster.local"],
    ndots: 5,
    mtu: 1450,
    hasDefaultRoute: true,
  });
  expect(await vantage.read("/none")).toEqual({ outcome: "missing" });
  expect(await vantage.run(["ss"], { timeout: 1_000 })).toEqual({ outcome: "missing-tool" });
  expect(await vantage.list("/etc")).toBe(null);
  cluster.close();
});

test("an account that may run nothing there is a permission that is missing", async () => {
  await using api = await fakeApi(() => new Refusal(403, "cannot create resource pods/exec"));
  const cluster = await opened(api);
  expect(await podVantage(where, cluster).read("/etc/hosts")).toEqual({ outcome: "permission" });
  cluster.close();
});

test("a command that never ends is ended", async () => {
  await using api = await fakeApi(() => ({}));
  api.onUpgrade((_, socket) =>
    socket.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"),
  );
  const cluster = await opened(api);
  expect(await podVantage(where, cluster).run(["sleep"], { timeout: 50 })).toEqual({ outcome: "timed-out" });
  cluster.close();
});

test.each([
  ["permission", /pods\/exec/, () => ({ outcome: "permission" })],
  ["missing-tool", /a cat$/, () => ({ outcome: "missing-tool" })],
  ["unreachable", /kubectl exec$/, () => ({ outcome: "unreachable" })],
  ["unreachable", /kubectl exec$/, () => ({ outcome: "timed-out" })],
  ["unreadable", /root$/, () => ({ outcome: "ran", status: 1, stdout: "", stderr: "cat: I/O error" })],
])("a Pod of which nothing can be read is a gap that says why: %s, %s", async (reason, allowBy, run) => {
  // Only what is asked of it.
  const vantage = { read: async () => ({ outcome: "unreadable" }), run: async () => run() };
  const { recorder, ...around } = context();
  const read = readPodNetwork(vantage as unknown as Vantage, id, recorder, { ...around, how: "exec" });
  expect(await read).toBe(null);
  expect(recorder.gaps).toMatchObject([{ reason, allowBy: expect.stringMatching(allowBy) }]);
});
