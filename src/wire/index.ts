/**
 * Bytes and their meaning. Pure; bad input gives data, never an exception.
 *
 * @module
 */

export { createFrameReader, type FileContent, fileContent } from "./capture-file/detect.ts";
export { emptyFrame, LARGEST_FRAME_OCTETS } from "./capture-file/empty-frame.ts";
export type { CaptureDamage, CaptureFrame, CaptureInterface, FrameReader } from "./capture-file/frame.ts";
export { linkTypeName } from "./capture-file/link-type.ts";
export {
  createPcapWriter,
  type OctetSink,
  type PcapWriter,
  type WrittenFrame,
} from "./capture-file/pcap-writer.ts";
export {
  type DatabaseComplaint,
  type DatabaseRows,
  databaseText,
  type Framed,
  withZero,
} from "./database/framed.ts";
export {
  decodeMysqlColumn,
  decodeMysqlColumnCount,
  decodeMysqlError,
  decodeMysqlGreeting,
  decodeMysqlRow,
  decodeMysqlSwitch,
  encodeMysqlLogin,
  encodeMysqlPacket,
  encodeMysqlTlsRequest,
  isMysqlEnd,
  type MysqlGreeting,
  type MysqlPacket,
  mysqlFlag,
  readMysqlGreeting,
  readMysqlPacket,
} from "./database/mysql.ts";
export {
  decodePostgresAuthentication,
  decodePostgresBackend,
  decodePostgresColumns,
  decodePostgresError,
  decodePostgresParameter,
  decodePostgresRow,
  encodePostgresMessage,
  encodePostgresQuery,
  encodePostgresSasl,
  encodePostgresStartup,
  encodePostgresStatement,
  encodePostgresTlsRequest,
  type PostgresMessage,
  readPostgresMessage,
} from "./database/postgres.ts";
export { encodeRedisCommand, type RedisReply, readRedisReply } from "./database/redis.ts";
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
export { keptFields } from "./http-kept-fields.ts";
export { type Speaker, type Spoken, speakerOf } from "./http-speaker.ts";
export { type AnswerReader, type AnswerState, createAnswerReader } from "./http1-answer.ts";
export { type BodyFraming, type BodyReader, createBodyReader, framingOf } from "./http1-body.ts";
export { fieldOf, type HeadRead, type HttpHead, MAX_HEAD_OCTETS, readHttpHead } from "./http1-head.ts";
export { http2ErrorName } from "./http2-error.ts";
export { addressOctets, addressText } from "./ip-address.ts";
export { internetChecksum } from "./ip-checksum.ts";
export { decodeIpHeader, type IpHeader, ipProtocol } from "./ip-header.ts";
export { decodeIcmpError, type IcmpError, type IcmpWord, icmpWord } from "./ip-icmp.ts";
export {
  decodeEcho,
  decodeMark,
  decodeTcpHeader,
  ECHO_OCTETS,
  encodeEcho,
  encodeMark,
  encodeSyn,
  MARK_OCTETS,
} from "./ip-probe.ts";
export { hostOctets, readAttributes, textOf, writeAttribute, writeNested } from "./netlink/attributes.ts";
export {
  type ConntrackColumns,
  createConntrackColumns,
  growConntrackColumns,
} from "./netlink/conntrack-columns.ts";
export {
  addressWords,
  type ConntrackEntry,
  type ConntrackTuple,
  conntrackEntry,
} from "./netlink/conntrack-entry.ts";
export { decodeConntrack } from "./netlink/conntrack-row.ts";
export {
  type ConntrackCounters,
  type ConntrackFill,
  decodeConntrackCounters,
  decodeConntrackFill,
} from "./netlink/conntrack-statistics.ts";
export { decodeInterfaceAddress, type InterfaceAddress } from "./netlink/interface-address.ts";
export { decodeLink, type Link, type LinkCounters } from "./netlink/link.ts";
export {
  encodeMessage,
  type MessageSpan,
  netlinkControl,
  netlinkFlag,
  walkMessages,
} from "./netlink/message.ts";
export { decodeNeighbour, type Neighbour } from "./netlink/neighbour.ts";
export { decodeQueue, type Queue } from "./netlink/queue.ts";
export { decodeDone, decodeRefusal } from "./netlink/refusal.ts";
export { decodeRoute, type Route, type RouteHop, type RouteType } from "./netlink/route.ts";
export { encodeRouteRequest, FIB_MATCH, LOOKUP_TABLE, type RoutedPacket } from "./netlink/route-request.ts";
export { decodeRule, type RoutingRule } from "./netlink/rule.ts";
export { copySocketColumns, createSocketColumns, type SocketColumns } from "./netlink/socket-columns.ts";
export { type SocketEntry, socketAddress, socketEntry } from "./netlink/socket-entry.ts";
export { encodeSocketRequest } from "./netlink/socket-request.ts";
export { decodeSocket } from "./netlink/socket-row.ts";
export { decodeTcpInfo, type TcpInfoRead } from "./netlink/tcp-info.ts";
export { TCP_STATES, type TcpState, tcpStateBits, tcpStateName } from "./netlink/tcp-state.ts";
export { createDissector, type Dissector } from "./packet/dissector.ts";
export { createPacket } from "./packet/empty-packet.ts";
export type { Packet } from "./packet/packet.ts";
export { packetAddress } from "./packet/packet-address.ts";
export { dissectQuoted } from "./packet/quoted.ts";
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
