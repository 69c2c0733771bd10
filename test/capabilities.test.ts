import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Gap } from "../src/evidence/index.ts";
import { canMakeWorlds, faultline, type OwnWorld, openOwnWorld } from "./own-world.ts";

/*
 * Each thing that the kernel does not let this process see is a gap that names what would open it. Seen here with the
 * capability taken away, on a real kernel: needs root. capabilities(7).
 */

/** Thirty whole runs, some of which wait for answers that never come. */
const PATIENCE = 180_000;

const OTHER_USER = 12_345;
/** Where a filter of the server throws away what comes. */
const SILENT = "tcp://10.99.0.2:9";

/** A server on the same link, with filters here and there; a process of another user with a socket and in a namespace. */
const setUp = `ip netns add srv
ip link add c0 type veth peer name s0 netns srv
ip addr add 10.99.0.1/24 dev c0; ip link set c0 up
ip -n srv addr add 10.99.0.2/24 dev s0; ip -n srv link set s0 up; ip -n srv link set lo up
nft 'add table inet f; add chain inet f o { type filter hook output priority 0; }; add rule inet f o ct state new accept'
ip netns exec srv nft 'add table inet g; add chain inet g i { type filter hook input priority 0; }; add rule inet g i tcp dport 9 drop'
ip netns exec srv "$NODE" -e 'require("http").createServer((_, answer) => answer.end("whole")).listen(8080, "0.0.0.0")' &
setpriv --reuid ${OTHER_USER} --clear-groups "$NODE" -e 'require("net").createServer().listen(8081, "0.0.0.0")' &
other=$!
for try in $(seq 100); do
  if ip netns exec srv ss -Hltn | grep -q 8080 && ss -Hltn | grep -q 8081; then break; fi
  sleep 0.05
done
printf 'vantages:\\n  client: { local: true }\\n  srv: { netns: srv }\\n  other: { netns: '$other' }\\n' >"$FOLDER/pid.yaml"`;

const withoutOne = (names: string) => {
  const list = names
    .split(" ")
    .map((name) => `-${name}`)
    .join(",");
  return ["setpriv", `--bounding-set=${list}`, `--inh-caps=${list}`];
};
const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];

interface Told {
  readonly status: number;
  readonly gaps: readonly Gap[];
  readonly verdict?: { readonly status: string; readonly cause: string | null; readonly confidence: number };
  readonly alsoFound?: readonly unknown[];
  readonly isWrong?: boolean;
}

const commands = {
  check: ["check", "--json", "--no-save", "http://10.99.0.2:8080/"],
  silent: ["check", "--json", "--no-save", SILENT],
  own: ["check", "--json", "--no-save", "tcp://10.99.0.1:8081"],
  host: ["host", "--json", "--interval", "0.1"],
  flow: ["host", "--json", "--interval", "0.1", "--to", "10.99.0.2:8080"],
  echo: ["path", "--json", "--count", "2", "--icmp", "10.99.0.2"],
  tcp: ["path", "--json", "--count", "2", "10.99.0.2:8080"],
} as const;

const rows: readonly (readonly [
  without: string,
  seen: Partial<Record<keyof typeof commands, readonly string[]>>,
])[] = [
  [
    "net_admin",
    {
      check: [
        "entries of the connection table at client: CAP_NET_ADMIN",
        "the packet filter's rules at client: CAP_NET_ADMIN",
        "the packet filter's rules at srv: CAP_NET_ADMIN",
      ],
      flow: [
        "entries of the connection table at client: CAP_NET_ADMIN",
        "the packet filter's rules at client: CAP_NET_ADMIN",
      ],
    },
  ],
  [
    "net_raw",
    {
      silent: ["who answers for an address of this link: CAP_NET_RAW"],
      echo: ["echo requests along the path: CAP_NET_RAW", "the packets that routers quote: CAP_NET_RAW"],
      tcp: ["the packets that routers quote: CAP_NET_RAW"],
    },
  ],
  [
    "sys_admin",
    {
      check: [
        "what the vantage srv sees: CAP_SYS_ADMIN",
        "what the kernel does with the packets of this request: CAP_SYS_ADMIN",
      ],
    },
  ],
  ["syslog", { check: ["the kernel's log: CAP_SYSLOG"], host: ["the kernel's log: CAP_SYSLOG"] }],
  [
    "sys_ptrace",
    {
      check: ["what the vantage other sees: CAP_SYS_PTRACE"],
      host: ["the processes that hold: CAP_SYS_PTRACE"],
      own: ["the process that listens on port 8081 at client: CAP_SYS_PTRACE"],
    },
  ],
  ["dac_override dac_read_search", { host: ["the processes that hold: CAP_DAC_READ_SEARCH"] }],
];

