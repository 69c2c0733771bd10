import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { canMakeWorlds, faultline, type OwnWorld, openOwnWorld } from "./own-world.ts";

/*
 * What a run looks at may be gone while it looks: it ends with a verdict of what was seen, in time, and never with a stack. Real
 * namespaces and processes: needs root.
 */

const PATIENCE = 120_000;

/** A router that loses its namespace, and a server whose process ends, as soon as the first record of a run is there. */
const setUp = `ip netns add way; ip netns add srv
ip link add c0 type veth peer name w0 netns way
ip -n way link add w1 type veth peer name s0 netns srv
ip addr add 10.97.0.1/24 dev c0; ip link set c0 up; ip route add 10.97.1.0/24 via 10.97.0.2
ip -n way addr add 10.97.0.2/24 dev w0; ip -n way addr add 10.97.1.1/24 dev w1; ip -n way link set w0 up; ip -n way link set w1 up
ip netns exec way sh -c 'echo 1 >/proc/sys/net/ipv4/ip_forward'
ip -n srv addr add 10.97.1.2/24 dev s0; ip -n srv link set s0 up; ip -n srv route add default via 10.97.1.1
ip netns exec srv "$NODE" -e 'require("http").createServer((_, answer) => answer.end("whole")).listen(8080, "0.0.0.0")' &
echo $! >"$FOLDER/server"
for try in $(seq 100); do
  if ip netns exec srv ss -Hltn | grep -q 8080; then break; fi
  sleep 0.05
done`;

describe.runIf(canMakeWorlds)("what goes away during a run", { timeout: PATIENCE }, () => {
  const folder = canMakeWorlds ? mkdtempSync(join(tmpdir(), "faultline-bad-days-")) : "";
  let world: OwnWorld;
  beforeAll(async () => {
    world = await openOwnWorld(`FOLDER=${folder} NODE=${process.execPath}; export FOLDER NODE\n${setUp}`);
    const pid = (await world.run(["cat", join(folder, "server")])) as { readonly stdout: string };
    const app = `{ netns: ${pid.stdout.trim()} }`;
    writeFileSync(
      join(folder, "way.yaml"),
      `vantages:\n  client: { local: true }\n  way: { netns: way }\n  app: ${app}\n`,
    );
  });
  afterAll(() => {
    world[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  test("takes no verdict away, makes no fault of a gap and leaves nothing running", async () => {
    const config = ["-c", join(folder, "way.yaml")];
    const child = world.start([
      ...faultline,
      "check",
      "--json",
      "--no-save",
      ...config,
      "http://10.97.1.2:8080/",
    ]);
    let [out, err] = ["", ""];
    child.stdout?.on("data", (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      err += chunk;
    });
    const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
    // The keepers of the vantages are there: what is looked at is open.
    const keepers =
      "until [ $(grep -lsa FAULTLINE_SYSFS /proc/[0-9]*/environ | wc -l) -gt 1 ]; do sleep 0.01; done";
    await world.run(["timeout", "30", "sh", "-c", keepers]);
    await world.run(["sh", "-c", `ip netns del way; kill -9 $(cat ${folder}/server)`]);
    expect([0, 1, 3]).toContain(await ended);
    expect(err).not.toMatch(/\n\s+at /);
    const { verdict } = JSON.parse(out);
    // The request was made before, or was refused by a server that is gone: nothing else is true.
    expect(["healthy", "degraded", "broken", "inconclusive"]).toContain(verdict.status);
    if (verdict.cause !== null) expect(["port-not-listening", "peer-resets"]).toContain(verdict.cause);
    const left = await world.run(["sh", "-c", "grep -lsa FAULTLINE_SYSFS /proc/[0-9]*/environ || true"]);
    expect(left).toMatchObject({ outcome: "ran", stdout: "" });
  });
});
