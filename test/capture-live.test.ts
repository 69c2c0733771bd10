import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Evidence, Gap } from "../src/evidence/index.ts";
import { canMakeWorlds, faultline, type OwnWorld, openOwnWorld } from "./own-world.ts";

/*
 * Captures of what passes, on real interfaces of a world of its own: needs root. packet(7).
 */

/** Several whole runs, each of a few seconds. */
const PATIENCE = 120_000;

/** A server on the same link; two hosts on a bridge, of which the world sees all ports; the loopback. */
const setUp = `for name in srv a b; do ip netns add $name; ip -n $name link set lo up; done
ip link add c0 type veth peer name s0 netns srv
ip addr add 10.99.0.1/24 dev c0; ip link set c0 up
ip -n srv addr add 10.99.0.2/24 dev s0; ip -n srv link set s0 up
ip link add br0 type bridge; ip link set br0 up
for name in a b; do
  ip link add p$name type veth peer name e0 netns $name; ip link set p$name master br0 up; ip -n $name link set e0 up
done
ip -n a addr add 10.98.0.1/24 dev e0; ip -n b addr add 10.98.0.2/24 dev e0
serve='require("http").createServer((_, answer) => answer.end(Buffer.alloc(300000))).listen(8080, "0.0.0.0")'
ip netns exec srv "$NODE" -e "$serve" &
ip netns exec b "$NODE" -e "$serve" &
"$NODE" -e "$serve" &
cp "$(command -v tcpdump)" "$FOLDER/tcpdump" && setcap cap_net_raw+ep "$FOLDER/tcpdump" || rm -f "$FOLDER/tcpdump"
chmod 755 "$FOLDER"
for try in $(seq 100); do
  if ip netns exec srv ss -Hltn | grep -q 8080 && ip netns exec b ss -Hltn | grep -q 8080 && ss -Hltn | grep -q 8080; then break; fi
  sleep 0.05
done`;

interface Told {
  readonly status: number;
  readonly stderr: string;
  readonly report: {
    readonly verdict: { readonly status: string; readonly boundary: string | null };
    readonly gaps: readonly Gap[];
    readonly capture: {
      readonly files: readonly {
        readonly frames: number;
        readonly flows: number;
        readonly dropped: number | null;
        readonly duplicateFrames: number;
        readonly linkTypes: readonly string[];
      }[];
    };
  };
}

const withoutRaw = ["setpriv", "--bounding-set=-net_raw", "--inh-caps=-net_raw"];

