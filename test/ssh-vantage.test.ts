import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Evidence, Gap } from "../src/evidence/index.ts";
import { canMakeWorlds, faultline, type OwnWorld, openOwnWorld } from "./own-world.ts";

/*
 * A vantage by the system's own ssh, against a real sshd on another host of a world of its own: needs root and the
 * package openssh-server. sshd_config(5), ssh_config(5).
 */

const hasSsh = ["/usr/sbin/sshd", "/usr/bin/ssh"].every((program) => existsSync(program));

/** The whole of a run: three sessions of one host at most, each of them bounded. */
const PATIENCE = 120_000;

/**
 * The server's host has a shell and what Debian has in /usr/bin (cat, ip, ss), and nothing of /usr/sbin: no nft, no conntrack.
 * Its sshd on other ports hangs after the login, or dies after some octets of what it is told. The key on port 22 is known,
 * that on 2202 is another one than is known.
 */
const setUp = `umask 077
ip netns add far
ip link add c0 type veth peer name s0 netns far
ip addr add 10.98.0.1/24 dev c0; ip link set c0 up
ip -n far addr add 10.98.0.2/24 dev s0; ip -n far link set s0 up; ip -n far link set lo up
cd "$FOLDER"
for key in host other user; do ssh-keygen -q -t ed25519 -N '' -f $key; done
cat user.pub >authorized
printf '10.98.0.2,[10.98.0.2]:2201,[10.98.0.2]:2203,[10.98.0.2]:2202 %s\\n' "$(cat host.pub)" >known
sed 's/^root:[^:]*/root:*/' /etc/shadow >shadow; mount --bind shadow /etc/shadow
printf '%s\\n' 'Host far' '  Port 22' 'Host hangs' '  Port 2201' 'Host changed' '  Port 2202' 'Host dies' '  Port 2203' \\
  'Host *' '  HostName 10.98.0.2' '  User root' "  IdentityFile $FOLDER/user" "  UserKnownHostsFile $FOLDER/known" \\
  '  GlobalKnownHostsFile none' '  IdentitiesOnly yes' >ssh_config
chmod 644 ssh_config; mount --bind ssh_config /etc/ssh/ssh_config
cp /usr/sbin/sshd sshd; mkdir /run/sshd
cat >servers <<'END'
set -e
mount -t tmpfs tmpfs /usr/sbin
serve() {
  port=$1; key=$2; shift 2
  "$FOLDER/sshd" -f /dev/null -p "$port" -h "$FOLDER/$key" -o PermitRootLogin=yes -o StrictModes=no -o UsePAM=no -o PidFile=none \\
    -o "AuthorizedKeysFile=$FOLDER/authorized" "$@"
}
serve 22 host
serve 2201 host -o 'ForceCommand=sleep 600'
serve 2202 other
serve 2203 host -o 'ForceCommand=head -c 1500 | sh; kill -9 $PPID'
exec "$NODE" -e 'require("http").createServer((_, answer) => answer.end("whole")).listen(8080, "0.0.0.0")'
END
ip netns exec far sh servers &
for try in $(seq 100); do
  if ip netns exec far ss -Hltn | grep -q 8080; then break; fi
  sleep 0.05
done`;

interface Told {
  readonly status: number;
  readonly took: number;
  readonly gaps: readonly Gap[];
  readonly evidence: readonly (Pick<Evidence, "kind" | "vantage"> & { readonly value: unknown })[];
  readonly verdict: { readonly status: string };
}

