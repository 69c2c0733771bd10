import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { createFrameReader } from "../capture-file/detect.ts";
import { createDissector } from "./dissector.ts";
import { createPacket } from "./empty-packet.ts";

/** Captures of others, where they lie beside this project. */
const beside = new URL("../../../../shared/captures/", import.meta.url);

/**
 * Packets of TCP, UDP, ICMP and ICMPv6, the innermost ones and not those quoted by an error, as tshark 4.0.17 counts them with its
 * defaults. Left out: files whose only packet is a first fragment that is never whole, which tshark shows as its protocol.
 */
const counted = `
PcapPlusPlus--Tests_ExamplesTest_expected_output_http_req_frag.pcap 1 0 0 0
PcapPlusPlus--Tests_ExamplesTest_pcap_examples_many-protocols.pcap 4321 269 109 0
PcapPlusPlus--Tests_ExamplesTest_pcap_examples_tls2.pcap 7451 0 0 0
PcapPlusPlus--Tests_Packet++Test_PacketExamples_CiscoHDLC.pcap 1 0 1 0
PcapPlusPlus--Tests_Packet++Test_PacketExamples_Sll2Packet.pcap 1 0 0 0
PcapPlusPlus--Tests_Pcap++Test_PcapExamples_4KHttpRequests.pcap 385 0 0 0
PcapPlusPlus--Tests_Pcap++Test_PcapExamples_650HttpResponses.pcap 682 0 0 0
PcapPlusPlus--Tests_Pcap++Test_PcapExamples_nanosecs_big_endian.pcap 10 0 0 0
gopacket--layers_testdata_linux_sll_oversized_addr.pcapng 209 0 0 0
gopacket--pcapgo_tests_le_test301.pcapng 276 0 0 0
suricata-verify--tests_bug-3286-02-linux-evasion_with_evasion_linux.pcap 10 0 0 0
suricata-verify--tests_bug-4953_file76.pcap 158 0 0 0
suricata-verify--tests_bug-7657-01_input.pcap 32 0 0 0
suricata-verify--tests_datasets-06-state-long_input.pcap 0 1200 0 0
suricata-verify--tests_dcerpc_zerologon_input.pcap 1012 0 0 0
suricata-verify--tests_dns_bug-1158_input.pcap 0 164 0 0
suricata-verify--tests_http-range-multiflows_input.pcap 614 0 0 0
suricata-verify--tests_ipv6-evasion_ipv6-rsmurf_rsmurf6.pcap 0 0 0 1000
suricata-verify--tests_issues_bug-8333-geoip_input.pcap 80 0 0 0
suricata-verify--tests_issues_issue-4759.1_tcpdns.pcap 20 0 0 0
suricata-verify--tests_output-eve-ftp-data_input.pcap 755 295 0 114
suricata-verify--tests_rule-hooks_http-body-hook-01_input.pcap 2007 0 0 0
suricata-verify--tests_smb2-01_smb2-peter.pcap 767 0 0 17
suricata-verify--tests_smb2-frames-gap-payload-logging-02_smb2-peter-minus-p191-p192.pcap 765 0 0 17
suricata-verify--tests_smb2-frames-gap-payload-logging_smb2-peter-minus-p191.pcap 766 0 0 17
suricata-verify--tests_tcp-fastopen-10-syn-data-ignore_input.pcap 52 0 0 0
suricata-verify--tests_tcp-rst-unacked-stream-10_TLPW1-tcp-174.56.47.59-10.3.11.101-tcp-80-49309.pcap 75 0 0 0
suricata-verify--tests_tls_tls-bypass-missing-event_tor_bl.pcap 1139 0 0 0
tcpdump--tests_LINKTYPE_IPV4_invalid.pcap 0 1 0 0
tcpdump--tests_LINKTYPE_PKTAP.pcap 0 1 0 0
tcpdump--tests_babel_update_oobr.pcap 2 99 0 0
tcpdump--tests_bgp_mp_reach_nlri-oobr.pcap 1 0 0 0
tcpdump--tests_bgp_mvpn_6_and_7_oobr.pcap 1 0 0 0
tcpdump--tests_bgp_vpn_rt-oobr.pcap 1 0 0 0
tcpdump--tests_dns-badcookie.pcap 0 4 0 0
tcpdump--tests_dns-badlabel.pcap 0 1 0 0
tcpdump--tests_heapoverflow-tcp_print.pcap 1 0 0 0
tcpdump--tests_hncp_dhcpv6data-oobr.pcap 0 1 0 0
tcpdump--tests_hoobr_bfd_print.pcap 0 1 0 0
tcpdump--tests_hoobr_nfs_printfh.pcap 1 0 0 0
tcpdump--tests_hoobr_ripng_print.pcap 0 1 0 0
tcpdump--tests_icmp-cksum-oobr-1.pcap 0 0 1 0
tcpdump--tests_icmp-cksum-oobr-3.pcapng 0 0 1 0
tcpdump--tests_icmp-cksum-oobr-4.pcapng 0 0 1 0
tcpdump--tests_icmp6_mobileprefix_asan.pcap 0 0 0 1
tcpdump--tests_icmp_ext_oob_poc.pcap 0 0 1 0
tcpdump--tests_ipv4_invalid_total_length.pcap 0 1 0 0
tcpdump--tests_ipv6-bad-version.pcap 0 0 0 2
tcpdump--tests_ipv6_invalid_length_2.pcap 0 1 0 0
tcpdump--tests_isakmp-pointer-loop.pcap 0 1 0 0
tcpdump--tests_isakmp-rfc3948-oobr.pcap 0 1 0 0
tcpdump--tests_nfs-attr-oobr.pcap 0 2 0 0
tcpdump--tests_tcp_rst_diag_payload-trunc.pcap 1 0 0 0
tcpdump--tests_tftp-heapoverflow.pcap 0 1 0 0
zeek--testing_btest_Traces_dce-rpc_20-fids-no-close.pcap 420 0 0 0
zeek--testing_btest_Traces_dns-edns-cookie.pcap 20 0 0 0
zeek--testing_btest_Traces_dns-edns-ecs.pcap 9 76 0 0
zeek--testing_btest_Traces_ftp_cwd-navigation.pcap 8317 0 0 0
zeek--testing_btest_Traces_http_1000-requests-one-dropped-response.pcap.gz 4102 0 0 0
zeek--testing_btest_Traces_http_206_example_a.pcap 672 0 0 0
zeek--testing_btest_Traces_http_206_example_b.pcap 1556 0 0 0
zeek--testing_btest_Traces_http_206_example_c.pcap 1069 0 0 0
zeek--testing_btest_Traces_http_bro.org-filtered.pcap 50 0 0 0
zeek--testing_btest_Traces_http_docker-http-upgrade.pcap 200 0 0 0
zeek--testing_btest_Traces_smb_smb_many_open_files_500.pcap.gz 500 0 0 0
zeek--testing_btest_Traces_smb_smb_v2_only_non_zero_reserved1.pcap 202 17 1 0
zeek--testing_btest_Traces_smtp.pcap 118 3 4 0
zeek--testing_btest_Traces_ssh_kex-quadratic-1000.pcap.gz 11 0 0 0
zeek--testing_btest_Traces_tcp_reassembly.pcap 117 0 0 0
zeek--testing_btest_Traces_tls_google-cert-repeat.pcap 116 0 0 0
zeek--testing_btest_Traces_tls_tls-1.2-stream-keylog.pcap 237 0 0 0
`;