describe.runIf(canMakeWorlds)("capture live", { timeout: PATIENCE }, () => {
  const folder = canMakeWorlds ? mkdtempSync(join(tmpdir(), "faultline-live-")) : "";
  let world: OwnWorld;
  beforeAll(async () => {
    world = await openOwnWorld(`FOLDER=${folder} NODE=${process.execPath}\n${setUp}`);
  });
  afterAll(() => {
    world[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  /** Captures while a shell command makes traffic, and ends the capture by SIGINT. */
  async function during(
    name: string,
    args: readonly string[],
    traffic: string,
    as: readonly string[] = [],
  ): Promise<Told> {
    const words = [...as, ...faultline, "capture", "live", "--json", ...args].map((word) => `'${word}'`);
    // The ring takes packets when the kernel lists a packet socket as running: the sixth column.
    const script = `cd ${folder}
${words.join(" ")} >${name}.out 2>${name}.err & live=$!
for try in $(seq 200); do awk 'NR > 1 && $6 == 1' /proc/net/packet | grep -q . && break; sleep 0.05; done
${traffic}
kill -INT $live; wait $live; status=$?
[ "$(wc -l </proc/net/packet)" -eq 1 ] || status=99
exit $status`;
    const ran = await world.run(["sh", "-c", script]);
    if (ran.outcome !== "ran") throw new Error(ran.outcome);
    const stderr = readFileSync(join(folder, `${name}.err`), "utf8");
    const stdout = readFileSync(join(folder, `${name}.out`), "utf8");
    if (stdout === "") throw new Error(`${ran.status} ${ran.stderr} ${stderr}`);
    return { status: ran.status, stderr, report: JSON.parse(stdout) };
  }

  async function readAgain(file: string): Promise<Told["report"]> {
    const ran = await world.run([...faultline, "capture", "--json", join(folder, file)]);
    if (ran.outcome !== "ran" || ran.stdout === "") throw new Error(JSON.stringify(ran));
    return JSON.parse(ran.stdout);
  }

  test("ends by SIGINT with a whole report and a whole file, and leaves no socket", async () => {
    const args = ["-i", "c0", "-f", "host 10.99.0.2 and tcp port 8080", "--write", "whole.pcap"];
    const { status, report } = await during("whole", args, "curl -s -o /dev/null http://10.99.0.2:8080/");
    expect([status, report.verdict.status]).toEqual([0, "healthy"]);
    expect(report.capture.files).toMatchObject([{ flows: 1, dropped: 0, linkTypes: ["EN10MB"] }]);
    const again = await readAgain("whole.pcap");
    expect(again.capture.files).toMatchObject([{ flows: 1, frames: report.capture.files[0]?.frames }]);
    expect(again.verdict.status).toBe("healthy");
  });

  test("a port that nobody listens on is the verdict", async () => {
    const { status, report } = await during(
      "refused",
      ["-i", "any", "-f", "tcp"],
      "for i in 1 2 3; do curl -s http://10.99.0.2:81/; done",
    );
    expect([status, report.verdict]).toMatchObject([1, { status: "broken", boundary: "tcp" }]);
  });

  test("--last keeps what came before the end", async () => {
    const args = ["-i", "any", "-f", "port 8080", "--last", "60s", "--write", "last.pcap"];
    const { status, report } = await during("last", args, "curl -s -o /dev/null http://10.99.0.2:8080/");
    expect([status, report.capture.files]).toMatchObject([0, [{ flows: 1, linkTypes: ["LINUX_SLL2"] }]]);
    expect((await readAgain("last.pcap")).capture.files).toMatchObject([{ flows: 1 }]);
  });

  test.each(["lo", "any"])("on %s a packet of the loopback is seen once", async (name) => {
    const { report } = await during(
      `lo-${name}`,
      ["-i", name, "-f", "port 8080", "--write", `lo-${name}.pcap`],
      "curl -s -o /dev/null http://127.0.0.1:8080/",
    );
    expect(report.verdict.status).toBe("healthy");
    expect(report.capture.files).toMatchObject([{ flows: 1, duplicateFrames: 0 }]);
    const flags = await world.run([...faultline, "capture", "flags", join(folder, `lo-${name}.pcap`)]);
    // Seen twice, the second frame would be the SYN again. A kernel that is busy may repeat a later segment in truth.
    expect(flags).toMatchObject({
      outcome: "ran",
      status: 0,
      stdout: expect.not.stringMatching(/"frame":2,.*retrans/),
    });
  });

  test("on any a packet that crosses a bridge is read once, and is no repetition", async () => {
    const traffic = "for i in 1 2 3; do ip netns exec a curl -s -o /dev/null http://10.98.0.2:8080/; done";
    const { status, report } = await during("bridge", ["-i", "any", "--write", "bridge.pcap"], traffic);
    expect([status, report.verdict.status]).toEqual([0, "healthy"]);
    const [file] = report.capture.files;
    expect(file).toMatchObject({ flows: 3, duplicateFrames: 0 });
    const [written] = (await readAgain("bridge.pcap")).capture.files;
    expect(written?.frames).toBeGreaterThan((file?.frames ?? 0) * 1.5);
  });

  test("a VLAN tag that the kernel took out is in the file, and a filter looks through it", async () => {
    const udp = "4500001c000100004011000063000001630000020035003500080000";
    const frame = `ffffffffffff020000000001${"81000007"}0800${udp}`;
    const sys = fileURLToPath(new URL("../src/sys/index.ts", import.meta.url));
    const send = `import { openPacketRing } from "${sys}";
const ring = openPacketRing({ interface: "s0", onPacket() {} });
ring.send(Buffer.from("${frame}", "hex")); ring.close();`;
    const traffic = `ip netns exec srv ${process.execPath} --input-type=module -e '${send}'`;
    await during("vlan", ["-i", "c0", "-f", "vlan 7 and udp port 53", "--write", "vlan.pcap"], traffic);
    const octets = readFileSync(join(folder, "vlan.pcap"));
    // Behind the file's header and the record's.
    expect(octets.subarray(24 + 16).toString("hex")).toBe(frame);
  });

  test("without CAP_NET_RAW it is refused in two lines that name it", async () => {
    const ran = await world.run([...withoutRaw, ...faultline, "capture", "live", "-i", "lo", "--for", "1s"]);
    expect(ran).toMatchObject({ outcome: "ran", status: 2, stdout: "" });
    const lines = ran.outcome === "ran" ? ran.stderr.trimEnd().split("\n") : [];
    expect(lines).toHaveLength(2);
    expect(lines[0]).toContain("CAP_NET_RAW");
  });

  test("tcpdump captures where only it may", async ({ skip }) => {
    if (!existsSync(join(folder, "tcpdump"))) skip("there is no tcpdump or setcap");
    const as = [
      "setpriv",
      "--reuid=65534",
      "--regid=65534",
      "--clear-groups",
      "env",
      `PATH=${folder}:/usr/bin:/bin`,
    ];
    const args = ["-i", "c0", "-f", "tcp port 8080", "--write", "/dev/null"];
    const { status, report } = await during(
      "tcpdump",
      args,
      "curl -s -o /dev/null http://10.99.0.2:8080/; sleep 0.2",
      as,
    );
    expect([status, report.capture.files]).toMatchObject([0, [{ flows: 1, dropped: 0 }]]);
  });

  test.each([
    [["-i", "none0"], "there is no such interface"],
    [["-i", "lo", "-f", "tcp prt 80"], "column 5"],
    [["-i", "lo", "--write", "/none/x.pcap"], "ENOENT"],
    [["-i", "lo", "--for", "soon"], "no duration"],
  ])("%j is refused in two lines", async (args, what) => {
    const ran = await world.run([...faultline, "capture", "live", ...args]);
    expect(ran).toMatchObject({
      outcome: "ran",
      status: 2,
      stdout: "",
      stderr: expect.stringContaining(what),
    });
    expect(ran.outcome === "ran" ? ran.stderr.trimEnd().split("\n") : []).toHaveLength(2);
  });

  describe("check --capture", () => {
    const asked = [
      "check",
      "--capture",
      "--json",
      "--header",
      "Authorization: Bearer s3cr3t",
      "http://10.99.0.2:8080/p4th",
    ];
    const bundleIn = (name: string) => {
      const [file = ""] = readdirSync(join(folder, name));
      return unzipSync(readFileSync(join(folder, name, file)));
    };

    test("keeps the headers of its own packets in the bundle, no content, and the facts of its flows as the request's own", async () => {
      const ran = await world.run([...faultline, ...asked, "-o", join(folder, "kept")]);
      expect(ran).toMatchObject({ outcome: "ran", status: 0 });
      const members = bundleIn("kept");
      const octets = Buffer.from(members["capture.pcap"] ?? []);
      expect(octets.length).toBeGreaterThan(24);
      for (const secret of ["s3cr3t", "p4th", "GET", "HTTP/1"])
        expect(octets.includes(secret), secret).toBe(false);
      const records = Buffer.from(members["evidence.jsonl"] ?? [])
        .toString()
        .trim()
        .split("\n")
        .map((line): Evidence => JSON.parse(line));
      const flows = records.filter((record) => record.kind === "captured-flow");
      expect(flows).toMatchObject([
        { purpose: "reference", by: "probe", attempt: 1, value: { server: { port: 8080 } } },
      ]);
      expect(Buffer.from(members["manifest.json"] ?? []).toString()).toContain('"capture.pcap"');
    });

    test("leaves the packets out of a bundle that hides addresses", async () => {
      await world.run([...faultline, ...asked, "--redact", "strict", "-o", join(folder, "strict")]);
      const members = bundleIn("strict");
      expect(Object.keys(members)).not.toContain("capture.pcap");
      const evidence = Buffer.from(members["evidence.jsonl"] ?? []).toString();
      expect(evidence).toContain("captured-flow");
      expect(evidence).not.toContain("10.99.0.");
    });

    test("goes on without CAP_NET_RAW, which is a gap", async () => {
      const ran = await world.run([...withoutRaw, ...faultline, ...asked, "--no-save"]);
      if (ran.outcome !== "ran") throw new Error(ran.outcome);
      expect(JSON.parse(ran.stdout)).toMatchObject({
        verdict: { status: "healthy" },
        gaps: expect.arrayContaining([
          expect.objectContaining({ needs: "the packets of this run", reason: "permission" }),
        ]),
      });
    });
  });
});