describe.runIf(canMakeWorlds && hasSsh).concurrent("a vantage by ssh", { timeout: PATIENCE }, () => {
  const folder = canMakeWorlds ? mkdtempSync(join(tmpdir(), "faultline-ssh-")) : "";
  let world: OwnWorld;
  beforeAll(async () => {
    world = await openOwnWorld(`FOLDER=${folder} NODE=${process.execPath}; export FOLDER NODE\n${setUp}`);
  });
  afterAll(() => {
    world[Symbol.dispose]();
    rmSync(folder, { recursive: true });
  });

  async function checkWith(host: string): Promise<Told> {
    const config = join(folder, `${host}.yaml`);
    writeFileSync(config, `vantages:\n  client: { local: true }\n  app1: { ssh: ${host} }\n`);
    const start = performance.now();
    const argv = ["check", "--json", "--no-save", "-c", config, "http://10.98.0.2:8080/"];
    const ran = await world.run([...faultline, ...argv]);
    if (ran.outcome !== "ran" || ran.stdout === "") throw new Error(JSON.stringify(ran));
    return { ...JSON.parse(ran.stdout), status: ran.status, took: performance.now() - start };
  }

  test("a host with a shell, ip and ss tells what they can, and each missing tool is a gap", async () => {
    const { status, verdict, evidence, gaps } = await checkWith("far");
    expect([status, verdict.status]).toEqual([0, "healthy"]);
    const kinds = new Set(evidence.filter(({ vantage }) => vantage === "app1").map(({ kind }) => kind));
    for (const kind of [
      "clock-reading",
      "kernel-counters",
      "socket-table",
      "local-routes",
      "neighbours",
      "route-decision",
      "network-settings",
    ])
      expect(kinds, [...kinds].join(" ")).toContain(kind);
    const missing = gaps
      .filter(({ reason }) => reason === "missing-tool")
      .map(({ needs, allowBy }) => `${needs}: ${allowBy}`);
    expect(missing).toContain("the packet filter's rules at app1: Install nft at app1");
  });

  test("a host that hangs after the login is a gap within its bound, and no ssh is left", async () => {
    const { status, verdict, gaps, took } = await checkWith("hangs");
    expect([status, verdict.status]).toEqual([0, "healthy"]);
    expect(gaps).toContainEqual(
      expect.objectContaining({
        reason: "unreachable",
        needs: expect.stringContaining("ssh to hangs gave no answer within 5 s"),
      }),
    );
    expect(took).toBeLessThan(60_000);
    const left = await world.run(["sh", "-c", "cat /proc/[0-9]*/cmdline | tr '\\0' ' '"]);
    expect(left.outcome === "ran" ? left.stdout : "").not.toContain("-- hangs");
  });

  test("a host whose key is another one than is known is a gap that says what to do", async () => {
    const { status, verdict, gaps } = await checkWith("changed");
    expect([status, verdict.status]).toEqual([0, "healthy"]);
    expect(gaps).toContainEqual({
      boundary: "client",
      needs: "what the vantage app1 sees: ssh to changed says: Host key verification failed.",
      reason: "permission",
      allowBy: expect.stringContaining("key"),
    });
  });

  test("a connection that dies while it is looked through leaves gaps, and no verdict", async () => {
    const { status, verdict, gaps, took } = await checkWith("dies");
    expect([status, verdict.status]).toEqual([0, "healthy"]);
    expect(
      gaps.map(({ reason, needs }) => `${needs}: ${reason}`),
      JSON.stringify(gaps),
    ).toContainEqual(expect.stringMatching(/at app1|app1 sees/));
    expect(took).toBeLessThan(60_000);
  });

  test("a name that ssh would take for an option is refused", async () => {
    for (const name of ["-oProxyCommand=id", "ops@-oProxyCommand=id", "ssh://-oProxyCommand=id"]) {
      const config = join(folder, "option.yaml");
      writeFileSync(config, `vantages:\n  client: { local: true }\n  app1: { ssh: "${name}" }\n`);
      const ran = await world.run([
        ...faultline,
        "check",
        "-c",
        config,
        "--no-save",
        "http://10.98.0.2:8080/",
      ]);
      expect(ran, name).toMatchObject({
        outcome: "ran",
        status: 2,
        stderr: expect.stringContaining('begins with "-"'),
      });
    }
  });
});
