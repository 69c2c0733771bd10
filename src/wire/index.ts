/**
 * Bytes and their meaning. Pure; bad input gives data, never an exception.
 *
 * @module
 */
export { rcodeName, typeNumber } from "./dns-codes.ts";
export {
  answerData,
  chainEnd,
  type DnsMessage,
  type DnsRecordRead,
  decodeDnsMessage,
  negativeTtl,
} from "./dns-message.ts";
export { isSameName, writeName } from "./dns-name.ts";
export { type DnsQuery, encodeDnsQuery } from "./dns-query.ts";
export { type Speaker, type Spoken, speakerOf } from "./http-speaker.ts";
export { type AnswerReader, type AnswerState, createAnswerReader } from "./http1-answer.ts";
export { type BodyFraming, type BodyReader, createBodyReader, framingOf } from "./http1-body.ts";
export { fieldOf, type HeadRead, type HttpHead, MAX_HEAD_OCTETS, readHttpHead } from "./http1-head.ts";
export { http2ErrorName } from "./http2-error.ts";
export { plainText } from "./plain-text.ts";
export { nameProtocol, type ProtocolName, printable } from "./protocol-name.ts";
export { type ProxiedConnection, writeProxyV1 } from "./proxy-header.ts";
export {
  readSocksReply,
  type SocksReply,
  socksReplyName,
  writeSocksLogin,
  writeSocksMethods,
  writeSocksRequest,
} from "./socks5.ts";
export {
  decodeCertificate12,
  decodeCertificate13,
  decodeCertificateRequest12,
  decodeCertificateRequest13,
  decodeCertificateStatus,
} from "./tls-certificate-messages.ts";
export { encodeClientHello, type HelloAsked } from "./tls-client-hello.ts";
export {
  type ClientHello,
  decodeClientHello,
  decodeServerHello,
  readAlpn,
  readExtensions,
  type ServerHello,
} from "./tls-hello.ts";
export { type HandshakeMessage, messageType, splitMessages } from "./tls-messages.ts";
export { alertName, groupName, signatureName, versionName } from "./tls-names.ts";
export {
  contentType,
  decodeAlert,
  soundsLikeTls,
  splitRecords,
  type TlsAlert,
  type TlsRecord,
} from "./tls-records.ts";
export { type Certificate, decodeCertificate } from "./x509.ts";
export { decodeStaple } from "./x509-staple.ts";
