import { type NodeLook, print } from "./print.ts";

/** Interfaces by which what translates Services in place of kube-proxy is known. Documents of each. */
const interfaces: readonly (readonly [RegExp, string])[] = [
  [/^(cilium_host|cilium_net|cilium_vxlan|cilium_geneve|cilium_wg0)$/, "Cilium"],
  [/^(bpfin|bpfout)\.cali/, "Calico's eBPF"],
  [/^antrea-gw0$/, "Antrea"],
  [/^(ovn-k8s-mp0|ovn0)$/, "OVN"],
  [/^genev_sys_\d+$/, "Open vSwitch"],
];

/** Programs that are pinned in the kernel's own file system. */
const pinned: readonly (readonly [string, string])[] = [
  ["/sys/fs/bpf/tc/globals", "eBPF programs"],
  ["/sys/fs/bpf/cilium", "Cilium"],
  ["/sys/fs/bpf/calico", "Calico's eBPF"],
];

/** What else may translate Services at the node; `isWhole`: it was looked for. */
export async function findReplacement(
  look: NodeLook,
): Promise<{ readonly name: string | null; readonly isWhole: boolean }> {
  const links = await print(look, ["ip", "-o", "link", "show"]);
  const names = links.outcome === "printed" ? namesOf(links.text) : [];
  for (const [pattern, name] of interfaces) {
    if (names.some((device) => pattern.test(device))) return { name, isWhole: true };
  }
  for (const [path, name] of pinned) {
    const held = await look.vantage.list(path);
    if (held?.some((file) => /^(cilium|cali|conntrack|nat|lb|svc)/i.test(file)))
      return { name, isWhole: true };
  }
  return { name: null, isWhole: links.outcome === "printed" };
}

/** Names of interfaces as `ip -o link` prints them: `7: veth12ab@if2: <…>`. */
const namesOf = (text: string): readonly string[] =>
  text.split("\n").flatMap((line) => /^\d+: ([^:@\s]+)/.exec(line)?.[1] ?? []);
