import { ipFamily } from "../base/ip-address.ts";

export interface UdpSender {
  /** Hands a datagram to the kernel; lost without a word when nobody listens or the network is full. */
  send(datagram: Uint8Array | string): void;
  /** Datagrams the kernel refused since the start. */
  failures(): number;
  close(): void;
}

/** A socket that sends to one address and never keeps the process alive. Names are resolved once per datagram. */
export function openUdpSender(to: { readonly host: string; readonly port: number }): UdpSender {
  // Loaded for the first sender: most relays have none.
  const { createSocket } = process.getBuiltinModule("node:dgram");
  const socket = createSocket(ipFamily(to.host) === 6 ? "udp6" : "udp4");
  let failures = 0;
  const failed = (): void => {
    failures += 1;
  };
  socket.on("error", failed); // ICMP "port unreachable" comes back here
  socket.unref();
  return {
    send: (datagram) =>
      socket.send(datagram, to.port, to.host, (error) => {
        if (error !== null) failed();
      }),
    failures: () => failures,
    close: () => void socket.close(),
  };
}
