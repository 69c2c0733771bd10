import type { Cause } from "../../cause.ts";

/** A ClientHello of more than one packet fails where a small one passes. */
export const largeClientHelloLost: Cause = {
  id: "large-client-hello-lost",
  boundary: "tls",
  at: "path",
  must: ["small-hello-answered", "full-size-record-answered"],
  may: [],
  never: ["large-hello-answered", "same-handshake-passes"],
  proves: [
    { "small-hello-answered": true, "large-hello-answered": false, "full-size-record-answered": true },
    {
      "small-hello-answered": true,
      "large-hello-answered": false,
      "large-hello-in-small-packets-answered": false,
    },
  ],
  explains: ["handshake-unanswered", "handshake-closed", "handshake-reset"],
  refines: null,
  explainedBy: ["mtu-black-hole"],
  toldApartBy: {
    "peer-resets":
      "openssl s_client -connect {address}:{port} -servername {host} -groups X25519, against the default",
    "middlebox-resets":
      "openssl s_client -connect {address}:{port} -servername {host} -groups X25519, against the default",
    "tls-version-mismatch": "a small ClientHello with the same versions",
    "tls-cipher-mismatch": "a small ClientHello with the same ciphers",
    "client-certificate-required": "a small ClientHello",
    "client-certificate-rejected": "a small ClientHello",
    "packet-loss": "a small ClientHello, several times",
  },
  summary:
    "A ClientHello of {helloOctets} octets, more than one packet, fails at {hostPort}; a small one is answered.",
  fix: [
    "Find the device or server that reads only the first packet of a ClientHello (https://tldr.fail) and update it",
    "Until then let clients send a small one: openssl -groups X25519, GODEBUG=tlsmlkem=0, Chrome PostQuantumKeyAgreementEnabled off",
  ],
  prevention: ["Test devices with a ClientHello in two segments before they come into the path"],
  source: "RFC 8446, section 5.1; draft-ietf-tls-ecdhe-mlkem; tldr.fail",
};
