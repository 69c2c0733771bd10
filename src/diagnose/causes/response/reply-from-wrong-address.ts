import type { Cause } from "../../cause.ts";

/** The answer comes from another address than was asked, so that the client knows no such connection and resets it. */
export const replyFromWrongAddress: Cause = {
  id: "reply-from-wrong-address",
  boundary: "response",
  at: "path",
  must: ["strange-answers-reset"],
  may: [
    "nothing-of-host-answers",
    "resolver-answers-from-elsewhere",
    "translation-not-undone",
    "syn-arrives-at-server",
    "answers-leave-another-way",
  ],
  never: ["some-attempt-connects", "own-host-holds-packets"],
  proves: [
    { "syn-unanswered": true, "strange-answers-reset": true },
    { "resolver-answers-from-elsewhere": true },
    { "translation-not-undone": true, "lies-on-way": true, "syn-unanswered": true },
  ],
  explains: [
    "syn-unanswered",
    "lookup-unanswered",
    "lookup-slow",
    "first-resolver-silent",
    "later-resolver-silent",
    "resolver-answers-from-elsewhere",
  ],
  refines: null,
  explainedBy: [],
  toldApartBy: {},
  summary: "Answers to {address}:{port} come from another address: this host resets them as strange.",
  fix: [
    "tcpdump -nni any 'tcp[tcpflags] & (tcp-syn|tcp-ack) == (tcp-syn|tcp-ack)' names the address that answers",
    "On the host behind: ip route get {clientAddress}; send its answers back through {router}: ip route replace {clientNetwork} via {router}",
    "Or translate the source as well on the way in (hairpin): nft add rule ip nat postrouting ip saddr {clientNetwork} masquerade",
  ],
  prevention: [
    "Let requests and answers pass the same translation, and test it from a client of the same network too (hairpin).",
  ],
  source: "RFC 5382, section 8; RFC 1122, section 4.2.3.7",
};
