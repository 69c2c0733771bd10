/** Lines as they are written in the field, by the signal that they must give: resolvers, certificates, OpenSSL. */
export const nameAndTlsLines: Readonly<Record<string, readonly string[]>> = {
  "eai-again": [
    "getaddrinfo EAI_AGAIN db.example",
    "socket.gaierror: [Errno -3] Temporary failure in name resolution",
  ],
  "eai-noname": [
    "socket.gaierror: [Errno -2] Name or service not known",
    "[Errno 8] nodename nor servname provided, or not known",
    "wget: bad address, Name does not resolve",
  ],
  "eai-nodata": [
    "socket.gaierror: [Errno -5] No address associated with hostname",
    "queryAaaa ENODATA db.example",
  ],
  "eai-fail": ["Non-recoverable failure in name resolution"],
  "eai-family": ["socket.gaierror: [Errno -9] Address family for hostname not supported"],
  "eai-local": ["getaddrinfo EAI_SYSTEM"],
  "node-enotfound": ["Error: getaddrinfo ENOTFOUND db.example"],
  "cares-eservfail": ["Error: queryA ESERVFAIL db.example"],
  "cares-erefused": ["Error: queryA EREFUSED db.example"],
  "cares-etimeout": ["Error: queryA ETIMEOUT db.example"],
  "cares-form": ["Error: queryA EBADRESP db.example"],
  "cares-refused": ["Error: queryA ECONNREFUSED db.example"],
  "coredns-timeout": [
    "[ERROR] plugin/errors: 2 db.example. A: read udp 10.244.0.2:40000->192.0.2.53:53: i/o timeout",
  ],
  "coredns-upstream": [
    "[ERROR] plugin/errors: 2 db.example. A: dial udp 192.0.2.53:53: connect: network is unreachable",
  ],
  "coredns-no-upstream": ["no healthy proxies", "plugin/forward: no upstream host"],
  "coredns-loop": ['[FATAL] plugin/loop: Loop (127.0.0.1:40000 -> :53) detected for zone "."'],
  "coredns-api": [
    'plugin/kubernetes: Kubernetes API connection failure: Get "https://10.96.0.1:443/version"',
  ],
  "coredns-not-ready": ['[INFO] plugin/ready: Still waiting on: "kubernetes"'],
  "coredns-limit": ["concurrent queries exceeded maximum 1000"],
  "dig-no-reply": [";; no servers could be reached", ";; communications error to 192.0.2.53#53: timed out"],
  "dig-refused": [";; communications error to 192.0.2.53#53: connection refused"],
  "dns-truncated": [";; Truncated, retrying in TCP mode.", ";; flags: qr tc rd ra; QUERY: 1"],
  "dns-search": ["options ndots:5"],
  "kubelet-dns-config": ["Warning  DNSConfigForming  kubelet  Nameserver limits were exceeded"],
  "certificate-issuer-missing": ["verify error:num=2:unable to get issuer certificate"],
  "certificate-issuer-missing-locally": [
    "verify error:num=20:unable to get local issuer certificate",
    "Error: unable to get local issuer certificate code: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'",
  ],
  "certificate-leaf-alone": [
    "verify error:num=21:unable to verify the first certificate",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  ],
  "certificate-self-signed": [
    "verify error:num=18:self-signed certificate",
    "self signed certificate",
    "DEPTH_ZERO_SELF_SIGNED_CERT",
  ],
  "certificate-self-signed-chain": [
    "SSL certificate problem: self-signed certificate in certificate chain",
    "SELF_SIGNED_CERT_IN_CHAIN",
  ],
  "certificate-has-expired": [
    "curl: (60) SSL certificate problem: certificate has expired",
    "CERT_HAS_EXPIRED",
  ],
  "certificate-too-early": ["certificate is not yet valid", "CERT_NOT_YET_VALID"],
  "certificate-dates": [
    "x509: certificate has expired or is not yet valid: current time 2026-06-06T10:24:33Z is after 2026-06-01T00:00:00Z",
  ],
  "certificate-name": [
    "Hostname/IP does not match certificate's altnames: Host: a.example. is not in the cert's altnames",
    "SSL: no alternative certificate subject name matches target host name 'a.example'",
    "Hostname mismatch, certificate is not valid for 'a.example'.",
  ],
  "certificate-name-go": [
    "x509: certificate is valid for a.example, not b.example",
    "x509: cannot validate certificate for 192.0.2.9 because it doesn't contain any IP SANs",
  ],
  "certificate-name-java": [
    "No subject alternative DNS name matching a.example found.",
    "No name matching a.example found",
  ],
  "certificate-was-revoked": ["verify error:num=23:certificate revoked"],
  "certificate-chain-long": ["certificate chain too long"],
  "certificate-purpose": [
    "verify error:num=26:unsuitable certificate purpose",
    "x509: certificate specifies an incompatible key usage",
  ],
  "certificate-ca-invalid": ["verify error:num=79:invalid CA certificate"],
  "certificate-not-trusted": ["verify error:num=27:certificate not trusted"],
  "certificate-unknown-authority": [
    "x509: certificate signed by unknown authority",
    "PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target",
  ],
  "certificate-partial-chain": ["System.Security.Authentication.AuthenticationException: PartialChain"],
  "certificate-signature": ["verify error:num=7:certificate signature failure"],
  "certificate-weak": ["verify error:num=66:EE certificate key too weak", "ca md too weak"],
  "certificate-revocation-unknown": ["verify error:num=3:unable to get certificate CRL"],
  "certificate-constraints": ["verify error:num=47:permitted subtree violation"],
  "certificate-verify-failed": ["[SSL: CERTIFICATE_VERIFY_FAILED]"],
  "openssl-wrong-version": [
    "error:0A00010B:SSL routines::wrong version number",
    "ERR_SSL_WRONG_VERSION_NUMBER",
  ],
  "openssl-http-request": [
    "error:0A00009C:SSL routines::http request",
    "SSL routines:ssl3_get_record:http request",
  ],
  "openssl-not-a-record": ["error:0A0000C6:SSL routines::packet length too long"],
  "openssl-eof": [
    "error:0A000126:SSL routines::unexpected eof while reading",
    "ssl.SSLError: EOF occurred in violation of protocol (_ssl.c:1000)",
  ],
  "openssl-version": ["error:0A000102:SSL routines::unsupported protocol", "tlsv1 alert protocol version"],
  "openssl-cipher": [
    "error:0A0000C1:SSL routines::no shared cipher",
    "tls: no cipher suite supported by both client and server",
  ],
  "openssl-client-certificate": [
    "error:0A0000C7:SSL routines::peer did not return a certificate",
    "tls: client didn't provide a certificate",
  ],
  "openssl-security-level": [
    "error:0A00018A:SSL routines::dh key too small",
    "unsafe legacy renegotiation disabled",
  ],
  "openssl-corrupt": ["error:0A000119:SSL routines::decryption failed or bad record mac"],
  "openssl-files": [
    "error:05800074:x509 certificate routines::key values mismatch",
    "PEM routines:get_name:no start line",
  ],
  "openssl-signature": ["error:0A00007B:SSL routines::bad signature"],
  "openssl-alpn": ["SSL routines::no application protocol"],
  "tls-alert-40": [
    "error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40",
    "ssl/tls alert handshake failure",
    "remote error: tls: handshake failure",
    "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
    "SSLV3_ALERT_HANDSHAKE_FAILURE",
    "alert 40",
  ],
  "tls-alert-48": ["tlsv1 alert unknown ca", "remote error: tls: unknown certificate authority"],
  "tls-alert-70": [
    "remote error: tls: protocol version not supported",
    "Received fatal alert: protocol_version",
  ],
  "tls-alert-112": ["tlsv1 unrecognized name", "TLSV1_UNRECOGNIZED_NAME"],
  "tls-alert-116": ["tlsv13 alert certificate required", "remote error: tls: certificate required"],
  "tls-alert-120": ["tlsv1 alert no application protocol", "remote error: tls: no application protocol"],
};