describe.runIf(canMakeWorlds).concurrent("with a capability taken away", { timeout: PATIENCE }, () => {
  const folder = canMakeWorlds ? mkdtempSync(join(tmpdir(), "faultline-capabilities-")) : "";
  let world: OwnWorld;
  beforeAll(async () => {
    chmodSync(folder, 0o755);
    world = await openOwnWorld(`FOLDER=${folder} NODE=${process.execPath}\n${setUp}`);
  });
  afterAll(() => {
    world[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  async function tell(as: readonly string[], which: keyof typeof commands): Promise<Told> {
    const config = which === "check" || which === "silent" ? ["-c", join(folder, "pid.yaml")] : [];
    const ran = await world.run([...as, ...faultline, ...commands[which], ...config]);
    if (ran.outcome !== "ran" || ran.stdout === "") throw new Error(JSON.stringify(ran));
    return { ...JSON.parse(ran.stdout), status: ran.status };
  }

  const whole = new Map<string, Promise<Told>>();
  const unhindered = (which: keyof typeof commands) => {
    const told = whole.get(which) ?? tell([], which);
    whole.set(which, told);
    return told;
  };

  test("nothing is missing while all are there", async () => {
    for (const which of Object.keys(commands) as (keyof typeof commands)[])
      expect((await unhindered(which)).gaps, which).toEqual([]);
    expect((await unhindered("silent")).verdict).toMatchObject({ status: "broken", cause: "firewall-drops" });
  });

  test.each(rows)("without %s what is not seen is a gap that names it", async (without, seen) => {
    for (const which of Object.keys(seen) as (keyof typeof commands)[]) {
      const told = await tell(withoutOne(without), which);
      for (const line of seen[which] ?? []) {
        const [needs = "", opens = ""] = line.split(": ");
        const gap = told.gaps.find((one) => one.needs.includes(needs));
        expect(gap, `${which}: ${line} in ${JSON.stringify(told.gaps)}`).toMatchObject({
          reason: "permission",
        });
        expect(gap?.allowBy).toContain(opens);
      }
      expectNoMore(told, await unhindered(which), which);
    }
  });

  test.each(["net_admin", "sys_admin", "all"])(
    "without %s the verdict over a silent port is the same, or less sure",
    async (without) => {
      const as = without === "all" ? nobody : withoutOne(without);
      const [told, all] = [await tell(as, "silent"), await unhindered("silent")];
      const isSame = told.verdict?.cause === all.verdict?.cause;
      expect(isSame || (told.verdict?.confidence ?? 1) < 0.9, JSON.stringify(told.verdict)).toBe(true);
      expect(told.verdict?.confidence).toBeLessThanOrEqual(all.verdict?.confidence ?? 0);
      expect(told.verdict?.status).not.toBe("healthy");
    },
  );

  test("without any, all that is left works, and every gap says what would open it", async () => {
    for (const which of ["check", "host", "flow", "echo", "tcp"] as const) {
      const told = await tell(nobody, which);
      expectNoMore(told, await unhindered(which), which);
      expect(told.gaps.length, which).toBeGreaterThan(0);
      for (const gap of told.gaps) {
        expect(gap, which).toMatchObject({
          reason: "permission",
          allowBy: expect.stringMatching(/CAP_[A-Z_]+/),
        });
      }
    }
  });

  test("a start where this process may not go is told with what would let it", async () => {
    for (const [as, from, capability] of [
      [withoutOne("sys_admin"), "srv", "CAP_SYS_ADMIN"],
      [withoutOne("sys_ptrace"), "other", "CAP_SYS_PTRACE"],
    ] as const) {
      const argv = [...commands.check, "-c", join(folder, "pid.yaml"), "--from", from];
      const ran = await world.run([...as, ...faultline, ...argv]);
      expect(ran).toMatchObject({ outcome: "ran", status: 2, stderr: expect.stringContaining(capability) });
    }
  });

  test("no setting of the kernel is another one after a run", async () => {
    const settings = async () => {
      const files =
        "find /proc/sys/net -type f ! -name '*conntrack_count' -exec grep -H . {} + 2>/dev/null | sort";
      const ran = await world.run(["sh", "-c", files]);
      return ran.outcome === "ran" ? ran.stdout : ran.outcome;
    };
    const before = await settings();
    expect(before.length).toBeGreaterThan(1_000);
    await tell([], "check");
    await tell([], "flow");
    expect(await settings()).toBe(before);
  });

  /** A gap is neither a fault nor health. */
  function expectNoMore(told: Told, all: Told, which: string): void {
    expect(told.status, which).toBe(all.status);
    expect(told.verdict?.status, which).toBe(all.verdict?.status);
    expect(told.isWrong, which).toBe(all.isWrong);
    expect(told.alsoFound ?? [], which).toEqual(all.alsoFound ?? []);
  }
});