interface Counts {
  tcp: number;
  udp: number;
  icmp: number;
  icmp6: number;
}

const rows = counted
  .trim()
  .split("\n")
  .map((row) => {
    const [file = "", ...numbers] = row.split(" ");
    const [tcp = 0, udp = 0, icmp = 0, icmp6 = 0] = numbers.map(Number);
    return { file, counts: { tcp, udp, icmp, icmp6 } };
  });

describe.skipIf(!existsSync(beside))("captures beside this project (skipped where there are none)", () => {
  test.each(rows)("$file has the packets that tshark counts", ({ file, counts }) => {
    const stored = readFileSync(new URL(encodeURIComponent(file), beside));
    const octets = file.endsWith(".gz") ? gunzipSync(stored) : stored;
    expect(countPackets(octets)).toEqual(counts);
  });
});

function countPackets(octets: Uint8Array): Counts {
  const counts: Counts = { tcp: 0, udp: 0, icmp: 0, icmp6: 0 };
  const names = new Map<number, keyof Counts>([
    [6, "tcp"],
    [17, "udp"],
    [1, "icmp"],
    [58, "icmp6"],
  ]);
  const dissector = createDissector();
  const packet = createPacket();
  for (const frame of frames(octets)) {
    const name =
      dissector.dissect(frame, packet) && !packet.isFragment ? names.get(packet.protocol) : undefined;
    if (name !== undefined) counts[name] += 1;
  }
  return counts;
}

function* frames(octets: Uint8Array) {
  const reader = createFrameReader(octets);
  for (let at = 0; reader !== null && at <= octets.length; ) {
    while (reader.next()) yield reader.frame;
    if (reader.isOver) return;
    const room = reader.room();
    const part = octets.subarray(at, at + room.length);
    room.set(part);
    reader.filled(part.length);
    at += part.length;
    if (part.length === 0) {
      while (reader.next()) yield reader.frame;
      return;
    }
  }
}
