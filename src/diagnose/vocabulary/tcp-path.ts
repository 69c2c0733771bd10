import type { Proposition } from "../proposition.ts";

/** What sizes, other places, captures and devices say of the way between the two hosts. */
export const tcpPathVocabulary = {
  "large-vanishes": {
    says: "an exchange of more than one full packet in one direction stops without an answer",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the client: curl -v --data-binary @LARGE_FILE {target}; tracepath {address}",
  },
  "small-passes": {
    says: "an exchange of small packets to the same address and port is answered",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the client: curl -vI {target}",
  },
  "syn-arrives-at-server": {
    says: "the SYN of this flow reached the server's interface",
    scope: "flow",
    strength: "states",
    abnormal: null,
    look: "On the server: tcpdump -nni any 'tcp[tcpflags] & tcp-syn != 0 and src host {clientAddress}'",
  },
  "other-route-serves": {
    says: "over another route of this host the same address and port answer",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the client: curl --interface OTHER_DEVICE -v {target}; ip route show to match {address}",
  },
  "claimants-are-apart": {
    says: "the hardware addresses that answer for the address are of several hosts, not several interfaces of one",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the host that has the address: ip -br link; sysctl net.ipv4.conf.all.arp_ignore net.ipv4.conf.all.arp_filter",
  },
  "address-claimed-twice": {
    says: "two hardware addresses answer for one address",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On a host of the same network: arping -D -I DEVICE {address}; ip neighbour (several times)",
  },
  "prefix-differs": {
    says: "hosts of one network have different prefix lengths for it",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On both hosts: ip -br address",
  },
  "delay-recurs-in-step": {
    says: "loss or delay recurs every {period} s: the median of all attempts is {median} ms, the 99th percentile {slowest} ms{moves}",
    scope: "path",
    strength: "states",
    abnormal: { when: true, boundary: "path", effect: "slows" },
    look: "On the client, for several periods: faultline check {target} --during 10m",
  },
  "rate-is-capped": {
    says: "a transfer keeps to a rate that the window or a shaper sets, without loss",
    scope: "path",
    strength: "states",
    abnormal: null,
    look: "On the client: ss -ti dst {address} (delivery_rate, rwnd_limited); tc -s qdisc",
  },
} as const satisfies Record<string, Proposition>;
