import type { Reading } from "../signal.ts";

const look = "openssl s_client -connect HOST:PORT -servername HOST -showcerts </dev/null";

/** No version in common. Source: RFC 8446, section 6.2. */
export const versionMismatch: Reading = {
  proves: "The two sides have no TLS version that both allow.",
  doesNotProve: "Which side to change.",
  boundaries: ["tls"],
  causes: ["tls-version-mismatch"],
  strength: "names-actor",
  next: ["openssl s_client -connect HOST:PORT -tls1_2; … -tls1_3", "faultline check TARGET --tls-max 1.2"],
};

/** No parameters in common. */
export const cipherMismatch: Reading = {
  proves: "The two sides have no cipher suite, group or signature algorithm that both allow.",
  doesNotProve: "Which of the three.",
  boundaries: ["tls"],
  causes: ["tls-cipher-mismatch"],
  strength: "names-actor",
  next: [
    "openssl s_client -connect HOST:PORT -cipher ALL:@SECLEVEL=0",
    "nmap --script ssl-enum-ciphers -p PORT HOST",
  ],
};

/** Alert 40: the peer gives no reason. Source: RFC 8446, section 6.2. */
export const handshakeFailure: Reading = {
  proves: "The peer speaks TLS and found no acceptable set of parameters.",
  doesNotProve:
    "Which: version, cipher, group, signature, missing SNI, and in TLS 1.2 a missing client certificate end so.",
  boundaries: ["tls"],
  causes: ["tls-cipher-mismatch", "tls-version-mismatch", "client-certificate-required", "sni-not-served"],
  strength: "names-actor",
  next: ["faultline check TARGET", look],
};

/** ALPN. Source: RFC 7301. */
export const alpnMismatch: Reading = {
  proves: "The server has none of the application protocols that the client offered.",
  doesNotProve: "That TLS itself fails.",
  boundaries: ["tls"],
  causes: ["alpn-mismatch"],
  strength: "names-actor",
  next: ["openssl s_client -connect HOST:PORT -alpn h2,http/1.1"],
};

/** SNI. Source: RFC 6066, section 3. */
export const nameUnknown: Reading = {
  proves: "The server knows no site of the name in SNI.",
  doesNotProve: "That the address is right: it may be another's server.",
  boundaries: ["tls", "dns"],
  causes: ["sni-not-served", "wrong-address"],
  strength: "names-actor",
  next: [look, "openssl s_client -connect HOST:PORT -noservername"],
};

/** A client certificate is wanted. */
export const clientCertificateWanted: Reading = {
  proves: "The server wants a client certificate and got none.",
  doesNotProve: "Which CA it accepts; its CertificateRequest names them.",
  boundaries: ["tls"],
  causes: ["client-certificate-required"],
  strength: "names-actor",
  next: [
    `${look} (Acceptable client certificate CA names)`,
    "faultline check TARGET --cert CERT.pem --key KEY.pem",
  ],
};

/** The peer rejects a certificate that we sent. */
export const ourCertificateRejected: Reading = {
  proves: "The sender of the alert rejects the certificate that it was given: in most cases the client's.",
  doesNotProve:
    "Why, beyond the alert's own name. Read on the server's side, it is the client that rejects the server's.",
  boundaries: ["tls"],
  causes: ["client-certificate-rejected", "certificate-untrusted", "certificate-expired"],
  strength: "names-actor",
  next: ["openssl verify -purpose sslclient -CAfile SERVERS-CA.pem CERT.pem", "the server's TLS log"],
};

/** No TLS at all. */
export const notTls: Reading = {
  proves: "What came back is no TLS record, or TLS came to a port that speaks plainly.",
  doesNotProve: "Which end is set up wrongly: port, scheme, or a proxy's error page between.",
  boundaries: ["tls"],
  causes: ["not-tls", "proxy-protocol-mismatch"],
  strength: "names-actor",
  next: ["curl -v http://HOST:PORT/", "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc HOST PORT"],
};

/** The connection ended in the handshake. */
export const handshakeCut: Reading = {
  proves: "TCP connected, and the connection was closed or reset before TLS was done, without an alert.",
  doesNotProve: "Who cut it: the server, a device that reads SNI, or a port without TLS.",
  boundaries: ["tls", "path"],
  causes: ["sni-not-served", "middlebox-resets", "not-tls", "peer-resets", "large-client-hello-lost"],
  strength: "symptom",
  next: [look, "tcpdump -ni any 'tcp port PORT'"],
};

/** Nothing came after the ClientHello. */
export const handshakeSilent: Reading = {
  proves: "TCP connected and the TLS handshake did not end in time.",
  doesNotProve:
    "That the server is slow: a large ClientHello or certificate that vanishes on the way looks the same.",
  boundaries: ["tls", "path"],
  causes: ["handshake-stalls", "mtu-black-hole", "large-client-hello-lost", "not-tls"],
  strength: "timer",
  next: ["ss -tio dst ADDRESS (unacked, retrans)", "tracepath -n ADDRESS", look],
};

/** Records that do not decrypt. */
export const corrupted: Reading = {
  proves: "A TLS record did not decrypt or verify.",
  doesNotProve: "Who spoilt it: memory, a device between, or keys that do not belong together.",
  boundaries: ["tls", "path"],
  causes: ["middlebox-resets"],
  strength: "symptom",
  next: ["repeat from another host", "nstat -az TcpInCsumErrors"],
};

/** The peer broke the protocol, or says that we did. */
export const tlsProtocol: Reading = {
  proves: "One side's TLS message was not what the other's rules allow.",
  doesNotProve: "Which side errs.",
  boundaries: ["tls"],
  causes: ["tls-cipher-mismatch", "not-tls"],
  strength: "symptom",
  next: [`${look} -msg`],
};

/** The server's own trouble. */
export const tlsServerError: Reading = {
  proves: "The peer speaks TLS and failed by itself, often for want of a certificate for the name.",
  doesNotProve: "What failed; its log says so.",
  boundaries: ["tls"],
  causes: ["sni-not-served"],
  strength: "names-actor",
  next: [look, "the server's log"],
};

/** Local key or certificate files. */
export const tlsFiles: Reading = {
  proves: "The program could not use its own certificate, key or CA file.",
  doesNotProve: "Anything about the peer.",
  boundaries: ["client", "tls"],
  causes: [],
  strength: "names-actor",
  next: [
    "openssl x509 -noout -pubkey -in CERT.pem | sha256sum; openssl pkey -pubout -in KEY.pem | sha256sum",
  ],
};
